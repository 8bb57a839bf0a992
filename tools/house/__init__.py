"""Sets Tryggve up from nothing, serves it, tests it. Standard library only: it runs before anything is installed."""
