# What the other scripts share: the designs, and one way of writing figures down.
# Run each script in this folder: Rscript <name>.R. Nothing here is needed to run the tests.
suppressMessages(library(survey))
# By default the package says a design is fine even where one case shows no spread.
options(survey.lonely.psu = "fail")

package <- function(name) paste(name, packageVersion(name))
survey_ <- paste(package("survey"), "for R (Lumley)")
R_ <- paste0("R ", R.version$major, ".", R.version$minor)

read_ <- function(name) read.csv(file.path("..", paste0(name, ".csv")), stringsAsFactors = FALSE)

# The fewest digits that give back the very number that was computed.
full <- function(value) {
  shorter <- sapply(value, function(one) {
    for (digits in 15:17) {
      written <- formatC(one, digits = digits, format = "g", width = 1)
      if (is.na(one) || as.numeric(written) == one) break
    }
    written
  })
  ifelse(is.na(value), NA, shorter)
}

save_ <- function(rows, name) {
  table <- do.call(rbind, rows)
  for (column in names(table)) {
    if (is.double(table[[column]])) table[[column]] <- full(table[[column]])
  }
  write.csv(table, file.path("..", paste0("r_", name, ".csv")), row.names = FALSE, na = "")
}

# Weights are left to the package to form from the sizes of the strata, so they are not rounded.
design_of <- function(cases) {
  svydesign(id = ~1, strata = ~unit, fpc = ~population, data = cases)
}

case_files <- read_("case_files")
case_files$one <- 1
# A unit read in full counts for degrees of freedom there and not here, so limits are compared
# without it.
in_part <- subset(case_files, unit != 2)

schools <- read_("schools")
schools$unit <- match(schools$type, c("E", "H", "M")) - 1
schools$population <- c(4421, 755, 1018)[schools$unit + 1]
schools$one <- 1
schools$met <- as.integer(schools$award == "yes")
schools$domain <- findInterval(schools$pupils, c(400, 800))
schools$days <- schools$score
schools$visits <- schools$pupils

DATA <- list(case_files = case_files, in_part = in_part, schools = schools)
