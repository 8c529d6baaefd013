"""Whether a loop that joins first and acts afterwards is the same program as before."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.rewrite.equivalence import unsafe_reason
from tests.analysis.python.streams.loops import (
    large_defects,
    over_deltas,
    over_parts,
    read_fragments,
)

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"
IMPORT = "import json\n"


def reason(code: str) -> str:
    loop, reader = read_fragments(code)
    return str(unsafe_reason(loop, reader, large_defects(loop)) or "")


SAME = {
    "nothing but the calls": over_parts(PARSED, before=IMPORT),
    "a text shown beside them": over_parts(
        PARSED, before=IMPORT, after="print(delta.content or '', end='')\n"
    ),
    "a text kept beside them": over_parts(
        PARSED, before=f"{IMPORT}text = ''\n", after="text += delta.content or ''\n"
    ),
    "calls kept in a list of their own": over_parts(
        "found.append(json.loads(part.function.arguments))\n",
        before=f"{IMPORT}found, text = [], ''\n",
        after="text += delta.content or ''\n",
    ),
    "a list that is read behind the loop": over_deltas(
        "found.extend(delta.tool_calls or [])\n",
        before="found = []\n",
        behind="for one in found:\n    run(one.function.name)\n",
    ),
}


@pytest.mark.parametrize("code", SAME.values(), ids=SAME)
def test_a_loop_that_is_understood_stays_the_same_program(code: str) -> None:
    assert reason(code) == ""


ORDER = "check the order"
OTHER = {
    "one text for all calls": (
        over_parts("text += part.function.arguments\n", before="text = ''\n"),
        "several calls would still end up in one string; keep one for each",
    ),
    "the first call alone": (
        over_deltas(
            f"if delta.tool_calls:\n    part = delta.tool_calls[0]\n    {PARSED}", before=IMPORT
        ),
        "it reads one call and would now get all of them; check that it can take several",
    ),
    "the last list alone": (
        over_deltas("last = delta.tool_calls\n", behind="run(last)\n"),
        "it kept the calls of the last delta and would now get all; check that it can",
    ),
    "another end": (
        over_parts(PARSED, before=IMPORT, behind="else:\n    pass\n"),
        "the loop has an `else`; check what runs when",
    ),
    "other fragments": (
        over_parts(PARSED, before=IMPORT, after="kept.append(delta)\n"),
        "`delta` is also put into a list; check who reads it",
    ),
    "a repeated line": (
        over_parts(PARSED, before=IMPORT, after="n += len(delta.tool_calls or [])\n"),
        "line 6 would run once for each fragment; check what it is for",
    ),
    "a variable that both change": (
        over_parts(
            f"n += 1\n{PARSED}",
            before=f"{IMPORT}n = 0\n",
            after="n += 1\n",
        ),
        f"the code moved after the loop shares `n` with the rest; {ORDER}",
    ),
    "two names of one object": (
        over_parts(
            f"same.append(1)\n{PARSED}",
            before=f"{IMPORT}seen = []\nsame = seen\n",
            after="print(seen)\n",
        ),
        f"the code moved after the loop shares `seen` with the rest; {ORDER}",
    ),
    "the variable of the loop": (
        over_parts(f"chunk = None\n{PARSED}", before=IMPORT),
        f"the code moved after the loop shares `chunk` with the rest; {ORDER}",
    ),
    "something that later chunks do": (
        over_parts(PARSED, before=IMPORT, after="notify()\n"),
        f"line 6 may run for later chunks and would now come first; {ORDER}",
    ),
}


@pytest.mark.parametrize(("code", "why"), OTHER.values(), ids=OTHER)
def test_a_loop_that_may_become_another_program_says_why(code: str, why: str) -> None:
    assert reason(code) == why


def test_at_most_three_shared_variables_are_named() -> None:
    code = over_parts(
        f"a, b, c, d = 1, 2, 3, 4\n{PARSED}", before=IMPORT, after="print(a, b, c, d)\n"
    )

    assert "shares `a`, `b`, `c` with" in reason(code)


def test_an_object_that_changes_itself_shares_all_its_attributes() -> None:
    code = (
        f"{IMPORT}class Bot:\n    def read(self):\n        for c in create():\n"
        "            for part in c.choices[0].delta.tool_calls:\n"
        "                update(self)\n                self = changed(self)\n"
        f"                {PARSED}            print(self.text)\n"
    )

    assert "shares `self`, `self.text` with" in reason(code)
