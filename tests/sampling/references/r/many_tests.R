# p values for many tests, and the power of one.
source("common.R")

set.seed(41)
families <- list(
  neuhaus = c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
              0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
  ties = c(0.01, 0.04, 0.04, 0.02, 0.01, 0.5, 1, 0, 0.04),
  missing = c(0.03, NA, 0.001, 0.2, NA, 0.011),
  one = 0.03,
  sixty = round(rbeta(60, 0.4, 2), 5)
)
rows <- list()
for (family in names(families)) {
  p <- families[[family]]
  for (method in c("holm", "BH", "BY")) {
    rows[[length(rows) + 1]] <- data.frame(
      family = family, place = seq_along(p) - 1, method = method, p = p,
      value = p.adjust(p, method), origin = paste0(R_, ", p.adjust, ", method)
    )
  }
}
save_(rows, "adjusted_p")

rows <- list()
pairs <- list(c(0.5, 0.75), c(0.9, 0.8), c(0.05, 0.15), c(0.3, 0.35), c(0.62, 0.5), c(0.02, 0.1))
for (pair in pairs) {
  for (confidence in c(0.9, 0.95)) {
    for (cases in c(40, 150, 600)) {
      found <- power.prop.test(n = cases, p1 = pair[1], p2 = pair[2], sig.level = 1 - confidence)
      rows[[length(rows) + 1]] <- data.frame(
        what = "power", first = pair[1], second = pair[2], confidence = confidence, power = NA,
        cases = cases, value = found$power, origin = paste0(R_, ", power.prop.test")
      )
    }
    for (power in c(0.8, 0.9)) {
      found <- power.prop.test(p1 = pair[1], p2 = pair[2], power = power,
                               sig.level = 1 - confidence, tol = 1e-12)
      rows[[length(rows) + 1]] <- data.frame(
        what = "cases", first = pair[1], second = pair[2], confidence = confidence, power = power,
        cases = NA, value = found$n, origin = paste0(R_, ", power.prop.test")
      )
    }
  }
}
# The lowest share above the first that would show.
for (first in c(0.2, 0.5, 0.8)) {
  for (cases in c(60, 200, 1000)) {
    found <- power.prop.test(n = cases, p1 = first, power = 0.8, tol = 1e-13)
    rows[[length(rows) + 1]] <- data.frame(
      what = "second", first = first, second = NA, confidence = 0.95, power = 0.8, cases = cases,
      value = found$p2, origin = paste0(R_, ", power.prop.test")
    )
  }
}
save_(rows, "power")
