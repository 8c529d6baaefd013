"""What is piped to `check -` and `fix -`."""

from __future__ import annotations

import sys
from pathlib import Path

from glm_migrate.errors import UsageError


def read(name: str | None) -> bytes:
    """The bytes on standard input, which stand for the file `name`, if one is named.

    Raises:
        UsageError: `name` is a directory, or a notebook comes without a name: read as Python it
            would seem to have no findings.
    """
    if name and Path(name).is_dir():
        raise UsageError(f"--stdin-filename {name}: is a directory, not the name of a file")
    data = sys.stdin.buffer.read()
    if not name and data.lstrip()[:1] == b"{" and b'"nbformat"' in data:
        raise UsageError("standard input is a notebook; name it: --stdin-filename NAME.ipynb")
    return data
