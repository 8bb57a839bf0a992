# What does surveillance answer on the same series?
# Rscript r_side.R FOLDER: reads what `python -m tools.calibrate --lay-out FOLDER` wrote, and leaves in the
# same folder, for each cell, the fitted mean, the dispersion and the p-value of every judged week.
# The fits are those of farringtonFlexible in METHODS.md section 7 (nbPlugin, alpha .005, limit54 off).
suppressMessages(library(surveillance)); options(warn = -1)
folder <- commandArgs(TRUE)[1]
judge <- function(kind, cell, weeks, part) {
  out <- file.path(folder, sprintf("r_%s_%02d_%s.csv", kind, cell, part))
  if (file.exists(out)) return(invisible())
  Y <- as.matrix(read.csv(file.path(folder, sprintf("%s_%02d.csv", kind, cell)), header = FALSE))
  dates <- seq(as.Date("2018-01-01"), by = "7 days", length.out = nrow(Y))
  S <- sts(Y, epoch = dates, frequency = 52)
  control <- list(range = weeks, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, alpha = 0.005,
                  trend = TRUE, pThresholdTrend = 1, limit54 = c(0, 4), noPeriods = 10,
                  pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", glmWarnings = FALSE,
                  populationOffset = FALSE)
  took <- system.time(r <- farringtonFlexible(S, control = control))
  kept <- r@control
  write.csv(data.frame(series = rep(seq_len(ncol(Y)), each = length(weeks)), week = rep(weeks, ncol(Y)),
                       observed = as.vector(observed(r)), alarm = as.vector(alarms(r)) * 1,
                       upper = as.vector(upperbound(r)), mu = as.vector(kept$mu0Vector),
                       phi = as.vector(kept$phiVector), pvalue = as.vector(kept$pvalue)), out, row.names = FALSE)
  cat(kind, cell, part, "cpu", sum(took[1:2]), "\n")
}
for (cell in 0:11) judge("clean", cell, 409:416, "planted")
for (cell in 0:11) judge("clean", cell, 365:408, "null")
