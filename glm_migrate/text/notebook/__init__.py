"""Notebooks as text: their cells, the Python of these, and the way back to the bytes on disk."""
