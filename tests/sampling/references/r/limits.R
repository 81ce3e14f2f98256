# Limits of shares and medians, by the methods that have the same definition there and here.
source("common.R")

# Korn and Graubard's limits with the cuts that docs/method.md argues for, from the package's
# variances with and without the correction for a finite population.
cut_limits <- function(design, endless, level) {
  share <- as.numeric(coef(svymean(~met, design)))
  with_fpc <- as.numeric(vcov(svymean(~met, design)))
  without <- as.numeric(vcov(svymean(~met, endless)))
  w <- weights(design)
  left <- 1 - 1 / w
  cases <- min(share * (1 - share) / without, sum(w)^2 / sum(w^2))
  cases <- cases / max(with_fpc / without, sum(w^2 * left) / sum(w^2))
  tail <- (1 - level) / 2
  cases <- cases * (qt(tail, nrow(design) - 1) / qt(tail, degf(design)))^2
  c(qbeta(tail, cases * share, cases * (1 - share) + 1),
    qbeta(1 - tail, cases * share + 1, cases * (1 - share)))
}

rows <- list()
note <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)

for (name in c("in_part", "schools")) {
  whole <- design_of(DATA[[name]])
  data <- DATA[[name]]
  data$weight <- data$population / ave(data$one, data$unit, FUN = sum)
  endless <- svydesign(id = ~1, strata = ~unit, weights = ~weight, data = data)
  for (domain in c("", 0, 1, 2)) {
    design <- if (domain == "") whole else whole[whole$variables$domain == as.integer(domain), ]
    apart <- if (domain == "") endless else endless[data$domain == as.integer(domain), ]
    share <- svymean(~met, design)
    for (level in c(0.9, 0.95, 0.99)) {
      for (method in c("logit", "xlogit", "beta")) {
        found <- svyciprop(~met, design, method = method, level = level)
        note(data = name, domain = domain, method = method, confidence = level,
             value = as.numeric(coef(share)), low = attr(found, "ci")[1],
             high = attr(found, "ci")[2],
             origin = paste0(survey_, ", svyciprop, ", method))
      }
    }
    for (level in c(0.9, 0.95, 0.99)) {
      found <- cut_limits(design, apart, level)
      note(data = name, domain = domain, method = "cut", confidence = level,
           value = as.numeric(coef(share)), low = found[1], high = found[2],
           origin = paste0(survey_, ", svymean and qbeta, with our cut"))
    }
    for (level in c(0.8, 0.9, 0.95)) {
      middle <- svyquantile(~days, design, 0.5, alpha = 1 - level, qrule = "math",
                            interval.type = "beta")$days
      note(data = name, domain = domain, method = "median", confidence = level,
           value = middle[1], low = middle[2], high = middle[3],
           origin = paste0(survey_, ", svyquantile, math, beta"))
    }
  }
}
save_(rows, "limits")
