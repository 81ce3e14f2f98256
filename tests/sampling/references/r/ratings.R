# Make up answers of reviewers: five to each of sixty files, in four categories, some missing.
set.seed(73)
files <- 60
truth <- sample(0:3, files, replace = TRUE, prob = c(0.5, 0.2, 0.2, 0.1))
answers <- sapply(1:5, function(reader) {
  wrong <- runif(files) < 0.15 + 0.05 * reader
  seen <- ifelse(wrong, pmin(3, pmax(0, truth + sample(c(-1, 1, 2), files, replace = TRUE))), truth)
  ifelse(runif(files) < 0.06 * (reader - 1), NA, seen)
})
colnames(answers) <- paste0("reader_", 1:5)
write.csv(answers, file.path("..", "ratings.csv"), row.names = FALSE, na = "")
