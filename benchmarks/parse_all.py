"""Bare `libcst.parse_module` of every file of a tree: the floor for whatever is built on LibCST."""

import sys
from pathlib import Path

import libcst

for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    libcst.parse_module(path.read_text("utf-8"))
