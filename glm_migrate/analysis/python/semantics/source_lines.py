"""Lines of the source around statements: indentation, newlines, where the code of a line begins.

LibCST counts comments and blank lines before a statement as part of it; an edit must not.
"""

from __future__ import annotations

import re

import libcst as cst

from glm_migrate.analysis.python.semantics.parsed_module import ParsedModule
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_NEWLINE = re.compile(rb"\r\n|\r|\n")


def newline_of(module: ParsedModule) -> str:
    """The newline of the file."""
    match = _NEWLINE.search(module.source.utf8)
    return match.group().decode() if match else "\n"


def code_of(module: ParsedModule, statement: cst.CSTNode) -> tuple[str, int]:
    """The blanks before a statement's first line of code, and the offset behind them."""
    text = module.source.utf8
    start = module.span(statement).start
    while True:
        while text[start : start + 1] in (b" ", b"\t", b"\f"):
            start += 1
        if text[start : start + 1] not in (b"#", b"\n", b"\r"):
            break
        start = line_after(module, start)
    return text[_line_begin(text, start) : start].decode(), start


def inserted_above(module: ParsedModule, statement: cst.CSTNode, *lines: str) -> Edit:
    """New lines before a statement and the comments directly above it, which belong to it.

    Args:
        lines: Without newlines, indented as far as they are deeper than the statement.
    """
    indent, start = code_of(module, statement)
    text, first = module.source.utf8, module.span(statement).start
    begin = _line_begin(text, start)
    while begin > first:
        above = _line_begin(text, begin - 1 - text.endswith(b"\r\n", 0, begin))
        if not text[above:begin].lstrip().startswith(b"#"):
            break
        begin = above
    newline = newline_of(module)
    return Edit(Span(begin, begin), "".join(f"{indent}{line}{newline}" for line in lines))


def _line_begin(text: bytes, offset: int) -> int:
    """Where the line of `offset` begins."""
    return max(text.rfind(b"\n", 0, offset), text.rfind(b"\r", 0, offset)) + 1


def line_after(module: ParsedModule, offset: int) -> int:
    """Where the line behind that of `offset` begins."""
    match = _NEWLINE.search(module.source.utf8, offset)
    return match.end() if match else len(module.source.utf8)


def unit_of(module: ParsedModule, outer: cst.CSTNode, inner: cst.CSTNode) -> str:
    """One level of indentation: what the statement `inner` has more than `outer` around it."""
    more = code_of(module, inner)[0][len(code_of(module, outer)[0]) :]
    return more or module.syntax.default_indent
