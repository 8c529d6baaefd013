"""The directory that stands first on the `PYTHONPATH` of a verified program, and holds one file."""
