"""After a plan that is only shown, places count in the file as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.engine import fix_rounds
from glm_migrate.engine.plan import Fixed
from glm_migrate.engine.unwritten import as_given, decisions_as_given
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.text.edits import Edit, Fix, original
from glm_migrate.text.source import Source, Span

INSERT = Edit(Span(2, 2), "xx")
DELETE = Edit(Span(4, 6), "")
REPLACE = Edit(Span(1, 3), "yyyy")
CODE = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef ask(tools):\n"
    '    for one in client.chat.completions.create(model="glm-4-plus", messages=[], stream=True):\n'
    "        print(one.choices[0].delta.content)\n\n\n"
    'client.chat.completions.create(model="glm-4-long", messages=[])\n'
)


@pytest.mark.parametrize(
    ("rounds", "places"),
    [
        pytest.param((), [0, 1, 2, 3], id="nothing changes"),
        pytest.param(((INSERT,),), [0, 1, 2, 2, 2, 3], id="put in"),
        pytest.param(((DELETE,),), [0, 1, 2, 3, 6, 7], id="taken out"),
        pytest.param(((REPLACE,),), [0, 1, 1, 1, 1, 3], id="replaced"),
        pytest.param(((INSERT, DELETE),), [0, 1, 2, 2, 2, 3, 6], id="two edits"),
        pytest.param(((INSERT,), (DELETE,)), [0, 1, 2, 2, 4, 5], id="two rounds"),
    ],
)
def test_each_byte_is_led_back(rounds: tuple[tuple[Edit, ...], ...], places: list[int]) -> None:
    assert [original(offset, rounds) for offset in range(len(places))] == places


def fixed(code: str) -> Fixed:
    return fix_rounds.fix(Source.decode(Path("app.py"), code.encode()))


def test_what_is_left_is_told_of_the_file_as_it_is() -> None:
    plan = fixed(CODE)
    plans = {Path("app.py"): plan}
    assert plan.after.line_count > plan.before.line_count
    told = {
        one.code: plan.before.slice(as_given(one, plans).span)
        for one in plan.left
        if one.code in ("GLM101", "GLM502")
    }

    assert told == {"GLM101": '"glm-4-long"'} | dict.fromkeys(
        told.keys() - {"GLM101"}, '"glm-4-long"'
    )
    assert {one.line for one in decisions_as_given(plan)} <= {7, 11}


def test_a_step_of_a_trace_and_the_call_are_led_back_too() -> None:
    plan = fixed(CODE)
    last = plan.after.line_count - 1
    one = Finding(
        Path("b.py"),
        "X",
        "x",
        Span(0, 1),
        "",
        Severity.ERROR,
        trace=(Hop(Path("app.py"), last, ""),),
        call_site=Hop(Path("app.py"), last, "ask"),
    )

    given = as_given(one, {Path("app.py"): plan})

    assert given.trace[0].line == plan.before.line_count - 1
    assert given.call_site == Hop(Path("app.py"), plan.before.line_count - 1, "ask")


def test_a_fix_is_shown_where_the_file_as_it_is_would_take_it() -> None:
    plan = fixed(CODE)
    place = plan.after.utf8.index(b'"glm-4-long"')
    new = plan.after.utf8.index(b"if not")

    def moved(start: int, size: int) -> Fix | None:
        fix = Fix("t", (Edit(Span(start, start + size), "x"),))
        one = Finding(Path("app.py"), "X", "x", Span(start, start), "", Severity.ERROR, fix)
        return as_given(one, {Path("app.py"): plan}).fix

    given = moved(place, 12)
    assert given is not None
    assert plan.before.slice(given.edits[0].span) == '"glm-4-long"'
    assert moved(new, 6) is None
