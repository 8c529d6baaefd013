"""Rewrite a loop that takes fragments for calls: join by index first, use the calls afterwards.

The first fragment of a call is kept and later ones are added to it, so what the body gets after the
loop is of the same type, with the same fields, as the whole delta that it was written for. The body
moves as it is, with its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.semantics.source_lines import (
    code_of,
    inserted_above,
    line_after,
    newline_of,
)
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.rewrite.equivalence import unsafe_reason
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import (
    Form,
    FragmentReader,
    reader_of,
    staying,
)
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.model.streams import Repair
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.edits import Edit, joined
from glm_migrate.text.source import Span

TITLE = "Join the fragments by index and use the calls after the loop"
_ATTRIBUTES = """\
if {part}.index is not None and {part}.index >= 0:
    {key} = {part}.index
elif {part}.id and ({key} not in {calls} or {calls}[{key}].id):
    {key} = {part}.id
{call} = {calls}.setdefault({key}, {part})
if {call} is not {part}:
    {call}.id = {call}.id or {part}.id
    {call}.type = {call}.type or {part}.type
    if not {call}.function:
        {call}.function = {part}.function
    elif {part}.function:
        {call}.function.name = {call}.function.name or {part}.function.name
        {call}.function.arguments = (
            ({call}.function.arguments or "") + ({part}.function.arguments or "")
        )
"""
_ITEMS = """\
if {part}.get("index") is not None and {part}["index"] >= 0:
    {key} = {part}["index"]
elif {part}.get("id") and ({key} not in {calls} or {calls}[{key}].get("id")):
    {key} = {part}["id"]
{call} = {calls}.setdefault({key}, {part})
if {call} is not {part}:
    {call}["id"] = {call}.get("id") or {part}.get("id")
    {call}["type"] = {call}.get("type") or {part}.get("type")
    if not {call}.get("function"):
        {call}["function"] = {part}.get("function")
    elif {part}.get("function"):
        {function}, {more} = {call}["function"], {part}["function"]
        {function}["name"] = {function}.get("name") or {more}.get("name")
        {function}["arguments"] = ({function}.get("arguments") or "") + (
            {more}.get("arguments") or ""
        )
"""


def deferred(consumer: Consumer, defects: Sequence[Defect]) -> Repair:
    """The rewrite of a loop with `defects`, or why there is none."""
    loop = consumer.loop
    if not isinstance(loop, (cst.For, cst.While)):
        return Repair(
            TITLE,
            (),
            UnsafeReason(UnsafeKind.COMPREHENSION),
        )
    if not isinstance(loop.body, cst.IndentedBlock):
        return Repair(TITLE, (), UnsafeReason(UnsafeKind.ALL_ON_ONE_LINE))
    reader = reader_of(consumer, loop, defects)
    if reader is None:
        return Repair(
            TITLE,
            (),
            UnsafeReason(UnsafeKind.NO_LOOP_OF_FRAGMENTS),
        )
    if any(isinstance(node, cst.Return) for node in staying(reader)):
        return Repair(TITLE, (), UnsafeReason(UnsafeKind.RETURNS_TOO_SOON))
    edits = _edits(consumer, reader)
    if edits is None:
        return Repair(TITLE, (), UnsafeReason(UnsafeKind.SHARED_LINES))
    return Repair(TITLE, edits, unsafe_reason(consumer, reader, defects))


def _edits(consumer: Consumer, reader: FragmentReader) -> tuple[Edit, ...] | None:
    """Before the loop the table of calls, in it the joining, behind it what was in it."""
    text = consumer.module.source.utf8
    names = dict(zip(_VARIABLES, _fresh(consumer, reader), strict=True))
    names["part"] = reader.part or names["part"]
    region, inside_loop, behind = _texts(consumer, reader, names)
    newline = newline_of(consumer.module)
    made = (f"{names['calls']} = {{}}", f"{names['key']} = None")
    before = inserted_above(consumer.module, reader.loop, *made)
    end = max(_last_line_end(consumer, reader.loop), region.end)
    if text[end - 1 : end] not in (b"\n", b"\r"):
        behind = newline + behind.rstrip("\r\n")
        if region.end == end:
            inside_loop = inside_loop.rstrip("\r\n")
    return joined((before, Edit(region, inside_loop), Edit(Span(end, end), behind)))


def _texts(
    consumer: Consumer, reader: FragmentReader, names: dict[str, str]
) -> tuple[Span, str, str]:
    """The lines that are replaced in the loop, by what, and what comes behind it."""
    unit, part = consumer.indent_unit, names["part"]
    newline = newline_of(consumer.module)
    indent, _ = code_of(consumer.module, reader.loop)
    if reader.form is Form.LOOP:
        (body,) = reader.moved
        assert isinstance(body, cst.IndentedBlock)
        deeper, _ = code_of(consumer.module, body.body[0])
        region = _region(
            consumer,
            line_after(consumer.module, consumer.module.span(body).start),
            deeper,
            reader.anchor,
        )
        head = ""
    else:
        shallow, begin = code_of(consumer.module, reader.anchor)
        deeper = shallow + unit
        last = reader.moved[-1]
        region = _region(consumer, begin - len(shallow.encode()), shallow, last)
        listed = consumer.module.source.slice(consumer.module.span(reader.listed))
        if "\n" in listed or "\r" in listed:  # what lay within the brackets of a call
            listed = f"({listed})"
        head = f"{shallow}for {part} in {listed}:{newline}"
    template = (_ITEMS if _is_mapping(consumer, reader) else _ATTRIBUTES).format(**names)
    lines = (f"{deeper}{_reindented(line, unit)}{newline}" for line in template.splitlines())
    calls = f"{names['calls']}.values()"
    return (
        region,
        head + "".join(lines),
        _behind(consumer, reader, region, indent, unit, calls, part),
    )


def _behind(
    consumer: Consumer,
    reader: FragmentReader,
    region: Span,
    indent: str,
    unit: str,
    calls: str,
    part: str,
) -> str:
    """What runs behind the loop."""
    newline = newline_of(consumer.module)
    old, _ = code_of(consumer.module, _first_of(reader.moved))
    if reader.form is Form.LIST:
        return _moved(consumer, reader, region, old, indent, calls)
    if reader.form is Form.LAST:
        head = f"{indent}if {calls.partition('.')[0]}:{newline}"
        return head + _moved(consumer, reader, region, old, indent + unit, f"list({calls})")
    if reader.form is Form.EACH:
        head = f"{indent}for {part} in {calls}:{newline}"
        moved = _moved(consumer, reader, region, old, indent + unit, f"[{part}]")
        return head + moved
    if reader.form is Form.FIRST:
        region = Span(_last_line_end(consumer, reader.anchor), region.end)
    head = f"{indent}for {part} in {calls}:{newline}"
    return head + _moved(consumer, reader, region, old, indent + unit)


def _first_of(moved: tuple[cst.CSTNode, ...]) -> cst.CSTNode:
    first = moved[0]
    return first.body[0] if isinstance(first, cst.IndentedBlock) else first


_VARIABLES = ("calls", "key", "call", "function", "more", "part")
_CHOICES = (
    ("joined_calls", "calls_by_index", "whole_calls"),
    ("call_key", "joined_key", "current_key"),
    ("joined_call", "known_call", "whole_call"),
    ("known_function", "joined_function", "whole_function"),
    ("more_function", "added_function", "next_function"),
    ("part", "fragment", "call_part"),
)


def _fresh(consumer: Consumer, reader: FragmentReader) -> Iterator[str]:
    """Names that the file does not use, the plainest first."""
    text = consumer.module.source.text
    for choices in _CHOICES:
        free = (name for name in choices if not re.search(rf"\b{name}\b", text))
        yield next(free, f"{choices[0]}_{reader.loop.__class__.__name__.lower()}")


def _is_mapping(consumer: Consumer, reader: FragmentReader) -> bool:
    """Whether the fragments themselves are dicts, whatever is made of them later."""
    listed = consumer.answer.of(consumer.module, reader.listed)
    return listed is not None and listed.mapping


def _reindented(line: str, unit: str) -> str:
    bare = line.lstrip(" ")
    return unit * ((len(line) - len(bare)) // 4) + bare


def _region(consumer: Consumer, start: int, indent: str, last: cst.CSTNode) -> Span:
    """All lines from `start` to the end of `last`, with the comments that follow in the block."""
    text = consumer.module.source.utf8
    end = _last_line_end(consumer, last)
    while text.startswith(indent.encode() + b"#", end):
        end = line_after(consumer.module, end)
    return Span(start, end)


def _last_line_end(consumer: Consumer, statement: cst.CSTNode) -> int:
    """The end of the last line of code in a statement, with its newline."""
    text = consumer.module.source.utf8
    last: cst.CSTNode = statement
    while True:
        suites = [node for node in _suites(last) if node.body]
        if not suites:
            break
        last = suites[-1].body[-1]
        if isinstance(suites[-1], cst.SimpleStatementSuite):
            break
    end = consumer.module.span(last).end
    while end > 0 and text[end - 1 : end] in (b"\n", b"\r"):
        end -= 1
    return line_after(consumer.module, end)


def _suites(node: cst.CSTNode) -> Iterable[cst.BaseSuite]:
    """The suites of a compound statement, `else` and handlers included, in source order."""
    for child in children(node):
        if isinstance(child, cst.BaseSuite):
            yield child
        elif isinstance(child, _SUITE_HOLDERS):
            yield from _suites(child)


_SUITE_HOLDERS = (
    cst.Else, cst.If, cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally, cst.MatchCase
)  # fmt: skip


def _moved(
    consumer: Consumer, reader: FragmentReader, region: Span, old: str, new: str, listed: str = ""
) -> str:
    """The lines of `region` with another indentation; texts over several lines keep theirs.

    Args:
        listed: What stands for the list of fragments in them now.
    """
    text = consumer.module.source.utf8
    frozen = [
        consumer.module.span(node)
        for moved in reader.moved
        for node in inside(moved)
        if isinstance(node, (cst.SimpleString, cst.FormattedString))
    ]
    span = consumer.module.span(reader.listed)
    result: list[str] = []
    start = region.start
    while start < region.end:
        end = min(line_after(consumer.module, start), region.end)
        line = text[start:end].decode()
        if listed and start <= span.start < end:
            end = max(end, min(line_after(consumer.module, span.end), region.end))
            line = (text[start : span.start] + listed.encode() + text[span.end : end]).decode()
        if line.startswith(old) and not any(s.start < start < s.end for s in frozen):
            line = new + line[len(old) :]
        result.append(line)
        start = end
    return "".join(result)
