"""Where, and how unevenly spread?"""
