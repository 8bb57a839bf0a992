"""Arithmetic: arrays in, frozen result out; refuses rather than guesses. Knows no framework."""

from __future__ import annotations

# Stored in every edition. Raised whenever a published number could change.
VERSION = "0.2.0"
