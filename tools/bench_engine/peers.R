# The peers in R: Rscript peers.R <task> <folder>. Prints the CPU seconds of one call, as JSON.
# Loading the data and one warming call are not counted; short calls are repeated.
given <- commandArgs(TRUE)
task <- given[1]
folder <- given[2]
options(warn = -1)
table_of <- function(name) as.matrix(read.csv(file.path(folder, name), header = FALSE))

cpu <- function() sum(proc.time()[c(1, 2, 4, 5)])

# One call at least, and as many more as half a CPU second holds.
measure <- function(call, warm = call) {
  if (!is.null(warm)) warm()
  calls <- 0
  started <- cpu()
  repeat {
    call()
    calls <- calls + 1
    taken <- cpu() - started
    if (taken >= 0.5) break
  }
  cat(sprintf('{"cpu": %.6f, "calls": %d}\n', taken / calls, calls))
}

farrington <- function(method, weeks) {
  suppressMessages(library(surveillance))
  counts <- table_of("w1_counts.csv")
  dates <- seq(as.Date("2018-01-01"), by = "7 days", length.out = nrow(counts))
  run <- function(columns) {
    series <- sts(counts[, columns, drop = FALSE], epoch = dates, frequency = 52)
    control <- list(
      range = (nrow(counts) - weeks + 1):nrow(counts), b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58,
      alpha = 0.005, trend = TRUE, pThresholdTrend = 1, limit54 = c(5, 4), noPeriods = 10,
      pastWeeksNotIncluded = 26, thresholdMethod = method, glmWarnings = FALSE, populationOffset = FALSE
    )
    farringtonFlexible(series, control = control)
  }
  measure(function() run(seq_len(ncol(counts))), function() run(1:2))
}

near_repeat <- function() {
  suppressMessages(library(surveillance))
  events <- table_of("w3_events.csv")
  days <- dist(events[, 3])
  metres <- dist(events[, 1:2])
  measure(
    function() knox(dt = days, ds = metres, eps.t = 14, eps.s = 200, simulate.p.value = TRUE, B = 99),
    warm = NULL
  )
}

density_of_points <- function(edge) {
  suppressMessages(library(spatstat.geom))
  suppressMessages(library(spatstat.explore))
  points <- table_of("w4_points.csv")
  pattern <- ppp(points[, 1], points[, 2], window = owin(c(0, 10000), c(0, 10000)), check = FALSE)
  measure(function() density.ppp(pattern, sigma = 300, dimyx = c(200, 200), edge = edge))
}

neighbours <- function(own) {
  suppressMessages(library(spdep))
  hexagons <<- table_of("w5_hex.csv")
  near <- dnearneigh(hexagons[, 1:2], 0, 1.1)
  if (own) near <- include.self(near)
  nb2listw(near, style = if (own) "B" else "W")
}

hot_spots <- function() {
  weights <- neighbours(TRUE)
  measure(function() localG_perm(hexagons[, 3], weights, nsim = 999), warm = NULL)
}

local_moran <- function() {
  weights <- neighbours(FALSE)
  measure(function() localmoran_perm(hexagons[, 3], weights, nsim = 999), warm = NULL)
}

versions <- function() {
  names <- c("surveillance", "spdep", "spatstat.explore")
  told <- vapply(names, function(name) as.character(packageVersion(name)), "")
  cat(paste(c(sprintf("R %s", getRversion()), sprintf("%s %s", names, told)), collapse = ", "), "\n", sep = "")
}

switch(task,
  w1_nb = farrington("nbPlugin", 1),
  w1_delta = farrington("delta", 1),
  w1b_nb = farrington("nbPlugin", 52),
  w3_knox = near_repeat(),
  w4_edge = density_of_points(TRUE),
  w4_no_edge = density_of_points(FALSE),
  w5_gi = hot_spots(),
  w5_moran = local_moran(),
  versions = versions(),
  stop("no such task")
)
