"""What a loop does with fragments of arguments: the right join, and each wrong way."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.argument_fragments import (
    judge_arguments,
    judge_early_parsing,
)
from glm_migrate.analysis.python.streams.verdict import Case
from glm_migrate.model.streams import Handling
from tests.analysis.python.streams.loops import consumer, judged, over_deltas, over_parts, shapes

TEXT = "part.function.arguments"
FILLED = f"{TEXT} or ''"
ENTRY = "call = calls.setdefault(part.index, {'text': ''})\n"
FIRST = "delta.tool_calls[0].function.arguments"

RIGHT = {
    "in an entry by index": f"{ENTRY}call['text'] += {FILLED}\n",
    "in a dict by index": f"texts[part.index] = texts.get(part.index, '') + ({FILLED})\n",
    "in a list of texts": f"texts[part.index].append({FILLED})\n",
    "null asked for": f"{ENTRY}if {TEXT}:\n    call['text'] += {TEXT}\n",
    "null caught": (
        f"{ENTRY}try:\n    call['text'] += {TEXT}\nexcept TypeError:\n    call['text'] += ''\n"
    ),
    "null replaced by a conditional": f"{ENTRY}call['text'] += {TEXT} if part.function else ''\n",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_a_join_by_index_is_right(body: str) -> None:
    found = judged(judge_arguments, over_parts(body), TEXT)

    assert found.handling is Handling.ACCUMULATES


WRONG = {
    "parsed": (over_parts(f"json.loads({TEXT})\n"), "parses the arguments of each delta"),
    "joined in one text": (
        over_parts(f"text += {FILLED}\n"),
        "joins the arguments of all calls in one string",
    ),
    "joined by id": (
        over_parts(f"texts[part.id] += {FILLED}\n"),
        "joins arguments by id, which only the first fragment is sure to have",
    ),
    "null added": (
        over_parts(f"{ENTRY}call['text'] += {TEXT}\n"),
        "concatenates arguments that can be null",
    ),
    "null joined later": (
        over_parts(f"texts[part.index].append({TEXT})\n", behind="''.join(texts[0])\n"),
        "concatenates arguments that can be null",
    ),
    "set anew": (
        over_parts(f"{ENTRY}state['text'] = {TEXT}\n", before="state = {}\n"),
        "keeps only the last fragment of the arguments",
    ),
    "taken with the name": (
        over_parts(f"found.append((part.function.name, {TEXT}))\n"),
        "takes every fragment for a whole call",
    ),
    "taken where there is a name": (
        over_parts(f"if part.function.name:\n    found.append((part.function.name, {TEXT}))\n"),
        "drops the fragments that have no name",
    ),
}


@pytest.mark.parametrize(("code", "sentence"), WRONG.values(), ids=WRONG)
def test_a_fragment_that_is_taken_for_the_whole_is_a_defect(code: str, sentence: str) -> None:
    assert shapes(judged(judge_arguments, code, TEXT)) == [sentence]


@pytest.mark.parametrize("use", [f"json.loads({FIRST})", f"run({FIRST})", f"text += {FIRST}"])
def test_only_the_first_fragment_of_a_delta_is_a_defect(use: str) -> None:
    found = judged(judge_arguments, over_deltas(f"if delta.tool_calls:\n    {use}\n"), FIRST)

    assert shapes(found) == ["reads only the first entry of tool_calls"]


def test_arguments_that_are_parsed_behind_the_loop_are_the_last_fragment() -> None:
    code = over_parts("last = part\n", behind="json.loads(last.function.arguments)\n")
    found = judged(judge_arguments, code, "last.function.arguments")

    assert shapes(found) == ["keeps only the last fragment of the arguments"]


UNSEEN = {
    "told apart by the call begun last": (
        f"if part.id:\n    texts.append('')\ntexts[-1] += {FILLED}\n",
        "it tells calls apart by their id or name, not by index",
    ),
    "told apart by name": (
        f"texts[part.function.name] += {FILLED}\n",
        "it tells calls apart by their id or name, not by index",
    ),
    "joined only with a role": (
        f"if delta.role:\n    texts[part.index] += {FILLED}\n",
        "it joins only the fragments that have an id, a name or a role",
    ),
    "joined only where the text looks right": (
        f"if {TEXT} != '{{}}':\n    texts[part.index] += {FILLED}\n",
        "it filters fragments by their text before joining them",
    ),
    "joined by more than the index": (
        f"texts[part.index, part.id] += {FILLED}\n",
        "it tells calls apart by more than their index",
    ),
    "yielded": (f"yield {TEXT}\n", "it yields the arguments' fragments one by one"),
    "yielded with the name": (
        f"yield part.function.name, {TEXT}\n",
        "it yields fragments without their index",
    ),
    "passed to what is not here": (
        f"run({TEXT})\n",
        "it passes fragments to `run`, whose code was not found",
    ),
    "kept in an object of its own": (
        f"call = {{}}\ncall['text'] = {TEXT}\n",
        "a fragment of the arguments is put into a new object",
    ),
    "returned": (f"return {TEXT}\n", "a fragment of the arguments is returned"),
}


@pytest.mark.parametrize(("body", "reason"), UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_followed_is_unseen_and_no_defect(body: str, reason: str) -> None:
    code = "def read():\n" + "".join(f"    {line}\n" for line in over_parts(body).splitlines())
    found = judged(judge_arguments, code, TEXT)

    assert shapes(found) == []
    assert list(map(str, found.unseen)) == [reason]


def test_calls_that_are_told_apart_by_their_position_are_unseen() -> None:
    each = f"for n, part in enumerate(delta.tool_calls or []):\n    texts[n] += {FILLED}\n"
    found = judged(judge_arguments, over_deltas(each), TEXT)

    assert list(map(str, found.unseen)) == [
        "it tells calls apart by their position in one delta, not by index",
    ]


def test_a_join_that_begins_anew_with_every_chunk_is_unseen() -> None:
    each = f"texts = {{}}\nfor part in delta.tool_calls or []:\n    texts[part.index] += {FILLED}\n"
    found = judged(judge_arguments, over_deltas(each), TEXT)

    assert list(map(str, found.unseen)) == ["it starts over with every chunk"]


@pytest.mark.parametrize("use", [f"print({TEXT})", f"if {TEXT}:\n    pass", f"text = {TEXT}"])
def test_what_is_only_shown_asked_or_named_says_nothing(use: str) -> None:
    assert judged(judge_arguments, over_parts(f"{use}\n"), TEXT).handling is Handling.IGNORES


def test_fragments_that_go_with_their_index_are_forwarded() -> None:
    found = judged(judge_arguments, over_parts(f"send(part.index, {TEXT})\n"), TEXT)

    assert found.handling is Handling.FORWARDS


def parsed_early(after: str) -> Case:
    body = f"{ENTRY}call['text'] += {FILLED}\n{after}"
    case = Case.of(consumer(over_parts(body, behind="json.loads(calls[0]['text'])\n")))
    judge_early_parsing(case)
    return case


def test_a_text_that_is_parsed_while_it_grows_is_a_defect() -> None:
    found = parsed_early("if call['text'].endswith('}'):\n    json.loads(call['text'])\n").found

    assert shapes(found) == ["parses the arguments as soon as they look complete"]


def test_a_text_that_is_parsed_until_it_succeeds_is_unseen() -> None:
    found = parsed_early("try:\n    json.loads(call['text'])\nexcept ValueError:\n    pass\n").found

    assert shapes(found) == []
    assert list(map(str, found.unseen)) == [
        "it parses the joined text after every fragment until it succeeds"
    ]


@pytest.mark.parametrize(
    "after",
    [
        "",
        "if chunk.choices[0].finish_reason:\n    json.loads(call['text'])\n",
        "json.loads(settings['text'])\n",
        "call['text'].strip()\n",
    ],
)
def test_a_text_that_is_parsed_at_the_end_is_right(after: str) -> None:
    found = parsed_early(after).found

    assert found.handling is Handling.IGNORES
