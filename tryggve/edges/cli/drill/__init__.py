"""The restore drill: what a restored copy holds, held against what it should hold."""
