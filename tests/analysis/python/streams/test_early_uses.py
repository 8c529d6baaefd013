"""Uses of a text that still grows, and texts that begin anew."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.early_uses import begins_anew, root_of, taken_early
from glm_migrate.analysis.python.streams.verdict import Case
from tests.analysis.python.streams.loops import consumer, over_parts, part_use

TEXT = "part.function.arguments"
JOIN = f"call = calls.setdefault(part.index, {{'text': ''}})\ncall['text'] += {TEXT} or ''\n"
MADE = "calls = {}\n"
READY = "if chunk.choices[0].finish_reason:\n    "
EARLY = {
    "run with every fragment": "run(call['text'])\n",
    "all of them run": "for one in calls.values():\n    run(one)\n",
    "run under another name": "same = call\nrun(same['text'])\n",
    "run from another dict": "done[part.index] = call\nrun(done)\n",
    "run in a comprehension": "results = [run(one) for one in calls.values()]\n",
    "run in a formatted string": "run(f'{call}')\n",
    "named one by one, and run": "name, text = call['name'], call['text']\nrun(name, text)\n",
    "kept as ready": "if call['text'].endswith('}'):\n    ready.append(dict(call))\n",
    "yielded": "yield call\n",
    "added to another text": "log += call['text']\n",
}


@pytest.mark.parametrize("after", EARLY.values(), ids=EARLY)
def test_a_text_that_is_taken_in_the_loop_is_taken_early(after: str) -> None:
    said, line = early(after)

    assert said == f"line {line} uses the joined text before the stream has ended"


def early(after: str, behind: str = "") -> tuple[str, int]:
    """What is said of a join with `after` behind it, and the line of its last use."""
    code = in_function(over_parts(JOIN + after, before=MADE, behind=behind))
    lines = code.rstrip().split("\n")
    loop = consumer(code)
    return str(taken_early(loop, Case.of(loop).joins) or ""), len(lines)


def in_function(code: str) -> str:
    return "def read():\n" + "".join(f"    {line}\n" for line in code.splitlines())


LATE = {
    "not at all": "",
    "run when the reason comes": f"{READY}run(call['text'])\n",
    "shown": "print(call['text'])\n",
    "shown in a formatted string": "print(f'{call}')\n",
    "logged": "logger.debug(calls)\n",
    "looked at": "if call['text']:\n    pass\n",
    "named one by one": "name, text = call['name'], call['text']\n",
    "filled": "call.update(id=part.id)\n",
    "listed in order, each once": "if part.index not in seen:\n    order.append(call)\n",
}


@pytest.mark.parametrize("after", LATE.values(), ids=LATE)
def test_a_text_that_is_only_shown_or_run_at_the_end_is_right(after: str) -> None:
    said, _ = early(after)

    assert said == ""


def test_a_text_that_is_run_behind_the_loop_is_right() -> None:
    said, _ = early("", behind="for one in calls.values():\n    run(one)\n")

    assert said == ""


@pytest.mark.parametrize(
    ("after", "line"),
    [("if calls:\n    break\n", 9), ("if len(calls) > 1:\n    raise Found\n", 9)],
)
def test_a_loop_that_is_left_for_what_was_joined_is_left_early(after: str, line: int) -> None:
    said, _ = early(after)

    assert said == f"line {line} leaves the loop as soon as anything is joined"


def test_a_loop_that_goes_on_until_something_was_joined_is_left_early() -> None:
    code = (
        f"{MADE}s = create()\nwhile not calls:\n    chunk = next(s)\n"
        "    for part in chunk.choices[0].delta.tool_calls or []:\n"
        + "".join(f"        {line}\n" for line in JOIN.splitlines())
    )
    loop = consumer(code)

    assert (
        str(taken_early(loop, Case.of(loop).joins))
        == "line 3 leaves the loop as soon as anything is joined"
    )


def test_a_method_that_reads_what_another_joins_is_an_early_use() -> None:
    code = (
        "class Bot:\n    def ask(self):\n        for c in create():\n"
        "            self.add(c.choices[0].delta)\n            FINISH\n\n"
        "    def add(self, delta):\n        for part in delta.tool_calls or []:\n"
        "            self.texts[part.index] += part.function.arguments or ''\n\n"
        "    def finish(self):\n        run(self.texts)\n"
    )
    early = consumer(code.replace("FINISH", "self.finish()"))
    late = consumer(
        code.replace("FINISH", "if c.choices[0].finish_reason:\n                self.finish()")
    )

    assert (
        str(taken_early(early, Case.of(early).joins))
        == "line 5 uses the joined text before the stream has ended"
    )
    assert taken_early(late, Case.of(late).joins) is None


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("calls = {}\n", True),
        ("calls = []\n", True),
        ("if delta.role:\n    calls = {}\n", False),
        ("calls = loaded()\n", False),
        ("", False),
    ],
)
def test_what_is_made_for_every_chunk_begins_anew(start: str, expected: bool) -> None:
    join = "".join(f"        {line}\n" for line in JOIN.splitlines())
    body = f"{start}for part in delta.tool_calls or []:\n{join.replace('        ', '    ')}"
    code = f"{MADE}for c in create():\n    delta = c.choices[0].delta\n" + "".join(
        f"    {line}\n" for line in body.splitlines()
    )
    loop = consumer(in_function(code))

    assert begins_anew(loop, part_use(loop, TEXT)) is expected


def test_a_join_without_a_target_never_begins_anew() -> None:
    loop = consumer(over_parts(f"print('' + {TEXT})\n"))

    assert not begins_anew(loop, part_use(loop, TEXT))


@pytest.mark.parametrize(
    ("code", "root"),
    [
        ("calls", "calls"),
        ("calls[i]['text']", "calls"),
        ("calls.values()", "calls"),
        ("state.calls[0]", "state"),
        ("self.calls[0]", "self.calls"),
        ("self.a.b.c", "self.a"),
        ("self", "self"),
        ("sorted(calls.items())", "calls"),
        ("list(self.calls)", "self.calls"),
        ("calls.get(i) or {}", "calls"),
        ("calls[i] if i in calls else None", "calls"),
        ("await calls.get()", "calls"),
        ("(c := calls[0])", "calls"),
        ("make()[0]", "make"),
        ("'text'", ""),
        ("[calls]", ""),
    ],
)
def test_the_root_is_the_variable_that_is_read_first(code: str, root: str) -> None:
    assert root_of(cst.parse_expression(code)) == root
