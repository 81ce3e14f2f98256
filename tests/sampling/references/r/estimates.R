# Shares, means, totals, counts and ratios of domains, with errors and limits.
source("common.R")

rows <- list()
note <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)

for (name in names(DATA)) {
  whole <- design_of(DATA[[name]])
  for (domain in c("", 0, 1, 2)) {
    design <- if (domain == "") whole else whole[whole$variables$domain == as.integer(domain), ]
    found <- list(
      share = svymean(~met, design), mean = svymean(~days, design),
      total = svytotal(~days, design), count = svytotal(~one, design),
      ratio = svyratio(~days, ~visits, design)
    )
    if (domain == "") found$count <- NULL
    for (kind in names(found)) {
      limits <- if (name == "case_files") c(NA, NA) else confint(found[[kind]], df = degf(design))
      what <- switch(kind, share = "svymean", mean = "svymean", ratio = "svyratio", "svytotal")
      note(data = name, domain = domain, kind = kind, value = as.numeric(coef(found[[kind]])),
           error = as.numeric(SE(found[[kind]])), low = limits[1], high = limits[2],
           origin = paste0(survey_, ", ", what))
    }
  }
  # Cut out by subset and set side by side by svyby, the figures must be the same.
  by <- svyby(~met, ~domain, whole, svymean)
  cut <- sapply(rows, function(row) row$data == name && row$kind == "share" && row$domain != "")
  stopifnot(all.equal(as.numeric(SE(by)), sapply(rows[cut], `[[`, "error")))
}
save_(rows, "estimates")
