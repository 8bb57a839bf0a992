"""How many, week by week, and at what hours?"""
