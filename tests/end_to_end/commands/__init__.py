"""The command line as a whole: exit codes, what is printed, what is written."""
