"""Are the engine's statements of chance true when the truth is known?"""
