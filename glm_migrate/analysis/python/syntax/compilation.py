"""What the running interpreter says of a file: whether it parses, and whether it compiles."""

from __future__ import annotations

import ast
import warnings

from glm_migrate.errors import FixRejected
from glm_migrate.text.source import Source


def is_parsed(source: Source) -> bool:
    """Whether the interpreter reads the text; it rejects what a newer one accepts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` where only `before` compiles."""
    if _compiles(before) and not _compiles(after):
        raise FixRejected(before.path, "the rewritten text would not compile")


def _compiles(source: Source) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # as in notebooks
            compile(source.program, str(source.path), "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
