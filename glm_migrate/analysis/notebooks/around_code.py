"""Older ids in a notebook besides its Python: in Markdown, in outputs, in cells of other languages.

They are for people to read, so they are told once for each notebook and never edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from glm_migrate.analysis.limits import MAX_AROUND_CODE, MAX_ID_BESIDE
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.text.notebook.cells import Cell
from glm_migrate.text.notebook.source import NotebookSource
from glm_migrate.text.source import Span

_GLM = re.compile(rb"[gG][lL][mM]")
_BEFORE = re.compile(rb"[A-Za-z0-9_./:@-]*\Z")
_BEHIND = re.compile(rb"[A-Za-z0-9_./:@-]*")
_BREAK = re.compile(rb"\\[nrt]")
_LISTED = 3


def ids_around(source: NotebookSource, is_old: Callable[[str], bool]) -> Iterator[Mention]:
    """One reference to all of them, at the beginning of the notebook; none where there are none."""
    numbers = [cell.number for cell in source.every if _ids(_prose(cell, source), is_old)]
    found = [one for cell in source.every for one in _ids(_prose(cell, source), is_old)]
    shown = _ids(_outputs(source), is_old)
    if not found and not shown:
        return
    place = Literal((found or shown)[0], Span(0, 0), source.path)
    words = [f"text of {_listed(numbers)}"] if found else []
    words += ["outputs"] if shown else []
    yield Mention(source, place, Role.PROSE, " and ".join(words))


def _prose(cell: Cell, source: NotebookSource) -> bytes:
    """The text of a cell that holds no Python."""
    code = next((one for one in source.code_cells if one.cell is cell), None)
    return b"" if code and code.plain.code.strip() else cell.text.encode()


def _outputs(source: NotebookSource) -> bytes:
    """The file without the texts of its cells."""
    parts, end = [], 0
    for cell in source.every:
        parts.append(source.stored[end : cell.inside.start])
        end = cell.inside.end
    return _BREAK.sub(b"  ", b" ".join([*parts, source.stored[end:]])[:MAX_AROUND_CODE])


def _ids(text: bytes, is_old: Callable[[str], bool]) -> list[str]:
    words = (_word_at(text, match.start()) for match in _GLM.finditer(text))
    return [word for word in dict.fromkeys(words) if is_old(word)]


def _word_at(text: bytes, at: int) -> str:
    """The word around `at`; of one that is too long for an id, a part."""
    before = _BEFORE.search(text[max(at - MAX_ID_BESIDE, 0) : at])
    behind = _BEHIND.match(text[at : at + MAX_ID_BESIDE])
    assert before, "the pattern matches nothing, too"
    assert behind, "the pattern matches nothing, too"
    return (before.group() + behind.group()).decode().strip("./:@-_")


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED]))
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"cell{'' if len(numbers) == 1 else 's'} {shown}{more}"
