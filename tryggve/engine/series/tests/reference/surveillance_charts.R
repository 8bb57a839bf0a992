# Makes surveillance_charts.json: what R surveillance answers for the charts, to be compared with.
# Rscript surveillance_charts.R > surveillance_charts.json        (R 4.2.2, surveillance 1.20.3)
suppressMessages(library(surveillance))
set.seed(20260301)
n <- 60
mu0 <- 5 + 2 * sin(2 * pi * (1:n) / 52)
x <- rnbinom(n, mu = mu0 * c(rep(1, 35), rep(1.5, 25)), size = 1 / 0.2)
weeks <- sts(observed = matrix(x), start = c(2020, 1), frequency = 52)

row <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
drift <- function(alpha, Mtilde, M) {
  r <- glrnb(weeks, control = list(range = 1:n, mu0 = mu0, alpha = alpha, c.ARL = 2, Mtilde = Mtilde, M = M,
                                   change = "intercept", theta = NULL, dir = "inc", ret = "value"))
  sprintf('{"alpha": %g, "Mtilde": %d, "M": %d, "value": %s, "alarm": %s}', alpha, Mtilde, M,
          row(upperbound(r)), row(alarms(r)))
}
sums <- function(trans) {
  r <- cusum(weeks, control = list(range = 9:n, k = 0.5, h = 2, m = 5, trans = trans, alpha = 0.1))
  sprintf('{"trans": "%s", "upperbound": %s, "alarm": %s}', trans, row(upperbound(r)), row(alarms(r)))
}
third <- earsC(weeks, control = list(method = "C3", baseline = 7, range = 12:n, alpha = 0.025))

cat('{"observed": ', row(x), ',\n "expected": ', row(mu0), ',\n "glrnb": [', sep = "")
cat(c(drift(0.2, 1, -1), drift(0.2, 1, 10), drift(0.2, 3, 10), drift(0, 1, -1), drift(0, 1, 10)), sep = ",\n  ")
cat('],\n "cusum": [')
cat(sapply(c("standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "none"), sums), sep = ",\n  ")
cat('],\n "ears_c3": ', row(upperbound(third)), '}\n', sep = "")
