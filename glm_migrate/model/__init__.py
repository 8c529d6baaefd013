"""What rules see of a program: calls, ids, loops and the values that reach them. No LibCST here."""
