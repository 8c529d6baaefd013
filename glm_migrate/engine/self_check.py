"""What must hold of every rewritten text before anybody may write it."""

from __future__ import annotations

from collections.abc import Sequence

from glm_migrate.analysis.kinds import kind_of
from glm_migrate.errors import FixRejected
from glm_migrate.project.decoding import decode
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source


def prove_untouched(before: Source, after: bytes, fixes: Sequence[Fix]) -> None:
    """Every byte outside the edits is where it was, in the same order."""
    position = shift = 0
    every: list[Edit] = sorted({edit for fix in fixes for edit in fix.edits})
    for edit in every:
        kept = before.utf8[position : edit.span.start]
        if after[position + shift : edit.span.start + shift] != kept:
            raise FixRejected(before.path, "bytes outside the edits would change")
        shift += len(edit.text.encode()) - (edit.span.end - edit.span.start)
        position = edit.span.end
    if after[position + shift :] != before.utf8[position:]:
        raise FixRejected(before.path, "bytes outside the edits would change")


def prove(before: Source, after: Source) -> None:
    """The file must stay what its kind has to be, and be read back as it is written."""
    if before is after:
        return
    kind_of(before.path).verify(before, after)
    if decode(after.path, after.data).text != after.text:
        raise FixRejected(before.path, "the rewritten text would not be read back the same")
