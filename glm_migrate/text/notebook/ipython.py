"""The plain Python of a cell: what only IPython reads is blanked, every byte keeps its place.

Magics, shell commands and help requests become an expression that stands for nothing known. That a
blanked place is a statement or an assigned value of its own is proved by the interpreter's parser,
so no string and no formula is taken for a command.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

# https://ipython.readthedocs.io/en/stable/interactive/magics.html#cell-magics, read 2026-11-28:
# their bodies run in the kernel as Python. The bodies of all others are other languages, files, or
# programs in a process of their own.
_PYTHON_MAGICS = frozenset({"capture", "debug", "ipytest", "memit", "prun", "time", "timeit"})
# Line magics whose argument is a statement, behind options of which some have a value.
_STATEMENT_MAGIC = re.compile(
    r"%%?(?:time|timeit|prun|memit)[ \t]+"
    r"(?:-(?:[nrpti][ \t]*[\d.]+|[vDlsT][ \t]*[^\s-]\S*|[\w-]+)[ \t]+)*(?=[^-\s])"
)

# Line magics that a cell of one line may call without `%`, and that a name of Python seldom is.
# https://ipython.readthedocs.io/en/stable/interactive/magics.html#line-magics, read 2026-11-28:
# "automagic"; with aliases of the shell.
_AUTOMAGIC = re.compile(
    r"\s*(?:cat|cd|conda|cp|env|less|ll|load_ext|ls|mamba|matplotlib|micromamba|mkdir|more|mv|pip|pwd"
    r"|pylab|reload_ext|rm|rmdir|run|set_env|unload_ext|uv)\s"
)

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_INDENT = re.compile(r"(?:[ \t]*\n)*([ \t]+)\S")
_TOKEN = re.compile(
    r"""(?P<long>\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)|'''(?:\\.|[^\\])*?(?:'''|\Z))"""
    r"""|(?P<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)"""
    r"""|(?P<comment>\#[^\n]*)|(?P<joined>\\\n)|(?P<end>\n)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])"""
    r"""|(?P<command>(?<![=!<>+*/%&|^@:-])=[ \t]*(?P<escape>!|%(?=[A-Za-z])))"""
    r"""|(?P<help>\?)|(?P<other>[^\s\\"'#()\[\]{}=?]+|.)""",
    re.DOTALL,
)
_BLOCK = "with 0:\n"


@dataclass(frozen=True)
class PlainCell:
    """A cell as Python can read it.

    Attributes:
        code: As long as the cell's text, in UTF-8; blank where the cell holds no Python.
        header: A line to put in front, which holds the cell's indentation if it has one.
        is_sure: The interpreter's parser read it; else another parser may.
    """

    code: str
    header: str = "\n"
    is_sure: bool = True


def plain(text: str) -> PlainCell:
    """The Python of a cell."""
    magic = _CELL_MAGIC.match(text)
    if magic and magic[1] not in _PYTHON_MAGICS:
        return PlainCell(blank(text))
    headers = (_BLOCK, "\n") if _INDENT.match(text) else ("\n",)
    for header in headers:
        if not magic and _parsed(header + text) is not None:
            return PlainCell(text, header)
    if _AUTOMAGIC.match(text) and "\n" not in text.strip("\n"):
        return PlainCell(blank(text))
    code, places = _blanked(text, tuple(_commands(text)))
    for header in headers:
        if places and _stand_alone(header + code, [len(header) + place for place in places]):
            return PlainCell(code, header)
    return PlainCell(code, headers[0], is_sure=False)


def error_of(cell: PlainCell) -> tuple[str, int]:
    """What the interpreter's parser says of a cell, and in which line, from 1."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(cell.header + cell.code)
    except SyntaxError as error:
        return error.msg, max((error.lineno or 2) - 1, 1)
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error), 1
    return "", 1


def blank(text: str) -> str:
    """As many bytes of UTF-8, without anything but line breaks."""
    return "".join(one if one in "\r\n" else " " * len(one.encode()) for one in text)


@dataclass(frozen=True)
class _IPythonCommand:
    """What only IPython reads, from `start` to `end` in characters."""

    start: int
    end: int


def _commands(text: str) -> Iterator[_IPythonCommand]:
    """The commands of a cell, as far as its tokens tell."""
    at = 0
    while at < len(text):
        first = _behind_blanks(text, at)
        if text[first : first + 1] in ("%", "!", "?"):
            at = _line_end(text, first) + 1
            yield _command(text, first, at - 1)
        else:
            found, at = _statement(text, at, first)
            if found:
                yield found


def _command(text: str, start: int, end: int) -> _IPythonCommand:
    """A command up to `end`, or up to the statement that it is given."""
    statement = _STATEMENT_MAGIC.match(text, start, end)
    is_given = statement is not None and _parsed(text[statement.end() : end]) is not None
    return _IPythonCommand(start, statement.end() if statement and is_given else end)


def _behind_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _statement(text: str, at: int, first: int) -> tuple[_IPythonCommand | None, int]:
    """The command in the statement at `first`, and where the next one begins."""
    depth, asks = 0, False
    while match := _TOKEN.match(text, at):
        at = match.end()
        kind = match.lastgroup if match.lastgroup != "escape" else "command"
        depth += (kind == "open") - (kind == "close")
        if kind == "command" and depth <= 0:
            end = _line_end(text, at)
            return _command(text, match.start("escape"), end), end + 1
        if kind == "end" and depth <= 0:
            break
        if kind not in ("end", "comment") and not match.group().isspace():
            asks = kind == "help"
    if not asks:
        return None, at
    return _IPythonCommand(first, at - 1 if text[at - 1] == "\n" else at), at


def _line_end(text: str, at: int) -> int:
    """The end of the line and of those that a backslash joins to it."""
    while True:
        end = text.find("\n", at)
        if end < 0:
            return len(text)
        if text[at:end].rstrip(" \t\r")[-1:] != "\\":
            return end
        at = end + 1


def _blanked(text: str, commands: tuple[_IPythonCommand, ...]) -> tuple[str, list[int]]:
    """The text without `commands`, and where their stand-ins are."""
    code, end, places = "", 0, []
    for one in commands:
        code += text[end : one.start]
        places.append(len(code))
        code += _stand_in(text[one.start : one.end])
        end = one.end
    return code + text[end:], places


def _stand_in(text: str) -> str:
    """An expression that nothing is known of, as long as `text`; later lines are comments."""
    first, *rest = blank(text).split("\n")
    before_statement = text[1:].lstrip("%")[:1].isalpha() and text[-1:] in " \t"
    if before_statement and not rest:
        first = f"~0;{first[3:]}"
    elif len(first) < len("(~0)"):
        first = ("~0" if len(first) > 1 else "0") + first[2:]
    else:  # in parentheses, so that its place is that of the whole command
        first = f"(~0{first[4:]})"
    comments = (f"#{line[1:]}" if line else "" for line in rest)
    return "\n".join([first, *comments])


def _stand_alone(code: str, places: list[int]) -> bool:
    """Whether at each place a statement or the assigned value of one begins."""
    tree = _parsed(code)
    if tree is None:
        return False
    begun = {
        (value.lineno, value.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign))
        if (value := node.value) is not None
    }
    return all(_position(code, _inner(code, place)) in begun for place in places)


def _inner(code: str, place: int) -> int:
    return place + 1 if code[place] == "(" else place


def _position(code: str, at: int) -> tuple[int, int]:
    """Line and column as the parser counts them: from 1, and in bytes from 0."""
    start = code.rfind("\n", 0, at) + 1
    return code.count("\n", 0, at) + 1, len(code[start:at].encode())


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():  # from 3.12 on the parser warns about users' code
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
