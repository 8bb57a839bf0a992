"""Drawings as inline SVG: no script, no style attribute, the same on paper. A table goes with each."""
