"""`docs/stream-shapes.md` is made here from the programs that the wire tests run, and compared.

`python -m tests.end_to_end.wire.test_shape_page` writes it anew. A cell says what `fix` does with a
program; `test_stream_loops`, `test_early_close` and `test_look_alikes` run the same programs.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from glm_migrate.model.findings import Finding
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.look_alikes import LOOK_ALIKES, NO_FLAG, Program
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Cut, Shape
from tests.end_to_end.wire.shape_notes import NAIVE_NOTES, SOUND_NOTES
from tests.end_to_end.wire.stream_programs import (
    MESSAGES,
    OPENINGS,
    TOOLS,
    WITH_LITELLM,
    findings,
    fixed,
    program,
    suits,
)
from tests.end_to_end.wire.test_early_close import ENDS
from tests.end_to_end.wire.test_stream_loops import ALL

PAGE = Path(__file__).parents[3] / "docs" / "stream-shapes.md"
TITLES = {"zai": "zai-sdk", "openai, asynchronous": "openai, async"}
NO_PROGRAM = "·"


class Outcome(Enum):
    """What `fix` does with a program: the mark in the tables, and what it means."""

    REWRITTEN = ("✎", "`fix` rewrites the loop to join by index, and adds the flag in the same run")
    KEPT = ("✓", "`fix` leaves the loop as it is and adds the flag")
    OFFERED = ("?", "the loop stays, and `--unsafe-fixes` adds the flag; the reason is given below")
    SHOWN = ("◇", "the loop is shown with what is wrong; nothing is changed, so it works as before")

    @property
    def mark(self) -> str:
        return self.value[0]


def first_findings(text: str) -> dict[str, Finding]:
    """The first finding of each rule about a program."""
    return {finding.code: finding for finding in reversed(findings(text))}


def outcome(text: str) -> Outcome:
    if "tool_stream" in fixed(text):
        return Outcome.REWRITTEN if "GLM402" in first_findings(text) else Outcome.KEPT
    if "tool_stream" in fixed(text, Applicability.UNSAFE):
        return Outcome.OFFERED
    return Outcome.SHOWN


def outcomes(shape: Shape) -> dict[str, Outcome]:
    """By client, where the shape has a program with it."""
    return {client: outcome(program(shape, client)) for client in OPENINGS if suits(shape, client)}


def page() -> str:
    """The whole file."""
    naive = {name: outcomes(shape) for name, shape in NAIVE.items()}
    sound = {name: outcomes(shape) for name, shape in SOUND.items()}
    return (
        "\n\n".join(
            (
                _head(),
                f"## {len(NAIVE)} naive loops",
                "They work as long as every call comes whole; with the flag alone they do not.",
                _table(NAIVE, NAIVE_NOTES, naive),
                *(_naive(name, naive[name]) for name in NAIVE),
                f"## {len(SOUND)} loops that are right",
                "They join fragments by index; GLM402 is silent about them.",
                _table(SOUND, SOUND_NOTES, sound),
                *(_sound(name, sound[name]) for name in SOUND),
                f"## {len(LOOK_ALIKES)} programs that only look like it",
                "No rule about streams speaks, and no fix changes a byte, not even an unsafe one.",
                _programs(LOOK_ALIKES),
                "## Where the flag has no place",
                "These programs ask GLM models; GLM401 is silent, and nothing is added.",
                _programs(NO_FLAG),
                "## A stream that ends too early",
                _early(),
            )
        )
        + "\n"
    )


def _head() -> str:
    legend = "\n".join(f"* {one.mark} {one.value[1]}" for one in Outcome)
    few, all_ = len(WITH_LITELLM), len(ALL)
    return f"""# Stream shapes

<!-- Made by `python -m tests.end_to_end.wire.test_shape_page`; a test compares it. -->

Every cell below is a whole program that `tests/end_to_end/wire` fixes and runs, before and after,
with the real client – zai-sdk, zhipuai, openai (synchronous and asynchronous), requests, httpx, and
for {few} shapes LiteLLM – against a loopback server that speaks the
documented wire format. A rewritten program prints for up to {all_} streams (whole, cut anywhere,
interleaved, with null, late and repeated fields) what it printed for whole calls before, while the
same loop with nothing but the flag prints something else.

{legend}
* {NO_PROGRAM} there is no such program, or it is not run with this client"""


def _table(
    shapes: Mapping[str, Shape],
    notes: Mapping[str, str],
    found: Mapping[str, Mapping[str, Outcome]],
) -> str:
    titles = [TITLES.get(client, client) for client in OPENINGS]
    rows = [f"| shape | what it does | {' | '.join(titles)} |", "|---|---|" + ":-:|" * len(titles)]
    for name in shapes:
        marks = (
            found[name][client].mark if client in found[name] else NO_PROGRAM for client in OPENINGS
        )
        rows.append(f"| {name} | {notes[name]} | {' | '.join(marks)} |")
    return "\n".join(rows)


def _naive(name: str, found: Mapping[str, Outcome]) -> str:
    shape = NAIVE[name]
    client = next(iter(found))
    text = program(shape, client)
    finding = first_findings(text)["GLM402"]
    if found[client] is Outcome.REWRITTEN:
        before, after = (_inside(shape, one) for one in (text, fixed(text)))
        lines = list(difflib.unified_diff(before, after, n=99, lineterm=""))[3:]
        return _folded(name, f"GLM402: {finding.message}.", "diff", "\n".join(lines))
    why = f"GLM402: {finding.message}. Not rewritten: {finding.advice}."
    return _folded(name, why, "python", _code(shape))


def _inside(shape: Shape, text: str) -> list[str]:
    """What a shape adds to its program: definitions of its own, and the function that asks."""
    start = text.index(shape.before or "def ask():") if shape.before in text else text.index("ask")
    part = text[start:].partition("def main():")[0].removesuffix("async ")
    return part.rstrip().splitlines()


def _sound(name: str, found: Mapping[str, Outcome]) -> str:
    client = next(iter(found))
    why = ""
    if found[client] is Outcome.OFFERED:
        advice = first_findings(program(SOUND[name], client))["GLM401"].advice
        why = f"The flag is only offered: {re.sub(' at line [0-9]+', '', advice)}."
    return _folded(name, why, "python", _code(SOUND[name]))


def _code(shape: Shape) -> str:
    return "\n\n".join(part.strip("\n") for part in (shape.before, shape.body) if part)


def _programs(programs: Mapping[str, Program]) -> str:
    rows = "\n".join(f"| {name} | {one.about} |" for name, one in programs.items())
    table = f"| program | why it stays |\n|---|---|\n{rows}"
    folded = (_folded(name, "", "python", one.text.strip()) for name, one in programs.items())
    return "\n\n".join((table, *folded))


def _folded(name: str, why: str, language: str, code: str) -> str:
    """A piece of code behind a click, with the request's long values abridged."""
    told = f"{textwrap.fill(why, 100, break_long_words=False)}\n\n" if why else ""
    shown = name.replace("`", "")
    code = code.replace(MESSAGES, "[…]").replace(TOOLS, "TOOLS")
    return f"<details><summary>{shown}</summary>\n\n{told}```{language}\n{code}\n```\n\n</details>"


SAYS = {
    Cut.RAISES: ("parsing it raises", "parsing it raises"),
    Cut.RAISES_FIRST: ("no call is run: parsing it raises",) * 2,
    Cut.HANDLED: ("its handler's arguments are run", "its handler's arguments are run"),
    Cut.DEFAULT: ("its default's arguments are run", "parsing it raises"),
    Cut.PASSED_OVER: ("it is passed over", "it is passed over"),
    Cut.NOTHING: ("no call is run", "no call is run"),
}


def _early() -> str:
    """What becomes of a call of which only the beginning came."""
    shapes = [shape for shape in NAIVE.values() if shape.fixed == "safe"] + list(SOUND.values())
    count = Counter(shape.cut for shape in shapes)
    rows = "\n".join(
        f"| {_owner(cut)} | {count[cut]} | {named} | {begun} |"
        for cut, (named, begun) in SAYS.items()
    )
    told = textwrap.fill(
        f"All {len(shapes)} shapes of the first two tables that can have the flag are also given "
        f"streams that end {_listed(ENDS)}: without `finish_reason` and `[DONE]`, within a line, "
        "and with a broken connection. Calls that came whole are run, and text that broke off is "
        "never taken for whole arguments; what becomes of such a call is decided by the program's "
        "own code:",
        100,
    )
    return f"""{told}

| the program | how many | only the name came | a part of the arguments came |
|---|--:|---|---|
{rows}

A connection that breaks raises the same error as before, and then no call is run, since the calls
are used after the loop. Before the rewrite, those that had come whole by then were run first."""


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"


def _owner(cut: Cut) -> str:
    names = [name for name, shape in {**NAIVE, **SOUND}.items() if shape.cut is cut]
    return "all others" if cut is Cut.RAISES else ", ".join(names)


def test_the_page_shows_what_the_tool_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m tests.end_to_end.wire.test_shape_page"
    )


def test_every_shape_has_a_sentence() -> None:
    assert list(NAIVE_NOTES) == list(NAIVE)
    assert list(SOUND_NOTES) == list(SOUND)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
