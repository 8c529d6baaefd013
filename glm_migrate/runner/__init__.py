"""Files and processes: what is read, where it is handled, and how results are written."""
