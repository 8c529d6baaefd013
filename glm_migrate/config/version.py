"""The version of this tool, as the package index and every output name it."""

VERSION = "0.1.0"
