"""A run as a whole, over the engine, the rules and the files."""
