"""The rules: one file each, whose name is the code and the name of the rule."""
