"""A parsed file: LibCST's tree, where each node stands, and what it means for the names.

One parse, one code generation (it proves that the tree gives back the file's bytes, and measures
every node on the way), one walk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import libcst as cst

from glm_migrate.analysis.limits import MAX_NESTING
from glm_migrate.analysis.python.semantics.deferred_bodies import Body, without
from glm_migrate.analysis.python.semantics.nesting_depth import is_too_deep
from glm_migrate.analysis.python.semantics.scopes import LAST, ProgramPoint, SymbolTable
from glm_migrate.analysis.python.semantics.symbol_collection import Collector
from glm_migrate.analysis.python.syntax.node_spans import NodeSpans, PlainText
from glm_migrate.analysis.python.syntax.reparsing import Measured, reparsed
from glm_migrate.analysis.python.syntax.string_literals import may_be_refused, meaning, problem
from glm_migrate.errors import FileError, NotReproducible, UnparsableSource, UnreadableSource
from glm_migrate.model.findings import Hop
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.parser_limits import is_suspicious
from glm_migrate.text.kept import KeptByFile
from glm_migrate.text.shortening import shortened
from glm_migrate.text.source import Source, Span

_Result = TypeVar("_Result")
_HEADER = "async def _():\n"


class ParsedModule:
    """One file, parsed and measured.

    Attributes:
        source: What was parsed.
        syntax: Its LibCST tree.
        symbols: Scopes, definitions, calls and strings.
        end: Where all module-level statements have run.
    """

    def __init__(self, source: Source, unasked: Sequence[Body] = ()) -> None:
        """Parse `source`.

        Args:
            unasked: The bodies of functions in it that are parsed when they are asked for.

        Raises:
            UnparsableSource: it is not Python that the installed parser knows.
            NotReproducible: the parser would change bytes that no edit names.
        """
        self.source = source
        found = read_without(source, unasked) if unasked else None
        self.syntax, self._spans, self.symbols = found or _read(source)
        self._expect_literals()
        self.end = ProgramPoint(LAST, (), self.symbols.root)
        self._keys: dict[cst.Dict, frozenset[str]] = {}

    def _expect_literals(self) -> None:
        """Raise `UnparsableSource` for a literal that LibCST reads and Python refuses."""
        if not may_be_refused(self.source.text):
            return
        for node, above in self.symbols.parents.items():
            if cause := problem(node, self._formatted(above)):
                line, path = self.line(node), self.source.path
                raise UnparsableSource(path, f"not valid Python: {cause}", line, cause)

    def _formatted(self, node: cst.CSTNode) -> cst.CSTNode:
        """The f-string in which a field, or a field in its format, stands; all else is itself."""
        while isinstance(node, cst.FormattedStringExpression):
            node = self.symbols.parents[node]
        return node

    @cached_property
    def folder(self) -> Path:
        """The directory of the file."""
        return self.source.path.parent

    def keys(self, node: cst.Dict) -> frozenset[str]:
        """The literal keys of a dict display."""
        if node not in self._keys:
            self._keys[node] = frozenset(
                str(meaning(element.key))
                for element in node.elements
                if isinstance(element, cst.DictElement)
                and isinstance(element.key, cst.SimpleString)
            )
        return self._keys[node]

    @cached_property
    def _kept(self) -> dict[object, object]:
        return {}

    def kept(self, key: object, find: Callable[[], _Result]) -> _Result:
        """`find()`, once; for what takes no steps of a query when it is asked again."""
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]  # type: ignore[return-value]

    def span(self, node: cst.CSTNode) -> Span:
        """All of `node` with the parentheses around it; for entries with their comma."""
        return self._spans.span(node)

    def implied(self, node: cst.BaseExpression, by: cst.BaseExpression) -> None:
        """Let `node`, which the code means but does not write, have the place of `by`."""
        self._spans.place(node, by)
        self.symbols.parents[node] = self.symbols.parents[by]

    def bare(self, node: cst.BaseExpression) -> Span:
        """`node` without the parentheses around it."""
        span = self.span(node)
        if not node.lpar:
            return span
        before = sum(len(self.code(paren).encode()) for paren in node.lpar)
        after = sum(len(self.code(paren).encode()) for paren in node.rpar)
        return Span(span.start + before, span.end - after)

    def code(self, node: cst.CSTNode) -> str:
        """The text of `node`, as the file has it."""
        return self.source.slice(self.span(node))

    def short(self, node: cst.CSTNode) -> str:
        """The text of `node` in one line of at most 40 characters."""
        return shortened(self.code(node), 40)

    def locked(self, node: cst.CSTNode) -> bool:
        """Whether what is written at `node` can't be replaced where it stands."""
        return False

    def shared(self, node: cst.CSTNode) -> UnsafeReason | None:
        """Why a change at `node` reaches other places; None where that is not known."""
        return None

    def hop(self, node: cst.CSTNode, name: str) -> Hop:
        """A step of a trace that leads over `node`."""
        return Hop(self.source.path, self.line(node), name)

    def line(self, node: cst.CSTNode) -> int:
        """The line (from 1) on which `node` starts."""
        return self.source.position(self.span(node).start).line


Parsed = tuple[cst.Module, NodeSpans, SymbolTable]
# A tree takes some 600 bytes for each of its file.
TREES = KeptByFile[Parsed]()


def _read(source: Source) -> Parsed:
    """The tree of a file, where its nodes stand, and what it means for the names."""

    def read() -> Parsed:
        syntax, spans = _parsed_again(source) or _parse(source)
        return syntax, spans, Collector().collect(syntax)

    return TREES.of(source.path, source.data, read)


def _parsed_again(source: Source) -> Measured | None:
    """The tree of a file that was edited, where most of the one before can be used."""
    before = TREES.latest(source.path)
    if before is None:
        return None
    return reparsed(before[:2], source.code_of(is_python), partial(_parse_text, source))


def read_without(source: Source, bodies: Sequence[Body]) -> Parsed | None:
    """As `_read` without some bodies, which follow when they are asked for."""
    code = without(source.code, bodies)
    try:
        syntax = _parse_text(source, code)
    except FileError:
        return None
    spans = NodeSpans(syntax)
    by_offset = {one.offset: one for one in bodies}

    def left(function: cst.FunctionDef) -> tuple[Body, Callable[[], cst.BaseSuite]] | None:
        body = by_offset.get(_first_line(spans, function))
        return None if body is None else (body, partial(_parse_body, source, spans, body))

    return (syntax, spans, Collector(left).collect(syntax)) if spans.code == code else None


def _first_line(spans: NodeSpans, function: cst.FunctionDef) -> int:
    """Where the first line of a body begins, with its indentation."""
    inner = function.body.body
    return spans.span(inner[0]).start if inner else -1


def _parse_body(source: Source, spans: NodeSpans, body: Body) -> cst.BaseSuite:
    """The block of a body that was left out.

    Raises:
        NotReproducible: LibCST can't read it alone, or can't give back its bytes.
    """
    text = f"{_HEADER}{body.text}"
    module = _parse_text(source, text)
    part = NodeSpans(module)
    function = module.body[0]
    if part.code != text or not isinstance(function, cst.FunctionDef):
        raise NotReproducible(source.path, "a function can't be read alone")
    spans.adopt(part, body.offset - len(_HEADER))
    return function.body


def _parse(source: Source) -> Measured:
    """The tree and its measures; text that LibCST can't give back is tried without its oddities."""
    code = source.code_of(is_python)
    try:
        module = _parse_text(source, code)
        spans = NodeSpans(module)
        if spans.code == code:
            return module, spans
    except FileError:
        if not PlainText.of(code).removed:
            raise
    plain = PlainText.of(code)
    module = _parse_text(source, plain.text)
    spans = NodeSpans(module, plain)
    if spans.code == plain.text:
        return module, spans
    raise NotReproducible(
        source.path, "the parser would change the layout of this file, so it was not checked"
    )


def is_python(text: str) -> bool:
    """Whether the parser reads a piece of code that the interpreter does not."""
    try:
        cst.parse_module(text)
    except (cst.ParserSyntaxError, ValueError, UnicodeError, RecursionError):
        return False
    return "\0" not in text


def _parse_text(source: Source, text: str) -> cst.Module:
    if "\0" in text:  # LibCST reads on where Python does not
        raise _refused(source, ValueError("source code string cannot contain null bytes"))
    if (
        len(text) > MAX_NESTING
        and is_suspicious(text.encode(errors="replace"))
        and is_too_deep(text)
    ):
        detail = f"too deeply nested: something stands in more than {MAX_NESTING:,} others"
        raise UnreadableSource(
            source.path, f"{detail}; simplify its longest expression or exclude the file"
        )
    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, SyntaxError, ValueError) as error:
        raise _refused(source, error) from None


def _refused(source: Source, error: Exception) -> FileError:
    """Why a text was not parsed; the interpreter knows line and wording better than LibCST."""
    import ast
    import warnings

    line = error.raw_line if isinstance(error, cst.ParserSyntaxError) else 1
    detail = str(getattr(error, "message", error)).partition("\n")[0]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.code)
    except SyntaxError as own:
        cause = own.msg or detail
        return UnparsableSource(
            source.path, f"not valid Python: {cause}", own.lineno or line, cause
        )
    except (ValueError, RecursionError, MemoryError):
        return UnparsableSource(source.path, f"not valid Python: {detail}", line, detail)
    return NotReproducible(
        source.path, f"the parser can't read this file, though Python can: {detail}", line
    )
