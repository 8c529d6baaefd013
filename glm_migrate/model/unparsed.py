"""Code that was not read, in a file whose other code was."""

from __future__ import annotations

from dataclasses import dataclass

from glm_migrate.text.source import Source, Span


@dataclass(frozen=True)
class UnparsedCode:
    """A part of a file that is no valid Python by itself.

    Attributes:
        span: The line that is wrong.
        reason: What is wrong, a clause.
    """

    source: Source
    span: Span
    reason: str
