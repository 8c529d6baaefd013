"""What calls on a streamed answer give back: methods, builtins, functions of the project."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_calls import CallReader, is_shown_by
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts
from glm_migrate.analysis.python.streams.answer_schema import Part, Reading
from tests.analysis.python.reading import module, uses
from tests.analysis.python.streams.loops import over_chunks, over_parts, reading

LINES = "for line in create().iter_lines():\n    "
GIVEN = {
    "the call itself": ("s = create()\n", "create()", (Part.CHUNK, 1)),
    "`get`": (over_chunks("use(chunk.get('choices'))\n"), "chunk.get('choices')", (Part.CHOICE, 1)),
    "`getattr`": (
        over_chunks("use(getattr(chunk, 'usage', None))\n"),
        "getattr(chunk, 'usage', None)",
        (Part.USAGE, 0),
    ),
    "the next chunk": ("s = create()\nuse(next(s))\n", "next(s)", (Part.CHUNK, 0)),
    "the next chunk by method": (
        "s = create()\nuse(s.__next__())\n",
        "s.__next__()",
        (Part.CHUNK, 0),
    ),
    "the first of a list": (
        over_chunks("use(next(iter(chunk.choices)))\n"),
        "next(iter(chunk.choices))",
        (Part.CHOICE, 0),
    ),
    "an iterator": ("s = create()\nuse(iter(s))\n", "iter(s)", (Part.CHUNK, 1)),
    "a list of the items": ("s = create()\nuse(list(s))\n", "list(s)", (Part.CHUNK, 1)),
    "a bar around it": ("s = create()\nuse(tqdm(s))\n", "tqdm(s)", (Part.CHUNK, 1)),
    "an entered context": (
        "s = create()\nuse(s.__enter__())\n",
        "s.__enter__()",
        (Part.CHUNK, 1),
    ),
    "the parsed raw response": ("s = create()\nuse(s.parse())\n", "s.parse()", (Part.CHUNK, 1)),
    "the lines of a body": (
        "use(create().iter_lines())\n",
        "create().iter_lines()",
        (Part.LINE, 1),
    ),
    "a decoded line": (f"{LINES}use(line.decode())\n", "line.decode()", (Part.LINE, 0)),
    "a line as text": (f"{LINES}use(str(line))\n", "str(line)", (Part.LINE, 0)),
    "a chunk from a line": (
        f"{LINES}use(json.loads(line))\n",
        "json.loads(line)",
        (Part.CHUNK, 0),
    ),
    "a chunk from an event": (f"{LINES}use(line.json())\n", "line.json()", (Part.CHUNK, 0)),
    "a dict of an object": (
        over_chunks("use(chunk.model_dump())\n"),
        "chunk.model_dump()",
        (Part.CHUNK, 0),
    ),
    "a copy": (over_chunks("use(copy(chunk))\n"), "copy(chunk)", (Part.CHUNK, 0)),
    "a function that returns it": (
        "def ask():\n    return create()\n\nuse(ask())\n",
        "ask()",
        (Part.CHUNK, 1),
    ),
    "a generator": (
        "def deltas():\n    for c in create():\n        yield c.choices[0].delta\n\n"
        "use(deltas())\n",
        "deltas()",
        (Part.DELTA, 1),
    ),
    "a generator that delegates": (
        "def chunks():\n    yield from create()\n\nuse(chunks())\n",
        "chunks()",
        (Part.CHUNK, 1),
    ),
    "a context manager": (
        "@contextmanager\ndef opened():\n    yield create()\n\nuse(opened())\n",
        "opened()",
        (Part.CHUNK, 1),
    ),
}


@pytest.mark.parametrize(("code", "text", "expected"), GIVEN.values(), ids=GIVEN)
def test_a_call_gives_back_a_part(code: str, text: str, expected: tuple[Part, int]) -> None:
    found = reading(code, text)

    assert found is not None
    assert (found.part, found.depth) == expected


UNKNOWN = {
    "`get` by a name": (over_chunks("use(chunk.get(key))\n"), "chunk.get(key)"),
    "`getattr` by a name": (over_chunks("use(getattr(chunk, key))\n"), "getattr(chunk, key)"),
    "the next of what is no list": (over_chunks("use(next(chunk))\n"), "next(chunk)"),
    "the whole body at once": ("use(create().json())\n", "create().json()"),
    "a function of elsewhere": (over_chunks("use(convert(chunk))\n"), "convert(chunk)"),
    "a decoder of what is no line": (
        over_chunks("use(json.loads(chunk))\n"),
        "json.loads(chunk)",
    ),
    "a method of elsewhere": (over_chunks("use(chunk.convert())\n"), "chunk.convert()"),
    "a generator that yields nothing": (
        "def nothing():\n    for c in create():\n        yield\n\nuse(nothing())\n",
        "nothing()",
    ),
    "a stream's method of a list": (
        over_chunks("use(chunk.choices.parse())\n"),
        "chunk.choices.parse()",
    ),
    "the length of the list": (
        over_chunks("use(len(chunk.choices))\n"),
        "len(chunk.choices)",
    ),
}


@pytest.mark.parametrize(("code", "text"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_another_call_gives_back_stays_unknown(code: str, text: str) -> None:
    assert reading(code, text) is None


@pytest.mark.parametrize(
    ("text", "defaulted"),
    [
        ("part.get('id')", False),
        ("part.get('id', '')", True),
        ("getattr(part, 'id')", False),
        ("getattr(part, 'id', None)", False),
        ("getattr(part, 'id', '')", True),
    ],
)
def test_a_default_stands_in_for_what_is_missing_but_not_for_none(
    text: str, defaulted: bool
) -> None:
    found = reading(over_parts(f"use({text})\n"), text)

    assert found is not None
    assert (found.defaulted, found.filled) == (defaulted, False)


@pytest.mark.parametrize(
    ("code", "text", "mapping"),
    [
        (over_chunks("use(chunk.model_dump())\n"), "chunk.model_dump()", True),
        (over_chunks("use(chunk.copy())\n"), "chunk.copy()", False),
        (f"{LINES}use(json.loads(line))\n", "json.loads(line)", True),
        (over_chunks("use(getattr(chunk, 'usage'))\n"), "getattr(chunk, 'usage')", False),
        (over_chunks("use(chunk.get('usage'))\n"), "chunk.get('usage')", True),
    ],
)
def test_it_is_known_whether_a_call_gives_back_a_dict(code: str, text: str, mapping: bool) -> None:
    found = reading(code, text)

    assert found is not None
    assert found.mapping is mapping


def test_the_loop_around_next_reads_the_stream() -> None:
    inside = reading("s = create()\nwhile True:\n    c = next(s)\n    use(c)\n", "c")
    header = reading("s = create()\nwhile c := next(s, None):\n    use(c)\n", "c")
    alone = reading("s = create()\nc = next(s)\nuse(c)\n", "c")

    assert inside is not None
    assert isinstance(inside.loop, cst.While)
    assert header is not None
    assert isinstance(header.loop, cst.While)
    assert alone is not None
    assert alone.loop is None


def test_only_the_calls_that_are_named_begin_a_stream() -> None:
    where = module("create()\ncreate()\n")
    first, second = uses(where, "create")
    reader = CallReader(AnswerParts((first,)), frozenset((first,)))

    found = reader.read(where, first, where.symbols.point(first))

    assert found is not None
    assert found.calls == {first}
    assert found.timed
    assert reader.read(where, second, where.symbols.point(second)) is None


@pytest.mark.parametrize(
    ("given", "is_shown"),
    [
        (Reading(Part.CHUNK, frozenset(), depth=1), True),
        (Reading(Part.CHUNK, frozenset()), False),
        (Reading(Part.CONTENT, frozenset(), depth=1), False),
    ],
)
def test_whole_chunks_are_looked_at_by_what_shows_them(given: Reading, is_shown: bool) -> None:
    call = cst.ensure_type(cst.parse_expression("st.write_stream(s)"), cst.Call)

    assert is_shown_by(given, call) is is_shown
