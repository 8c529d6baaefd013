"""A loop over the answer to `create()` and its parts, as the modules that judge it get them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts, parts
from glm_migrate.analysis.python.streams.answer_schema import Reading
from glm_migrate.analysis.python.streams.consumer import BlockIndex, Consumer, PartUse
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import FragmentReader, reader_of
from glm_migrate.analysis.python.streams.rewrite.line_repairs import SMALL
from glm_migrate.analysis.python.streams.tool_fragments import verdict
from glm_migrate.analysis.python.streams.verdict import Case, Defect, Verdict
from glm_migrate.model.streams import Repair
from glm_migrate.text.edits import Fix, apply
from tests.analysis.python.reading import module, uses


def over_chunks(body: str, before: str = "", behind: str = "") -> str:
    """A program whose `body` runs for every `chunk`."""
    return f"{before}for chunk in create():\n{_deeper(body)}{behind}"


def over_deltas(body: str, before: str = "", behind: str = "") -> str:
    """A program whose `body` runs for every `delta`."""
    return over_chunks(f"delta = chunk.choices[0].delta\n{body}", before, behind)


def over_parts(body: str, before: str = "", behind: str = "", after: str = "") -> str:
    """A program whose `body` runs for every `part` of a delta, and `after` for every delta."""
    each = f"for part in delta.tool_calls or []:\n{_deeper(body)}{after}"
    return over_deltas(each, before, behind)


def _deeper(body: str) -> str:
    return indent(body, "    ")


def answer_to(where: Module) -> AnswerParts:
    """The parts of the answers to the calls `create()` of a tree."""
    return AnswerParts(uses(where, "create"))


def reading(code: str, text: str, **modules: str) -> Reading | None:
    """What the last expression that is written as `text` is of the answer."""
    where = module(code, **modules)
    return answer_to(where).of(where, expression(where, text))


def consumer(code: str) -> Consumer:
    """The one loop over the answer in `code`."""
    where = module(code)
    answer = answer_to(where)
    seen = [PartUse(where, node, reading) for node, reading in parts(answer, where)]
    (loop,) = {one.reading.loop for one in seen} - {None}
    assert loop is not None
    own = tuple(one for one in seen if one.reading.loop is loop)
    return Consumer(where, loop, own, answer, BlockIndex(), tuple(seen))


def expression(where: Module, text: str) -> cst.BaseExpression:
    """The last expression, in source order, that is written as `text`."""
    known = where.symbols.parents
    return [
        one
        for one in inside(where.syntax)
        if isinstance(one, cst.BaseExpression) and one in known and where.code(one) == text
    ][-1]


def part_use(loop: Consumer, text: str) -> PartUse:
    """The last use of a part of the answer that is written as `text`."""
    return [one for one in loop.seen if loop.module.code(one.node) == text][-1]


def judged(judge: Callable[[Case, PartUse], None], code: str, text: str) -> Verdict:
    """What `judge` finds about the use that is written as `text`."""
    loop = consumer(code)
    case = Case.of(loop)
    judge(case, part_use(loop, text))
    return case.found


def shapes(found: Verdict) -> list[str]:
    """The defects of a verdict as sentences."""
    return [one.shape.value.format(one.what) for one in found.defects]


def large_defects(loop: Consumer) -> list[Defect]:
    """The defects for which the whole loop has to be rewritten."""
    return [one for one in verdict(loop).defects if one.shape not in SMALL]


def fragment_reader(loop: Consumer) -> FragmentReader | None:
    """Where the loop takes the fragments with which it goes wrong."""
    assert isinstance(loop.loop, (cst.For, cst.While))
    return reader_of(loop, loop.loop, large_defects(loop))


def read_fragments(code: str) -> tuple[Consumer, FragmentReader]:
    """A loop with the one place at which it takes fragments for calls."""
    loop = consumer(code)
    reader = fragment_reader(loop)
    assert reader is not None
    return loop, reader


def rewritten(loop: Consumer, repair: Repair) -> str:
    """The file of the loop after a repair."""
    return apply(loop.module.source.utf8, [Fix(repair.title, repair.edits)]).decode()
