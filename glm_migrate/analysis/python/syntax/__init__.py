"""LibCST's trees: positions, children, strings, and the lines around statements."""
