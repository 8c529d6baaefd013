"""What a loop does with whole fragments, lists of them and what carries them."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.whole_fragments import (
    judge_container,
    judge_fragment,
    judge_list,
)
from glm_migrate.model.streams import Handling
from tests.analysis.python.streams.loops import (
    judged,
    over_chunks,
    over_deltas,
    over_parts,
    shapes,
)

OVERWRITTEN = "keeps only the last fragment of the arguments"
LISTED = "collects fragments in a list as if they were calls"
READ = "for one in found:\n    run(one.function.name)\n"
BY_INDEX = "for one in found:\n    run(one.index, one.function)\n"
LIST = "delta.tool_calls"
JOIN = "texts[part.index] += part.function.arguments or ''\n"


@pytest.mark.parametrize(
    ("body", "behind", "sentence"),
    [
        ("found.append(part)\n", READ, LISTED),
        ("found += [part]\n", READ, LISTED),
        ("calls[part.index] = part\n", "", OVERWRITTEN),
        (
            "if part.function.name:\n    found.append(part)\n",
            "",
            "drops the fragments that have no name",
        ),
    ],
)
def test_a_fragment_that_is_kept_as_a_call_is_a_defect(
    body: str, behind: str, sentence: str
) -> None:
    assert shapes(judged(judge_fragment, over_parts(body, behind=behind), "part")) == [sentence]


@pytest.mark.parametrize(
    ("body", "behind", "reason"),
    [
        ("found.append(part)\n", "", "it collects fragments in `found`, which is read elsewhere"),
        (
            "found.append(part)\n",
            BY_INDEX,
            "it collects fragments in `found`, which is read elsewhere",
        ),
        (
            f"{JOIN}if part.id:\n    found.append(part)\n",
            "",
            "it starts a new call at every id or name",
        ),
        ("calls[part.id] = part\n", "", "it stores fragments by id"),
        ("run(part)\n", "", "it passes fragments to `run`, whose code was not found"),
        ("last.part = part\n", "", "a fragment is stored in an item or attribute"),
    ],
)
def test_a_fragment_that_goes_out_of_sight_is_unseen(body: str, behind: str, reason: str) -> None:
    found = judged(judge_fragment, over_parts(body, behind=behind), "part")

    assert shapes(found) == []
    assert list(map(str, found.unseen)) == [reason]


@pytest.mark.parametrize(
    "body",
    [
        "print(part)\n",
        "if part:\n    pass\n",
        "calls.setdefault(part.index, part)\n",
        "if part.index not in calls:\n    calls[part.index] = part\n",
        "take(part)\n",
    ],
)
def test_a_fragment_that_is_shown_or_kept_at_first_says_nothing(body: str) -> None:
    code = over_parts(body, before="def take(one):\n    pass\n\n")

    assert judged(judge_fragment, code, "part").handling is Handling.IGNORES


def test_a_fragment_that_is_yielded_is_forwarded() -> None:
    code = over_parts("yield part\n")

    assert judged(judge_fragment, code, "part").handling is Handling.FORWARDS


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (over_deltas(f"found.extend({LIST})\n", behind=READ), LISTED),
        (over_deltas(f"found += {LIST}\n", behind=READ), LISTED),
        (over_deltas(f"state.calls = {LIST}\n", before="state = made()\n"), OVERWRITTEN),
    ],
)
def test_a_list_that_is_kept_as_calls_is_a_defect(code: str, sentence: str) -> None:
    assert shapes(judged(judge_list, code, LIST)) == [sentence]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"run({LIST})\n", "it passes fragments to `run`, whose code was not found"),
        (
            f"found.extend({LIST})\n",
            "it collects fragments in `found`, which is read elsewhere",
        ),
        (
            f"message = {{}}\nmessage['calls'] = {LIST}\n",
            "the list of fragments is put into a new object",
        ),
        (f"found.append({LIST})\n", "the list of fragments is put into a list"),
        (f"run(dict(calls={LIST}))\n", "it passes fragments to `run`, whose code was not found"),
        (f"{LIST}.sort()\n", "the list of fragments is used in a method call"),
    ],
)
def test_a_list_that_goes_out_of_sight_is_unseen(body: str, reason: str) -> None:
    found = judged(judge_list, over_deltas(body), LIST)

    assert shapes(found) == []
    assert list(map(str, found.unseen)) == [reason]


@pytest.mark.parametrize("body", [f"if {LIST}:\n    pass\n", f"print({LIST})\n", f"x = {LIST}\n"])
def test_a_list_that_is_shown_or_named_says_nothing(body: str) -> None:
    assert judged(judge_list, over_deltas(body), LIST).handling is Handling.IGNORES


def test_a_list_that_is_read_behind_the_loop_is_the_last_one() -> None:
    code = over_deltas(f"last = {LIST}\n", behind="run(last)\n")
    found = judged(judge_list, code, "last")

    assert shapes(found) == [OVERWRITTEN]


def test_a_last_list_beside_joined_arguments_is_unseen() -> None:
    code = over_deltas(f"last = {LIST}\nfor part in last or []:\n    {JOIN}", behind="run(last)\n")
    found = judged(judge_list, code, "last")

    assert shapes(found) == []
    assert list(map(str, found.unseen)) == ["it reads the last chunk after the loop"]


def test_a_list_that_is_yielded_is_forwarded() -> None:
    assert judged(judge_list, over_deltas(f"yield {LIST}\n"), LIST).handling is Handling.FORWARDS


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("run(chunk)\n", "it passes each chunk to `run`, whose code was not found"),
        ("kept.append(chunk)\n", "each chunk is put into a list"),
        ("last.chunk = chunk\n", "each chunk is stored in an item or attribute"),
    ],
)
def test_a_chunk_that_goes_out_of_sight_is_unseen(body: str, reason: str) -> None:
    assert list(map(str, judged(judge_container, over_chunks(body), "chunk").unseen)) == [reason]


@pytest.mark.parametrize(
    "body", ["print(chunk)\n", "json.loads(chunk)\n", "take(chunk)\n", "last = chunk\n"]
)
def test_a_chunk_that_is_shown_or_goes_to_its_own_function_says_nothing(body: str) -> None:
    code = over_chunks(body, before="def take(one):\n    pass\n\n")

    assert judged(judge_container, code, "chunk").handling is Handling.IGNORES


def test_a_delta_that_is_yielded_is_forwarded_and_one_that_is_passed_is_named() -> None:
    yielded = judged(judge_container, over_deltas("yield delta\n"), "delta")
    passed = judged(judge_container, over_deltas("run(delta)\n"), "delta")

    assert yielded.handling is Handling.FORWARDS
    assert list(map(str, passed.unseen)) == [
        "it passes each delta to `run`, whose code was not found"
    ]
