"""Somebody reads everything that one audience can read, and tries to work out what is hidden."""
