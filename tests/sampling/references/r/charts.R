# Limits of p charts. qcc is not packaged by Debian: its functions stats.p, sd.p and limits.p were
# read from its source, release 2, into QCC_SOURCE.
source("common.R")
source(file.path(Sys.getenv("QCC_SOURCE"), "p_chart.R"))

series <- list(
  rounds = list(hits = c(31, 40, 28, 45, 12, 50, 39, 61), cases = c(60, 72, 55, 80, 34, 81, 60, 78)),
  rare = list(hits = c(0, 1, 0, 2, 0, 5, 1, 0, 0, 1), cases = c(20, 35, 18, 40, 22, 31, 26, 40, 9, 50)),
  even = list(hits = c(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6), cases = rep(50, 12))
)
rows <- list()
for (name in names(series)) {
  hits <- series[[name]]$hits
  cases <- series[[name]]$cases
  centre <- stats.p(hits, cases)$center
  limits <- limits.p(centre, sd.p(hits, cases), cases, 3)
  limits <- cbind(rep_len(limits[, 1], length(hits)), rep_len(limits[, 2], length(hits)))
  rows[[name]] <- data.frame(
    series = name, hits = hits, cases = cases, centre = centre, low = limits[, 1],
    high = limits[, 2], origin = "qcc 2 (Scrucca), limits.p"
  )
}
save_(rows, "charts")
