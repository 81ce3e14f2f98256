# Make up a stratified sample of case files, so that every kind of stratum and domain is there:
# units of different sizes, one of them read in full, domains and groups that cut across them,
# and files without an answer. The figures mean nothing; they only have to be the same for all.
set.seed(2026)
population <- c(40, 25, 12, 300, 90, 60, 150)
read <- c(10, 8, 12, 30, 15, 9, 20)
unit <- rep(seq_along(read) - 1, read)
cases <- length(unit)
files <- data.frame(
  unit = unit,
  population = population[unit + 1],
  domain = sample(0:2, cases, replace = TRUE, prob = c(0.5, 0.3, 0.2)),
  group = sample(0:3, cases, replace = TRUE)
)
files$met <- rbinom(cases, 1, 0.45 + 0.06 * files$unit - 0.1 * (files$domain == 1))
files$days <- rpois(cases, 20 + 9 * files$group + 4 * files$unit)
files$visits <- 1 + rpois(cases, 3)
files$answered <- rbinom(cases, 1, 0.9 - 0.1 * files$group)
write.csv(files, file.path("..", "case_files.csv"), row.names = FALSE)
