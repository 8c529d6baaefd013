"""Lines of the source around statements: indentation, newlines, where the code of a line begins.

LibCST counts comments and blank lines before a statement as part of it; an edit must not.
"""

from __future__ import annotations

import re

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module

_NEWLINE = re.compile(rb"\r\n|\r|\n")


def newline_of(module: Module) -> str:
    """The newline of the file."""
    match = _NEWLINE.search(module.source.utf8)
    return match.group().decode() if match else "\n"


def code_of(module: Module, statement: cst.CSTNode) -> tuple[str, int]:
    """The blanks before a statement's first line of code, and the offset behind them."""
    text = module.source.utf8
    start = module.span(statement).start
    while True:
        while text[start : start + 1] in (b" ", b"\t", b"\f"):
            start += 1
        if text[start : start + 1] not in (b"#", b"\n", b"\r"):
            break
        start = line_after(module, start)
    begin = max(text.rfind(b"\n", 0, start), text.rfind(b"\r", 0, start)) + 1
    return text[begin:start].decode(), start


def line_after(module: Module, offset: int) -> int:
    """Where the line behind that of `offset` begins."""
    match = _NEWLINE.search(module.source.utf8, offset)
    return match.end() if match else len(module.source.utf8)


def unit_of(module: Module, outer: cst.CSTNode, inner: cst.CSTNode) -> str:
    """One level of indentation: what the statement `inner` has more than `outer` around it."""
    more = code_of(module, inner)[0][len(code_of(module, outer)[0]) :]
    return more or module.syntax.default_indent
