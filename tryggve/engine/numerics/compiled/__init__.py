"""Hot loops as they are run: the compiled twin of each file in `plain`, equal to it and tested to be."""
