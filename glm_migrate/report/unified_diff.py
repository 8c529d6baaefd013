"""A file before and after as a unified diff that `patch -p0` and `git apply -p0` take.

Lines end at `\\n` only, as those tools count them: a form feed or a lone `\\r` is part of its line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from glm_migrate.report.hidden_values import hidden
from glm_migrate.text.source import Source

_NO_NEWLINE = "\\ No newline at end of file\n"


def unified(path: Path, before: str, after: str, context: int = 3) -> str:
    """The diff with so many lines of `context`; empty when the texts are equal."""
    name = quoted(path.as_posix())
    texts = _lines(before), _lines(after)
    lines = unified_diff(*texts, fromfile=name, tofile=name, n=context)
    return "".join(_ended(lines))


def hunks(before: str, after: str) -> str:
    """What differs, without the lines that name the files."""
    lines = unified_diff(_lines(before), _lines(after), n=3)
    return "".join(_ended(islice(lines, 2, None)))


def of_sources(path: Path, before: Source, after: Source, *, exact: bool = False) -> str:
    """The diff of a file, of a notebook cell by cell; `exact` as the files are stored.

    Of a settings file only the changed lines are shown, and of these no other values.
    """
    context = 0 if before.hides_values else 3
    if exact:
        old, new = (one.data[len(one.bom) :].decode(one.encoding) for one in (before, after))
        return unified(path, old, new, context)
    pairs = zip(before.parts(), after.parts(), strict=True)
    shown = hidden if before.hides_values else str
    return "".join(
        unified(path.with_name(path.name + name), shown(old), shown(new), context)
        for (name, old), (_, new) in pairs
    )


def for_terminal(diff: str, color: bool) -> str:
    """The same to look at: control characters made visible, and colours where wanted."""
    from glm_migrate.report.text_style import paint, printable

    lines = [printable(line) for line in diff.split("\n")[:-1]]
    return "".join(f"{paint(line, _style(line), color and bool(_style(line)))}\n" for line in lines)


def quoted(name: str) -> str:
    """A file's name as git writes it: odd characters in quotes, a tab after one with a space."""
    if all(char.isprintable() and char not in '"\\' for char in name):
        return f"{name}\t" if " " in name else name
    plain = (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in os.fsencode(name))
    return '"' + "".join(f"\\{char}" if char in ('"', "\\") else char for char in plain) + '"'


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"


def _style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "added", "-": "removed", "@": "frame"}.get(line[:1], "")
