"""The pictures of the method cards: each a worked example that the engine computes when it is drawn."""
