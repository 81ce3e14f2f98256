# Made up for: groups known from the register, and answers missing more often in some groups.
source("common.R")

rows <- list()
note <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)

sizes <- list(case_files = c(180, 170, 160, 167), in_part = c(177, 168, 155, 165))
for (name in names(sizes)) {
  design <- design_of(DATA[[name]])
  known <- postStratify(design, ~group, data.frame(group = 0:3, Freq = sizes[[name]]))
  for (of in c("met", "days", "visits")) {
    found <- svymean(as.formula(paste0("~", of)), known)
    note(data = name, kind = "known", of = of, sizes = paste(sizes[[name]], collapse = " "),
         value = as.numeric(coef(found)), error = as.numeric(SE(found)),
         origin = paste0(survey_, ", postStratify, svymean"))
  }
  # Those who answered, raised to the groups of all who were drawn.
  drawn <- svytable(~group, design)
  told <- postStratify(design[design$variables$answered == 1, ], ~group, drawn)
  for (of in c("met", "days", "visits")) {
    found <- svymean(as.formula(paste0("~", of)), told)
    note(data = name, kind = "silent", of = of, sizes = "",
         value = as.numeric(coef(found)), error = NA,
         origin = paste0(survey_, ", postStratify of those who answered"))
  }
}
save_(rows, "adjustment")
