"""The files of a project: which there are, which can matter, and which belong together."""
