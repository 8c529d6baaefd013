"""Suppression comments as data: which a file has, what each says, and what is wrong with it.

Only comments count, never strings, and only where the directive is the start of its comment or
follows another tool's directive, as in `# type: ignore  # glm-migrate: ignore[GLM101]`.
"""

from __future__ import annotations

import re
import tokenize
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from glm_migrate.text.source import Source, Span

VERBS = ("ignore", "file-ignore", "disable", "enable")
NOQA = "noqa"

# Directives of other tools that share a comment; mypy insists on being the first.
_SEGMENT = re.compile(
    r"(?:^|(?<=\s))#\s*(?=(?:glm-migrate|noqa|type|mypy|pyright|pyrefly|ty|pylint|ruff|flake8"
    r"|fmt|isort|pragma|nosec|nosemgrep)\b)",
    re.IGNORECASE,
)
_OURS = re.compile(r"#\s*glm-migrate\s*:\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NO_COLON = re.compile(
    rf"#\s*glm-migrate\s+(?:{'|'.join(VERBS)})\s*(?:\[.*)?", re.IGNORECASE | re.DOTALL
)
_NOQA = re.compile(r"#\s*noqa(?![\w-])(?P<colon>\s*:\s*)?", re.IGNORECASE)
_NOQA_CODES = re.compile(r"[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*(?![\w-])", re.IGNORECASE)
_FORM = re.compile(r"(?P<verb>[\w-]*)(?:\s*\[(?P<list>[^\]]*)\])?(?P<tail>.*)", re.DOTALL)
_TAIL = re.compile(r"(?:\s+until=(?P<until>\S+))?(?:\s+--\s+(?P<reason>\S.*))?\s*", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LONG_STRING = re.compile(rb'"""|\'\'\'')


@dataclass(frozen=True)
class Directive:
    """One suppression comment.

    Attributes:
        verb: One of `VERBS`, or `NOQA`.
        selectors: Codes, code prefixes and rule names as written; empty means all rules.
        row: Line of the comment, from 1.
        alone: Nothing but comments is on its line.
        span: The directive, without other directives in the same comment.
        removal: What goes with it: spaces before it, or its line where it is all there is.
        listed: What is between its brackets.
        until: Last day on which it counts.
        reason: What follows `--`.
        problem: Why it can't be understood; empty when it can.
    """

    verb: str
    selectors: tuple[str, ...]
    row: int
    alone: bool
    span: Span
    removal: Span
    listed: Span | None = None
    until: date | None = None
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Lines:
    """A file's comments, and which physical lines make one logical line.

    Attributes:
        comments: Row and column (from 0, in characters) of each `#`.
        logical: First and last row of the logical line, by row; a row that is missing stands for
            itself.
        ends: Rows that end in a newline of the grammar, so that a comment can be put there, sorted.
        complete: The file could be read to its end.
    """

    comments: tuple[tuple[int, int], ...]
    logical: dict[int, tuple[int, int]]
    ends: tuple[int, ...]
    complete: bool

    def extent(self, row: int) -> tuple[int, int]:
        return self.logical.get(row, (row, row))


def may_have(source: Source, noqa: bool) -> bool:
    """Whether a search of the bytes finds a directive, or something that looks like one."""
    text = source.utf8.lower()
    return b"glm-migrate" in text or (noqa and b"noqa" in text)


@lru_cache(maxsize=4)  # the JSON reporter asks again for every finding of a file
def scan(source: Source) -> Lines:
    """Comments and logical lines of `source`, up to where it stops being Python."""
    if (places := source.comment_places()) is not None:
        return Lines(tuple(places), {}, tuple(range(1, source.line_count + 1)), True)
    found = _Tokens()
    for row, code in source.sections():
        found.read(code, row - 1)
    return Lines(tuple(found.comments), found.logical, tuple(found.ends), found.complete)


class _Tokens:
    """What the tokens of a file's sections tell, rows counted over the whole file."""

    def __init__(self) -> None:
        self.comments: list[tuple[int, int]] = []
        self.logical: dict[int, tuple[int, int]] = {}
        self.ends: list[int] = []
        self.complete = True

    def read(self, code: str, above: int) -> None:
        """Read a section with `above` rows before it, up to where it stops being Python."""
        texts = _NEWLINE.split(code)
        first = 0
        try:
            for token in _tokens(f"{text}\n" for text in texts):
                row = above + token.start[0]
                if token.type == tokenize.COMMENT:
                    # Counted from the end: early 3.12 gives columns of some lines in bytes.
                    column = len(texts[token.start[0] - 1]) - len(token.string)
                    self.comments.append((row, column))
                elif token.type == tokenize.NEWLINE:
                    self._end(first or row, row)
                    first = 0
                elif token.type == tokenize.NL:
                    self.ends.append(row)
                elif token.type not in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
                    first = first or row
        except (tokenize.TokenError, SyntaxError):
            self.complete = False

    def _end(self, first: int, last: int) -> None:
        self.ends.append(last)
        self.logical.update(dict.fromkeys(range(first, last + 1), (first, last)))


def directives(source: Source, lines: Lines) -> tuple[Directive, ...]:
    """The directives of `source` in order, those with a problem included.

    Where the file could not be read to its end, regions are left out: what would end them may lie
    beyond.
    """
    found = (one for row, column in lines.comments for one in _in_comment(source, row, column))
    if lines.complete:
        return tuple(found)
    return tuple(one for one in found if one.verb not in ("disable", "enable"))


def comment_row(source: Source, row: int) -> int:
    """The first row from `row` on at whose end a comment about `row` can stand."""
    if not source.line(row).endswith("\\") and not _LONG_STRING.search(source.utf8):
        return row
    ends = scan(source).ends
    place = bisect_left(ends, row)
    return ends[place] if place < len(ends) else row


def _tokens(feed: Iterator[str]) -> Iterator[tokenize.TokenInfo]:
    with warnings.catch_warnings():  # from 3.12 on the tokenizer warns about users' code
        warnings.simplefilter("ignore")
        yield from tokenize.generate_tokens(lambda: next(feed, ""))


def _in_comment(source: Source, row: int, column: int) -> Iterator[Directive]:
    line = source.line(row)
    comment = line[column:]
    starts = [match.start() for match in _SEGMENT.finditer(comment)]
    if not starts or starts[0] != 0:
        return
    place = _CommentPlace(source, row, line, column, tuple(starts))
    for number, (start, end) in enumerate(pairwise([*starts, len(comment)])):
        text = comment[start:end].rstrip()
        if ours := _OURS.fullmatch(text):
            yield _parse(place, number, text, ours.start("rest"))
        elif _NO_COLON.fullmatch(text):
            problem = "a colon is missing after glm-migrate"
            yield place.directive(number, text, "", (), problem=problem)
        elif noqa := _NOQA.match(text):
            codes = _NOQA_CODES.match(text, noqa.end())
            if codes or not noqa["colon"]:
                selectors = tuple(re.split(r"[\s,]+", codes[0])) if codes else ()
                yield place.directive(number, text, NOQA, selectors)


@dataclass(frozen=True)
class _CommentPlace:
    """Where a comment is: `column` is where it starts, `starts` where its segments do."""

    source: Source
    row: int
    line: str
    column: int
    starts: tuple[int, ...]

    @property
    def alone(self) -> bool:
        return not self.line[: self.column].strip()

    def span(self, start: int, end: int) -> Span:
        """Columns of the comment as bytes of the file."""
        before = len(self.line[: self.column + start].encode())
        size = len(self.line[self.column + start : self.column + end].encode())
        offset = self.source.offset(self.row) + before
        return Span(offset, offset + size)

    def removal(self, number: int) -> Span:
        start = self.starts[number]
        if number + 1 < len(self.starts):
            return self.span(start, self.starts[number + 1])
        if self.alone and number == 0:
            return Span(self.source.offset(self.row), self.source.offset(self.row + 1))
        kept = len(self.line[: self.column + start].rstrip()) - self.column
        return self.span(kept, len(self.line) - self.column)

    def directive(
        self,
        number: int,
        text: str,
        verb: str,
        selectors: tuple[str, ...],
        *,
        listed: Span | None = None,
        until: date | None = None,
        reason: str = "",
        problem: str = "",
    ) -> Directive:
        start = self.starts[number]
        return Directive(
            verb,
            selectors,
            self.row,
            self.alone,
            self.span(start, start + len(text)),
            self.removal(number),
            listed,
            until,
            reason,
            problem,
        )


def _parse(place: _CommentPlace, number: int, text: str, at: int) -> Directive:
    form = _FORM.match(text, at)
    assert form  # every part of the form is optional
    verb, listed = form["verb"].lower(), form["list"]
    tail = _TAIL.fullmatch(form["tail"])
    selectors = tuple(part.strip() for part in listed.split(",")) if listed is not None else ()
    until = _day(tail["until"]) if tail and tail["until"] else None
    problem = ""
    if verb not in VERBS:
        problem = f"unknown word {form['verb']!r}{_guess(verb)}"
    elif tail is None:
        problem = _tail_problem(form["tail"].strip())
    elif not all(selectors) or listed == "":
        problem = "a code is missing between the brackets"
    elif tail["until"] and until is None:
        problem = f"until={tail['until']} is not a date such as 2027-01-31"
    elif until and verb == "enable":
        problem = "enable takes no date"
    start = place.starts[number]
    return place.directive(
        number,
        text,
        verb,
        selectors,
        listed=place.span(start + form.start("list"), start + form.end("list"))
        if listed is not None
        else None,
        until=until,
        reason=(tail["reason"] or "") if tail else "",
        problem=problem,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _guess(word: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, VERBS, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known words: {', '.join(VERBS)}"


def _tail_problem(tail: str) -> str:
    if tail.startswith("[") or "[" in tail.partition("--")[0]:
        return "the bracket is not closed"
    if tail == "--":
        return "no reason follows --"
    return f"{tail!r} is not understood; a date is until=2027-01-31, a reason follows ' -- '"
