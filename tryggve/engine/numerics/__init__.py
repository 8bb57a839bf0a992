"""The numerical floor: tails, intervals, many tests at once, seeds."""
