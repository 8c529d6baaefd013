"""Reports of whole runs, in every format."""
