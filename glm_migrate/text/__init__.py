"""Text as bytes: sources, spans, edits, lists of arguments, notebooks. Knows nothing of GLM."""
