# Two groups of one sample: the difference of their shares and means, its error, how the shares
# vary together; and what the design has gained against drawing without strata.
source("common.R")

rows <- list()
effects <- list()
for (name in names(DATA)) {
  design <- design_of(DATA[[name]])
  for (of in c("met", "days")) {
    by <- svyby(as.formula(paste0("~", of)), ~domain, design, svymean, covmat = TRUE)
    for (pair in list(c(0, 1), c(0, 2), c(1, 2))) {
      weights <- c(0, 0, 0)
      weights[pair + 1] <- c(-1, 1)
      found <- svycontrast(by, weights)
      together <- vcov(by)[pair + 1, pair + 1]
      rows[[length(rows) + 1]] <- data.frame(
        data = name, of = of, first = pair[1], second = pair[2],
        value = as.numeric(coef(found)), error = as.numeric(SE(found)),
        correlation = together[1, 2] / sqrt(together[1, 1] * together[2, 2]),
        origin = paste0(survey_, ", svyby, svycontrast")
      )
    }
  }
  for (domain in c("", 0, 1, 2)) {
    part <- if (domain == "") design else design[design$variables$domain == as.integer(domain), ]
    for (against in c("without_replacement", "with_replacement")) {
      found <- svymean(~met, part, deff = if (against == "with_replacement") "replace" else TRUE)
      effects[[length(effects) + 1]] <- data.frame(
        data = name, domain = domain, against = against, value = as.numeric(deff(found)),
        origin = paste0(survey_, ", svymean, deff")
      )
    }
  }
}
save_(rows, "differences")
save_(effects, "design_effects")
