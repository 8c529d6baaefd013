"""What a loop over an answer knows about its uses: conditions, handlers, what they are made of."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import BlockIndex
from tests.analysis.python.reading import module, uses
from tests.analysis.python.streams.loops import (
    consumer,
    expression,
    over_chunks,
    over_deltas,
    over_parts,
    part_use,
)

KEPT = "calls = {}\n"


def mentioned(code: str) -> set[Part]:
    """The parts from which the last argument of `use(…)` is made."""
    loop = consumer(code)
    (call,) = uses(loop.module)
    return set(loop.mentions(loop.module, call.args[-1].value))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (over_parts("use(part.id)\n"), {Part.FRAGMENT, Part.ID}),
        (over_parts("use(flag)\n"), set()),
        (
            over_parts("key = part.index\nuse(key)\n"),
            {Part.INDEX},
        ),
        (
            over_parts("key = f'{part.index}'\nuse(key)\n"),
            {Part.FRAGMENT, Part.INDEX},
        ),
        (
            over_parts("use(has_id(part))\n", before="def has_id(p):\n    return bool(p.id)\n"),
            {Part.FRAGMENT, Part.ID},
        ),
    ],
)
def test_parts_are_found_through_local_names_and_helpers(code: str, expected: set[Part]) -> None:
    assert mentioned(code) == expected


def test_names_of_the_module_are_not_followed_in_a_function() -> None:
    loop = "    for c in create():\n        use(last)\n        last = [c]\n"
    code = f"last = None\ndef f():\n    global last\n{loop}"

    assert mentioned(code) == set()


def test_a_parameter_mentions_what_its_callers_pass() -> None:
    before = "def note(n, p):\n    use(str(n))\n    print(p.id)\n"

    assert Part.INDEX in mentioned(over_parts("note(part.index, part)\n", before=before))


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (over_chunks("use(chunk.id)\n"), "chunk.id", True),
        (over_chunks("print(chunk)\n", before="use(x)\n"), "x", False),
        (over_chunks("print(chunk)\n", behind="use(x)\n"), "x", False),
        (over_chunks("f(chunk)\n", before="def f(c):\n    use(x)\n"), "x", True),
        ("texts = [use(x, c) for c in create()]\n", "x", True),
        ("y = use(x)\ntexts = [str(c) for c in create()]\n", "x", False),
    ],
)
def test_what_runs_once_a_chunk_is_in_the_loop(code: str, text: str, expected: bool) -> None:
    loop = consumer(code)

    assert loop.in_loop(loop.module, expression(loop.module, text)) is expected


def test_code_of_another_file_runs_once_a_chunk() -> None:
    other = module("x = 1\n")
    loop = consumer(over_chunks("print(chunk)\n"))

    assert loop.in_loop(other, expression(other, "1"))


def test_conditions_around_must_hold_and_those_of_exits_must_not() -> None:
    loop = consumer(over_deltas("if done:\n    continue\nif ready:\n    use(delta.content)\n"))
    demanded = [
        (loop.module.code(test), held)
        for test, held in loop.demanded(part_use(loop, "delta.content").node)
    ]

    assert demanded == [("ready", True), ("done", False)]


def test_conditions_are_those_within_the_function() -> None:
    body = "if done:\n    continue\nuse(x and delta.content)\n"
    loop = consumer(over_deltas(body, before="if a:\n    pass\n"))
    tests = loop.tests(loop.module, part_use(loop, "delta.content").node)

    assert [loop.module.code(test) for test in tests] == ["x", "done"]


def test_handlers_within_the_loop_are_known_by_name() -> None:
    body = "try:\n    use(delta.content)\nexcept (ValueError, app.Wrong):\n    pass\n"
    loop = consumer(over_deltas(body))

    assert loop.handlers(loop.module, part_use(loop, "delta.content").node) == {
        "ValueError",
        "Wrong",
    }
    assert loop.handlers(loop.module, part_use(loop, "chunk.choices[0]").node) == frozenset()


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        (
            "if part.id is None:\n    part.id = ''\nuse(part.id)\n",
            "part.id",
            True,
        ),
        ("use(part.id)\n", "part.id", False),
        ("other.id = ''\nuse(part.id)\n", "part.id", False),
        ("text = part.id\nif text is None:\n    text = ''\nuse(text)\n", "text", True),
        ("text = part.id\nuse(text)\n", "text", False),
    ],
)
def test_a_text_is_replaced_where_the_function_gives_it_another_value(
    body: str, text: str, expected: bool
) -> None:
    loop = consumer(over_parts(body))

    assert loop.is_replaced(part_use(loop, text)) is expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("has_text(chunk)", True),
        ("isinstance(chunk, Chunk)", False),
        ("len(chunk.choices)", False),
        ("flag", False),
        ("chunk.choices", False),
    ],
)
def test_a_function_that_is_asked_about_the_chunk_may_judge_it(test: str, expected: bool) -> None:
    loop = consumer(over_chunks(f"if {test}:\n    use(chunk.choices[0].delta.content)\n"))

    assert loop.is_judged_elsewhere(part_use(loop, "chunk.choices[0].delta.content")) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (over_parts("calls[0] = part.id\n", before=KEPT), True),
        (over_parts(f"{KEPT}calls[0] = part.id\n"), False),
        (over_parts("self.calls[0] = part.id\n"), True),
        (over_parts("made().calls[0] = part.id\n"), False),
        (
            over_parts("keep(part)\n", before=f"{KEPT}def keep(p):\n    calls[0] = p.id\n"),
            False,
        ),
    ],
)
def test_what_was_made_before_the_loop_is_kept(code: str, expected: bool) -> None:
    loop = consumer(code)
    (stored,) = loop.parts(Part.ID)

    assert loop.is_kept(stored) is expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("def take(p):\n    pass\n", True),
        ("class take:\n    def __init__(self, p):\n        pass\n", True),
        ("class take:\n    pass\n", False),
        ("from app import take\n", False),
        ("", False),
    ],
)
def test_a_call_is_its_own_where_the_body_is_in_the_project(before: str, expected: bool) -> None:
    loop = consumer(over_parts("take(part)\n", before=before))

    assert loop.is_own(loop.module, expression(loop.module, "take(part)")) is expected


def test_what_is_no_call_is_never_its_own() -> None:
    loop = consumer(over_parts("print(part)\n"))

    assert not loop.is_own(loop.module, expression(loop.module, "part"))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("print(delta.content)\n", True),
        ("if delta.content:\n    pass\n", True),
        ("logger.info(delta.content)\n", True),
        ("text = delta.content\n", True),
        ("texts.append(delta.content)\n", False),
        ("run(delta.content)\n", False),
    ],
)
def test_a_use_is_shown_where_nothing_follows_from_it(body: str, shown: bool) -> None:
    loop = consumer(over_deltas(body))

    assert loop.shown(part_use(loop, "delta.content")) is shown


def test_a_use_is_read_behind_what_only_trims_it() -> None:
    loop = consumer(over_deltas("texts.append(delta.content.strip())\nuse(f'{delta.role}')\n"))

    assert part_use(loop, "delta.content").effect.kind is EffectKind.APPENDED
    assert not part_use(loop, "delta.content").in_formatted_string
    assert part_use(loop, "delta.role").in_formatted_string


def test_an_excerpt_is_the_expression_without_its_brackets() -> None:
    loop = consumer(over_deltas("use((delta.content))\n"))
    excerpt = part_use(loop, "(delta.content)").excerpt()

    assert excerpt.text == "delta.content"
    assert loop.module.source.slice(excerpt.span) == "delta.content"
    assert excerpt.repair.edits == ()


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("for c in create():\n  print(c)\n", "  "),
        ("for c in create():\n\tprint(c)\n", "\t"),
        ("for c in create(): print(c)\n", "    "),
    ],
)
def test_one_level_of_indentation_is_the_loop_s_own(code: str, unit: str) -> None:
    assert consumer(code).indent_unit == unit


def test_the_comprehension_around_a_clause_is_found() -> None:
    loop = consumer("use([str(c) for x in xs for c in create()])\n")

    assert loop.module.code(loop.comprehension) == "[str(c) for x in xs for c in create()]"


def test_the_blocks_of_a_file_are_made_once() -> None:
    index, one, other = BlockIndex(), module("a = 1\n"), module("a = 1\n")

    assert index.of(one) is index.of(one)
    assert index.of(one) is not index.of(other)
