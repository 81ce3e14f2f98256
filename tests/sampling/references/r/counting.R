# Discovery, acceptance and exact limits, searched for with phyper and pbinom.
# A probability that equals the risk itself comes out a hair to either side in floating point;
# a hair is let through, and the tests compare with whole numbers.
source("common.R")
HAIR <- 1e-10

first_of <- function(candidates, enough) {
  for (candidate in candidates) if (enough(candidate)) return(candidate)
  NA
}

rows <- list()
note <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)

for (population in c(20, 87, 400)) {
  for (faulty in unique(c(1, 3, ceiling(population * 0.05), ceiling(population * 0.2)))) {
    for (cases in c(1, 10, floor(population / 2))) {
      note(what = "chance", population = population, faulty = faulty, cases = cases, allowed = 0,
           confidence = NA, value = 1 - dhyper(0, faulty, population - faulty, cases),
           origin = paste0(R_, ", dhyper"))
    }
    for (confidence in c(0.8, 0.9, 0.95, 0.99)) {
      for (allowed in 0:2) {
        if (allowed >= faulty) next
        size <- first_of(1:population, function(n) {
          phyper(allowed, faulty, population - faulty, n) <= 1 - confidence + HAIR
        })
        note(what = if (allowed == 0) "discover" else "accept", population = population,
             faulty = faulty, cases = NA, allowed = allowed, confidence = confidence,
             value = size, origin = paste0(R_, ", phyper, searched"))
      }
    }
  }
  for (cases in c(10, floor(population / 3))) {
    for (allowed in 0:3) {
      ruled_out <- first_of(1:population, function(faulty) {
        phyper(allowed, faulty, population - faulty, cases) <= 0.05 + HAIR
      })
      note(what = "ruled_out", population = population, faulty = NA, cases = cases,
           allowed = allowed, confidence = 0.95, value = ruled_out,
           origin = paste0(R_, ", phyper, searched"))
    }
  }
}
for (tolerable in c(0.03, 0.05, 0.08, 0.1)) {
  for (confidence in c(0.9, 0.95)) {
    size <- first_of(1:2000, function(n) pbinom(0, n, tolerable) <= 1 - confidence + HAIR)
    note(what = "rate", population = NA, faulty = tolerable, cases = NA, allowed = 0,
         confidence = confidence, value = size, origin = paste0(R_, ", pbinom, searched"))
  }
}
save_(rows, "counting")

rows <- list()
samples <- list(c(0, 20), c(1, 29), c(15, 148), c(81, 263), c(263, 263), c(3, 7), c(199, 200))
for (sample in samples) {
  hits <- sample[1]
  sampled <- sample[2]
  for (confidence in c(0.9, 0.95, 0.99)) {
    for (side in c("both", "at_most", "at_least")) {
      other <- c(both = "two.sided", at_most = "less", at_least = "greater")[[side]]
      exact <- binom.test(hits, sampled, conf.level = confidence, alternative = other)$conf.int
      note(method = "clopper_pearson", hits = hits, sampled = sampled, population = NA,
           confidence = confidence, side = side, low = exact[1], high = exact[2],
           origin = paste0(R_, ", binom.test"))
      score <- suppressWarnings(
        prop.test(hits, sampled, conf.level = confidence, alternative = other, correct = FALSE)
      )$conf.int
      note(method = "wilson", hits = hits, sampled = sampled, population = NA,
           confidence = confidence, side = side, low = score[1], high = score[2],
           origin = paste0(R_, ", prop.test without correction"))
    }
  }
}
# Of the numbers of marked cases there can be, those that give neither so few hits nor so many
# too seldom.
for (frame in list(c(60, 20), c(87, 30), c(500, 80))) {
  population <- frame[1]
  sampled <- frame[2]
  for (hits in unique(c(0, 1, floor(sampled / 4), floor(sampled / 2), sampled))) {
    for (confidence in c(0.9, 0.95)) {
      marked <- 0:population
      few <- phyper(hits, marked, population - marked, sampled)
      many <- 1 - phyper(hits - 1, marked, population - marked, sampled)
      risk <- (1 - confidence) / 2 + HAIR
      kept <- marked[few > risk & many > risk]
      note(method = "hypergeometric", hits = hits, sampled = sampled, population = population,
           confidence = confidence, side = "both", low = min(kept), high = max(kept),
           origin = paste0(R_, ", phyper, searched"))
    }
  }
}
save_(rows, "bounds")
