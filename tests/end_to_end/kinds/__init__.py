"""Kinds of programs on which a tool of this kind is easily wrong, each with what is right."""
