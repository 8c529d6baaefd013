"""Source lines on a narrow terminal: the columns around a finding, so that no line wraps.

A line that the terminal wraps tears carets away from the code that they point at.
"""

from __future__ import annotations

from dataclasses import dataclass

from glm_migrate.report.text_style import width

_CUT = "…"
_LEAST = 12  # columns below which cutting leaves nothing to read


@dataclass(frozen=True)
class Viewport:
    """The columns that are shown of every line of a frame.

    Attributes:
        first: The first of them, from 0.
        room: How many; 0 for all.
    """

    first: int = 0
    room: int = 0

    @classmethod
    def around(cls, start: int, size: int, room: int) -> Viewport:
        """A view of `room` columns that shows the `size` columns from `start` on."""
        if room < _LEAST:
            return cls()
        if start + size <= room:
            return cls(0, room)
        return cls(max(0, min(start - 1, start + size - room * 3 // 4)), room)

    def of(self, text: str) -> str:
        """The part of a line that is in view, with an ellipsis where some of it is not."""
        whole = width(text)
        if not self.room or (not self.first and whole <= self.room):
            return text
        if whole <= self.first:
            return _CUT if text.strip() else ""
        start = self.first + bool(self.first)
        end = self.first + self.room - (whole > self.first + self.room)
        kept, before = _between(text, start, end)
        left = _CUT + " " * (before - start) if self.first else ""
        return f"{left}{kept}{_CUT if whole > self.first + self.room else ''}"

    def marks(self, text: str) -> str:
        """The same part of a line of carets, which is ASCII."""
        return text[self.first : self.first + self.room] if self.room else text


WHOLE = Viewport()


def _between(text: str, start: int, end: int) -> tuple[str, int]:
    """The characters that lie wholly between two columns, and the column of the first."""
    column, first, kept = 0, end, ""
    for char in text:
        after = column + width(char)
        if column >= start and after <= end:
            first, kept = min(first, column), kept + char
        column = after
    return kept, first
