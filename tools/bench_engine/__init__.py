"""How many times faster than each peer is the engine? Ours and theirs in turn, in CPU seconds."""
