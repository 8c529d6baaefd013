"""Kinds of files, a package each: what stands in a file, as sites that rules see."""
