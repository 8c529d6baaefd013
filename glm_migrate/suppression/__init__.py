"""Findings that the user silenced: the comments, and how they filter findings."""
