"""What can be published without anyone being found in it?"""
