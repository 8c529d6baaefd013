"""Tests of the parts that read files."""
