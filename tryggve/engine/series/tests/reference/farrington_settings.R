# Reference values of surveillance 1.20.3 for settings that surveillance's own tests do not pin.
# Run as: Rscript farrington_settings.R > farrington_settings.csv
suppressMessages(library(surveillance)); options(warn = -1)
n <- 330; t <- 0:(n - 1)
# Whole numbers without a random generator, so that every program can make them.
wave <- function(j) floor((4 + 3 * j) * exp(0.4 * sin(2 * pi * t / 52 + j)) + ((t * (7 + 2 * j)) %% 11) / 2 + j * t / 300)
Y <- sapply(0:4, wave); Y[n - 1, 3] <- 90; Y[c(120, 121), 2] <- 80
Y[, 5] <- (t %% 5 == 0) * 1
Y[n - 2, 5] <- 6
missing <- Y; missing[c(40, 41, 150, 151, 152, 250), 1] <- NA; missing[n - 5, 2] <- NA; missing[n - 1, 3] <- NA
watched <- matrix(5 + (t %/% 40) %% 4, n, 5)
dates <- seq(as.Date("2018-01-01"), by = "7 days", length.out = n)
base <- list(range = (n - 5):n, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, alpha = 0.01, trend = TRUE,
  pThresholdTrend = 0.05, limit54 = c(5, 4), noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", glmWarnings = FALSE)
run <- function(name, counts, extra = list(), dated = FALSE, frequency = 52, population = NULL, when = dates) {
  args <- list(observed = counts, frequency = frequency)
  if (dated) args$epoch <- when[seq_len(nrow(counts))]
  if (!is.null(population)) args$population <- population
  ctl <- modifyList(base, extra); ctl$range <- (nrow(counts) - 5):nrow(counts)
  r <- farringtonFlexible(do.call(sts, args), control = ctl); c <- r@control
  d <- data.frame(case = name, series = rep(seq_len(ncol(counts)) - 1, each = 6), week = rep(ctl$range - 1, ncol(counts)),
    expected = as.vector(c$expected), dispersion = as.vector(c$phiVector), trend = as.vector(c$trendVector),
    uses_trend = as.vector(c$trend), p_value = as.vector(c$pvalue), upper_bound = as.vector(upperbound(r)),
    score = as.vector(c$score), is_alarm = as.vector(alarms(r)) * 1)
  write.table(format(d, digits = 16), sep = ",", quote = FALSE, row.names = FALSE, col.names = !exists("begun"))
  begun <<- TRUE
}
for (method in c("nbPlugin", "delta", "muan")) {
  run(paste0("trend_test_", method), Y, list(thresholdMethod = method))
  run(paste0("one_period_", method), Y, list(thresholdMethod = method, noPeriods = 1, pastWeeksNotIncluded = 3, b = 4))
  run(paste0("population_", method), Y, list(thresholdMethod = method, populationOffset = TRUE, pThresholdTrend = 1), population = watched)
}
run("missing_delta", missing, list(thresholdMethod = "delta"))
run("missing_nbPlugin", missing, list(pThresholdTrend = 1))
run("no_reweight", Y, list(reweight = FALSE, thresholdMethod = "delta"))
run("no_trend", Y, list(trend = FALSE, thresholdMethod = "muan"))
run("half_power", Y, list(thresholdMethod = "delta", powertrans = "1/2"))
run("no_power", Y, list(thresholdMethod = "delta", powertrans = "none"))
run("two_years", Y, list(b = 2))
run("dated", Y, list(thresholdMethod = "delta"), dated = TRUE)
run("dated_b3", missing, list(b = 3, noPeriods = 7, w = 4), dated = TRUE)
months <- seq(as.Date("2012-03-01"), by = "1 month", length.out = 120)
M <- Y[1:120, ] + Y[121:240, ]
month <- list(w = 1, noPeriods = 4, pastWeeksNotIncluded = 6)
run("months", M, month, frequency = 12)
run("months_dated", M, month, frequency = 12, dated = TRUE, when = months)
run("months_dated_delta", M, c(month, thresholdMethod = "delta"), frequency = 12, dated = TRUE, when = months)
