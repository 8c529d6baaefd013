"""Text as bytes: sources, spans, edits, lists of arguments, notebooks. Knows nothing of GLM."""

NOTEBOOK = ".ipynb"  # how the name of a notebook ends
