"""Parts of an answer that are put into a list or queue: what is taken out is such a part again."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.held_parts import (
    HeldParts,
    is_put,
    puts,
    takers,
    variables,
)
from tests.analysis.python.reading import expression, module
from tests.analysis.python.streams.loops import answer_to, over_chunks, reading

PUT = over_chunks("q.put(chunk)\n", before="q = Queue()\n")
KEPT = over_chunks("kept.append(chunk)\n", before="kept = []\n")
CLASS = (
    "class A:\n    def __init__(self):\n        self.q = Queue()\n"
    "    def fill(self):\n        for chunk in create():\n            self.q.put(chunk)\n"
    "    def take(self):\n        {}\n"
)
PAIRS = over_chunks("q.put(('part', chunk))\n", before="q = Queue()\n")
PASSED = "def fill(out):\n    for chunk in create():\n        out.put(chunk)\nq = Queue()\n"
FOUND = {
    "an item of a queue": f"{PUT}use(q.get())\n",
    "an awaited item": f"{PUT}async def f():\n    use(await q.get())\n",
    "an item of a list": f"{KEPT}for one in kept:\n    use(one)\n",
    "an item until a last one": f"{PUT}for one in iter(q.get, None):\n    use(one)\n",
    "an attribute": CLASS.format("use(self.q.get())"),
    "an element of a pair": f"{PAIRS}kind, one = q.get()\nuse(one)\n",
    "a queue under another name": f"{PASSED}fill(q)\nuse(q.get())\n",
    "a queue that a thread is given": f"{PASSED}Thread(target=fill, args=(q,))\nuse(q.get())\n",
}


@pytest.mark.parametrize("code", FOUND.values(), ids=FOUND)
def test_what_is_taken_out_is_a_chunk(code: str) -> None:
    text = code.rpartition("use(")[2].strip().removesuffix(")").removeprefix("await ")
    found = reading(code, text)

    assert found is not None
    assert found.is_(Part.CHUNK)
    assert not found.held


OTHERS = {
    "another queue": (f"{PUT}use(r.get())\n", "r.get()"),
    "the kind in a pair": (f"{PAIRS}kind, one = q.get()\nuse(kind)\n", "kind"),
    "a local list of another function": (
        f"{KEPT}def f(kept):\n    use(kept.pop())\n",
        "kept.pop()",
    ),
    "texts": (over_chunks("q.put(chunk.choices[0].delta.content)\n") + "use(q.get())\n", "q.get()"),
}


@pytest.mark.parametrize(("code", "text"), OTHERS.values(), ids=OTHERS)
def test_what_else_is_taken_out_is_not(code: str, text: str) -> None:
    assert reading(code, text) is None


def test_where_something_is_put() -> None:
    where = module(f"{PUT}q.put()\nf().put(x)\n")
    (call,) = puts(where)

    assert is_put(call)
    assert [one.source.path for one in takers(where, call)] == [where.source.path]


@pytest.mark.parametrize(
    ("code", "made"),
    [(PUT, True), (f"{PASSED}fill(q)\n", True), ("def fill(q):\n    q.put(1)\n", False)],
    ids=["a queue", "a queue that is passed", "a parameter that nobody passes"],
)
def test_a_variable_that_is_set_to_something(code: str, made: bool) -> None:
    where = module(code)
    (call,) = puts(where)
    assert isinstance(call.func, cst.Attribute)
    held, node = HeldParts(answer_to(where)), call.func.value

    assert held.is_made(where, node, where.symbols.point(node)) is made


def test_a_variable_has_the_names_that_it_is_given() -> None:
    where = module("def fill(out):\n    out.put(1)\nq = Queue()\nfill(q)\n")
    node = expression(where, "out")

    assert [name for *_, name in variables(where, node, where.symbols.point(node))] == ["out", "q"]
