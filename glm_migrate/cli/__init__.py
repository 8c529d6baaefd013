"""The command line: options in, exit code out. The only place that knows click."""
