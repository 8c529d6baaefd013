"""Findings and calls as text: output formats, the migration report, pages of the rules."""
