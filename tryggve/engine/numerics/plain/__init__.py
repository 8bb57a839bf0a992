"""Hot loops as they are read: NumPy, no compiler. Each has a compiled twin of the same name beside it."""
