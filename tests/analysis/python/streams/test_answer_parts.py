"""Which part of a streamed answer an expression is, wherever it gets it from."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_parts import AnswerParts, parts
from glm_migrate.analysis.python.streams.answer_schema import Part
from tests.analysis.python.reading import module, uses
from tests.analysis.python.streams.loops import (
    answer_to,
    expression,
    over_chunks,
    over_parts,
    reading,
)

CHUNK = "chunk.choices[0].delta"
FOUND = {
    "a chunk": (over_chunks("use(chunk)\n"), "chunk", (Part.CHUNK, 0)),
    "its choices": (over_chunks("use(chunk.choices)\n"), "chunk.choices", (Part.CHOICE, 1)),
    "some of its choices": (
        over_chunks("use(chunk.choices[:1])\n"),
        "chunk.choices[:1]",
        (Part.CHOICE, 1),
    ),
    "a choice by its number": (
        over_chunks("use(chunk.choices[0])\n"),
        "chunk.choices[0]",
        (Part.CHOICE, 0),
    ),
    "a choice by a name": (
        over_chunks("use(chunk.choices[n])\n"),
        "chunk.choices[n]",
        (Part.CHOICE, 0),
    ),
    "the finish reason by keys": (
        over_chunks("use(chunk['choices'][0]['finish_reason'])\n"),
        "chunk['choices'][0]['finish_reason']",
        (Part.FINISH, 0),
    ),
    "the arguments": (
        over_parts("use(part.function.arguments)\n"),
        "part.function.arguments",
        (Part.ARGUMENTS, 0),
    ),
    "the fields of an object as a dict": (
        over_chunks("use(chunk.__dict__['choices'])\n"),
        "chunk.__dict__['choices']",
        (Part.CHOICE, 1),
    ),
    "through a second name": (
        over_chunks("other = chunk\nuse(other)\n"),
        "other",
        (Part.CHUNK, 0),
    ),
    "through a walrus": (
        over_chunks("if (d := chunk.choices[0].delta):\n    use(d)\n"),
        "d",
        (Part.DELTA, 0),
    ),
    "where there is one, or else another value": (
        over_chunks("use(chunk.choices[0].delta.content or '')\n"),
        "chunk.choices[0].delta.content or ''",
        (Part.CONTENT, 0),
    ),
    "behind a condition": (
        over_chunks("use(chunk and chunk.usage)\n"),
        "chunk and chunk.usage",
        (Part.USAGE, 0),
    ),
    "in one arm of a conditional": (
        over_chunks("use(chunk.usage if done else None)\n"),
        "chunk.usage if done else None",
        (Part.USAGE, 0),
    ),
    "by parameter": (
        over_chunks("f(chunk)\n", before="def f(given):\n    use(given)\n"),
        "given",
        (Part.CHUNK, 0),
    ),
    "kept on self": (
        "class A:\n    def a(self):\n        self.s = create()\n\n"
        "    def b(self):\n        for c in self.s:\n            use(c)\n",
        "c",
        (Part.CHUNK, 0),
    ),
    "opened by `with`": (
        "with create() as s:\n    for c in s:\n        use(c)\n",
        "c",
        (Part.CHUNK, 0),
    ),
    "awaited": (
        "async def f():\n    async for c in await create():\n        use(c)\n",
        "c",
        (Part.CHUNK, 0),
    ),
    "numbered": ("for n, c in enumerate(create()):\n    use(c)\n", "c", (Part.CHUNK, 0)),
    "beside other items": ("for c, x in zip(create(), xs):\n    use(c)\n", "c", (Part.CHUNK, 0)),
    "the position of a fragment": (
        over_chunks(f"for n, p in enumerate({CHUNK}.tool_calls):\n    use(n)\n"),
        "n",
        (Part.POSITION, 0),
    ),
    "unpacked from a list of one": (
        over_chunks("[choice] = chunk.choices\nuse(choice)\n"),
        "choice",
        (Part.CHOICE, 0),
    ),
    "a stream that a comprehension makes": (
        "texts = (c.choices[0].delta.content for c in create())\nfor t in texts:\n    use(t)\n",
        "t",
        (Part.CONTENT, 0),
    ),
    "a stream of chunks that a comprehension chooses": (
        "for x in (c for c in create() if c.choices):\n    use(x)\n",
        "x",
        (Part.CHUNK, 0),
    ),
    "lines of aiohttp's body": ("for l in create().content:\n    use(l)\n", "l", (Part.LINE, 0)),
}


@pytest.mark.parametrize(("code", "text", "expected"), FOUND.values(), ids=FOUND)
def test_the_part_is_found(code: str, text: str, expected: tuple[Part, int]) -> None:
    found = reading(code, text)

    assert found is not None
    assert (found.part, found.depth) == expected


UNKNOWN = {
    "another name": (over_chunks("use(other)\n"), "other"),
    "the number of a chunk": ("for n, c in enumerate(create()):\n    use(n)\n", "n"),
    "the item beside a chunk": ("for c, x in zip(create(), xs):\n    use(x)\n", "x"),
    "a field that chunks do not have": (over_chunks("use(chunk.other)\n"), "chunk.other"),
    "the name in another function": (
        over_chunks("pass\n", behind="def f(chunk):\n    use(chunk)\n"),
        "chunk",
    ),
    "what is before a condition": (over_chunks("use(chunk and flag)\n"), "chunk and flag"),
    "two streams in one comprehension": (
        "use([c for x in xs for c in create()])\n",
        "[c for x in xs for c in create()]",
    ),
    "two keys": (over_chunks("use(chunk['choices', 0])\n"), "chunk['choices', 0]"),
}


@pytest.mark.parametrize(("code", "text"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_no_part_stays_unknown(code: str, text: str) -> None:
    assert reading(code, text) is None


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("part.id", False),
        ("part.id or ''", True),
        ("part.id or None", False),
        ("part.id if part else ''", True),
        ("part.id if part else None", False),
        ("part.id if part else part.id", False),
        ("(part.id or '') or part.id", False),
    ],
)
def test_a_part_is_filled_where_another_value_stands_in_for_it(text: str, filled: bool) -> None:
    found = reading(over_parts(f"use({text})\n"), text)

    assert found is not None
    assert found.is_(Part.ID)
    assert found.filled is filled


def test_a_name_that_was_bound_anew_is_no_part_any_more() -> None:
    assert reading(over_chunks("chunk = 1\nuse(chunk)\n"), "chunk") is None


def test_a_variable_that_is_made_of_itself_ends_the_search() -> None:
    code = "s = create()\nwhile more:\n    s = s or other\nfor c in s:\n    use(c)\n"
    found = reading(code, "c")

    assert found is not None
    assert found.is_(Part.CHUNK)
    assert reading("a = b\nwhile more:\n    b = a\n    a = b\nuse(a)\n", "a") is None


def test_the_first_fragment_is_known_as_such() -> None:
    first = reading(over_chunks(f"use({CHUNK}.tool_calls[0].id)\n"), f"{CHUNK}.tool_calls[0].id")
    each = reading(over_parts("use(part.id)\n"), "part.id")

    assert first is not None
    assert first.first
    assert each is not None
    assert not each.first


@pytest.mark.parametrize(
    "code",
    [
        "s = create() if a else create()\nuse(s)\n",
        "s = create() or create()\nuse(s)\n",
        "if a:\n    s = create()\nelse:\n    s = create()\nuse(s)\n",
    ],
)
def test_what_can_be_the_answer_to_either_of_two_calls_belongs_to_both(code: str) -> None:
    where = module(code)
    found = answer_to(where).of(where, expression(where, "s"))

    assert found is not None
    assert found.is_(Part.CHUNK, 1)
    assert found.calls == set(uses(where, "create"))


def test_an_expression_of_another_file_is_unknown() -> None:
    here, there = module("create()\n"), module("create()\n")

    assert answer_to(here).of(here, expression(there, "create()")) is None


def test_all_parts_of_a_file_come_in_source_order() -> None:
    where = module(over_chunks("use(chunk.usage, other)\nprint(chunk)\n"))
    found = [(where.code(one), seen.part) for one, seen in parts(answer_to(where), where)]

    assert found == [
        ("create()", Part.CHUNK),
        ("chunk", Part.CHUNK),
        ("chunk.usage", Part.USAGE),
        ("chunk", Part.CHUNK),
    ]


def test_texts_and_numbers_are_no_parts() -> None:
    answer = AnswerParts([])

    assert answer.reads(cst.Name("chunk"))
    assert not answer.reads(cst.SimpleString("'glm-4.5'"))


def test_without_a_call_there_are_no_parts() -> None:
    where = module(over_chunks("use(chunk)\n"))

    assert parts(AnswerParts(()), where) == []
