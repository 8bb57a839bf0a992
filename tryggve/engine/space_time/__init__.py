"""Where is it unusual, since when, and does one bring the next?"""
