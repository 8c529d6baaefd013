"""By what a loop tells calls apart: keys, first times, and what it asks a fragment for."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import (
    Keys,
    callee_of,
    demanded,
    is_last_item,
)
from glm_migrate.analysis.python.streams.consumer import PartUse
from tests.analysis.python.streams.loops import consumer, over_deltas, over_parts, part_use

TEXT = "part.function.arguments"


def keys(body: str, text: str = TEXT, before: str = "") -> tuple[Keys, PartUse]:
    loop = consumer(over_parts(body, before=before))
    return Keys(loop), part_use(loop, text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"use({TEXT})\n", set()),
        (f"if part.id:\n    use({TEXT})\n", {Part.FRAGMENT, Part.ID}),
        (f"if flag:\n    use({TEXT})\n", set()),
        (f"if not part.id:\n    continue\nuse({TEXT})\n", {Part.FRAGMENT, Part.ID}),
        (f"use(part.type and {TEXT})\n", {Part.FRAGMENT, Part.TYPE}),
    ],
)
def test_the_parts_that_decide_are_those_of_the_conditions(body: str, expected: set[Part]) -> None:
    found, one = keys(body)

    assert found.guards(one) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"calls.setdefault(part.index, {TEXT})\n", True),
        (f"calls.setdefault(part.id, {TEXT})\n", False),
        (f"if part.index not in calls:\n    calls[part.index] = {TEXT}\n", True),
        (f"if len(calls) <= part.index:\n    calls.append({TEXT})\n", True),
        (f"entry = calls.get(part.index)\nif entry is None:\n    use({TEXT})\n", True),
        (f"entry = calls.get(part.index)\nif not entry:\n    use({TEXT})\n", True),
        (f"if part.index is None:\n    use({TEXT})\n", False),
        (f"if part.id not in calls:\n    use({TEXT})\n", False),
        (f"use({TEXT})\n", False),
    ],
)
def test_the_first_time_of_an_index_is_known(body: str, expected: bool) -> None:
    found, one = keys(body)

    assert found.is_first(one) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"texts[part.index] += {TEXT}\n", {Part.FRAGMENT, Part.INDEX}),
        (f"call = calls[part.id]\ncall.text += {TEXT}\n", {Part.FRAGMENT, Part.ID}),
        (f"texts.setdefault(part.index, {TEXT})\n", {Part.FRAGMENT, Part.INDEX}),
        (f"text += {TEXT}\n", set()),
    ],
)
def test_the_key_is_what_the_target_is_chosen_by(body: str, expected: set[Part]) -> None:
    found, one = keys(body)

    assert found.key(one) == expected


def test_an_object_that_joins_by_itself_is_chosen_by_its_key() -> None:
    before = (
        "class Text:\n    text = ''\n\n    def feed(self, part):\n"
        f"        self.text += {TEXT} or ''\n\n"
    )
    found, one = keys("calls.setdefault(part.index, Text()).feed(part)\n", before=before)
    other, lost = keys("text.feed(part)\n", before=f"{before}text = Text()\n")

    assert Part.INDEX in found.key(one)
    assert Part.INDEX not in other.key(lost)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"texts[part.id] += {TEXT}\n", True),
        (f"texts.get(part.id).text += {TEXT}\n", True),
        (f"texts[part.index] += {TEXT}\n", False),
        (f"if part.id:\n    current = part.id\ntexts[current] += {TEXT}\n", False),
        (f"current = part.id or current\ntexts[current] += {TEXT}\n", False),
        (f"key = part.id\ntexts[key] += {TEXT}\n", True),
    ],
)
def test_a_key_that_is_the_id_itself_is_told_from_one_that_is_carried_over(
    body: str, expected: bool
) -> None:
    found, one = keys(body)

    assert found.is_keyed_by_id(one) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"if part.id:\n    use({TEXT})\n", True),
        (f"if delta.role:\n    use({TEXT})\n", True),
        (f"if part.index or part.id:\n    use({TEXT})\n", False),
        (f"if part.id:\n    pass\nelse:\n    use({TEXT})\n", False),
        (f"if flag:\n    use({TEXT})\n", False),
    ],
)
def test_a_condition_demands_that_a_fragment_says_whose_it_is(body: str, expected: bool) -> None:
    found, one = keys(body)

    assert found.demands_identity(one) is expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (TEXT, False),
        (f"{TEXT} is not None", False),
        (f"{TEXT} != ''", False),
        (f"{TEXT} != '{{}}'", True),
        (f"{TEXT}.startswith('{{')", True),
        (f"{TEXT}[0] == '{{'", True),
        ("part.id", False),
    ],
)
def test_a_condition_demands_more_than_that_there_is_a_text(test: str, expected: bool) -> None:
    found, one = keys(f"if {test}:\n    use({TEXT})\n")

    assert found.demands_text(one) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"texts[part.index] += {TEXT}\n", False),
        (f"texts[part.index, part.id] += {TEXT}\n", True),
        (f"texts[f'{{part.index}}-{{part.id}}'] += {TEXT}\n", True),
        (f"texts[part.index, 'text'] += {TEXT}\n", False),
        (f"texts[part.id, part.function.name] += {TEXT}\n", False),
    ],
)
def test_a_key_of_index_and_id_is_mixed(body: str, expected: bool) -> None:
    found, one = keys(body)

    assert found.has_mixed_key(one) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"key = (part.index, part.id)\ntexts[key] += {TEXT}\n", True),
        (f"texts.setdefault(part.index, {{'id': part.id}})['text'] += {TEXT}\n", False),
        (f"call = calls.setdefault(part.index, [part.id])\ncall[0] += {TEXT}\n", False),
    ],
)
def test_a_key_behind_a_name_counts_and_what_is_put_in_an_entry_at_first_does_not(
    body: str, expected: bool
) -> None:
    found, one = keys(body)

    assert found.has_mixed_key(one) is expected


@pytest.mark.parametrize(
    ("guards", "word"),
    [({Part.ID}, "id"), ({Part.ID, Part.NAME}, "name"), ({Part.TYPE, Part.NAME}, "type")],
)
def test_the_word_for_what_is_demanded_is_that_of_the_schema(guards: set[Part], word: str) -> None:
    assert demanded(frozenset(guards)) == word


@pytest.mark.parametrize(
    ("code", "expected"),
    [("calls[-1]['text']", True), ("calls[0]['text']", False), ("text", False)],
)
def test_the_call_begun_last_is_the_last_item(code: str, expected: bool) -> None:
    assert is_last_item(cst.parse_expression(code)) is expected


def test_without_a_target_there_is_no_last_item() -> None:
    assert not is_last_item(None)


@pytest.mark.parametrize(("code", "name"), [("a.run(x)", "run"), ("run(x)", "run"), ("run", "")])
def test_the_name_of_what_is_called_is_its_last_part(code: str, name: str) -> None:
    assert callee_of(cst.parse_expression(code)) == name


def test_the_list_itself_has_no_key() -> None:
    loop = consumer(over_deltas("parts.extend(delta.tool_calls)\n"))

    assert Keys(loop).key(part_use(loop, "delta.tool_calls")) == frozenset()
