"""How a loop over a stream is rewritten, and whether it stays the same program."""
