# Agreement between reviewers. irr is not packaged by Debian: its functions kappa2,
# kappam.fleiss and kripp.alpha were read from the sources that CRAN's mirror keeps of releases
# up to 0.84.1, into IRR_SOURCE.
source("common.R")
suppressMessages({
  library(vcd)
  library(psych)
})
for (name in c("kappa2", "kappam.fleiss", "kripp.alpha")) {
  source(file.path(Sys.getenv("IRR_SOURCE"), paste0(name, ".R")))
}
irr_ <- "irr (Gamer and others)"
vcd_ <- paste(package("vcd"), "(Meyer and others)")
psych_ <- paste(package("psych"), "(Revelle)")

ratings <- as.matrix(read.csv(file.path("..", "ratings.csv")))
rows <- list()
note <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)

SCALES <- c(nominal = "unweighted", linear = "equal", quadratic = "squared")
for (pair in list(c(1, 2), c(1, 5), c(2, 3), c(3, 4), c(4, 5))) {
  both <- ratings[, pair]
  table <- table(factor(both[, 1], levels = 0:3), factor(both[, 2], levels = 0:3))
  readers <- paste(pair - 1, collapse = " ")
  for (scale in names(SCALES)) {
    spaced <- if (scale == "quadratic") "Fleiss-Cohen" else "Equal-Spacing"
    found <- Kappa(table, weights = spaced)[[if (scale == "nominal") "Unweighted" else "Weighted"]]
    note(coefficient = "cohen_kappa", readers = readers, scale = scale, value = found[["value"]],
         error = found[["ASE"]], origin = paste0(vcd_, ", Kappa, ", scale))
    note(coefficient = "cohen_kappa", readers = readers, scale = scale,
         value = kappa2(both, SCALES[[scale]])$value, error = NA,
         origin = paste0(irr_, ", kappa2, ", SCALES[[scale]]))
  }
  found <- cohen.kappa(both)
  note(coefficient = "cohen_kappa", readers = readers, scale = "nominal", value = found$kappa,
       error = sqrt(found$var.kappa), origin = paste0(psych_, ", cohen.kappa"))
  note(coefficient = "cohen_kappa", readers = readers, scale = "quadratic",
       value = found$weighted.kappa, error = NA,
       origin = paste0(psych_, ", cohen.kappa, weighted"))
  note(coefficient = "percent_agreement", readers = readers, scale = "nominal",
       value = sum(diag(table)) / sum(table), error = NA,
       origin = paste0(R_, ", table"))
}
for (group in list(1:2, 1:3, 1:5, c(2, 4, 5))) {
  readers <- paste(group - 1, collapse = " ")
  # Files with an answer missing are left out by the function, and here too.
  note(coefficient = "fleiss_kappa", readers = readers, scale = "nominal",
       value = kappam.fleiss(ratings[, group])$value, error = NA,
       origin = paste0(irr_, ", kappam.fleiss"))
  for (scale in c("nominal", "ordinal", "interval")) {
    ours <- c(nominal = "nominal", ordinal = "ordinal", interval = "quadratic")[[scale]]
    # The function wants a pair of answers about every file.
    read <- ratings[, group][rowSums(!is.na(ratings[, group])) > 1, ]
    note(coefficient = "krippendorff_alpha", readers = readers, scale = ours,
         value = kripp.alpha(read, scale)$value, error = NA,
         origin = paste0(irr_, ", kripp.alpha, ", scale))
  }
}
save_(rows, "agreement")
