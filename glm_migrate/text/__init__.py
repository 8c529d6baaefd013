"""Text as bytes: sources, spans, edits, lists of arguments. Knows neither Python nor GLM."""
