"""Ids that no call was seen to use: where they stand, and which must change together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from glm_migrate.analysis.python.extract.chat_calls import chat_calls
from glm_migrate.analysis.python.extract.mentions import (
    by_id,
    id_places,
    module_mentions,
    with_call,
    with_dependents,
)
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.text.source import Span
from tests.analysis.python.reading import expression, module

OLD, NEW = "'glm-4.5'", "'glm-4.6'"
NOTHING: frozenset[tuple[Path, Span]] = frozenset()
CLIENT = "from zai import ZaiClient\nclient = ZaiClient()\n"
CALL = "client.chat.completions.create(model='glm-4.5')\n"


def is_old(text: str) -> bool:
    return text == "glm-4.5"


def is_new(text: str) -> bool:
    return text == "glm-4.6"


def mentions_in(code: str) -> list[Mention]:
    return list(module_mentions(module(f"{code}\n"), is_old, NOTHING, is_new))


def calls(code: str) -> list[ChatCall]:
    return list(chat_calls(module(code), frozenset(), is_old))


@pytest.mark.parametrize(
    ("code", "roles"),
    [
        pytest.param(f"MODEL = {OLD}", [Role.SETTING], id="an older id that sets a model"),
        pytest.param(f"MODEL = {NEW}", [Role.SETTING], id="the target's id that sets one"),
        pytest.param(f"x = [{OLD}, 'gpt']", [Role.LISTED], id="an older id in a list"),
        pytest.param(f"x = [{NEW}, 'gpt']", [], id="the target's id in a list"),
        pytest.param("MODEL = 'gpt-4'", [], id="another vendor's id"),
        pytest.param(OLD, [], id="a docstring"),
        pytest.param("MODEL = 'glm' '-4.5'", [Role.SETTING], id="in two parts, once"),
        pytest.param("MODEL = 'asks glm-4.5'", [], id="a part of a text"),
        pytest.param("MODEL = b'glm-4.5'", [], id="bytes"),
        pytest.param(
            f"KNOWN = {OLD}\nif m == KNOWN: pass", [Role.COMPARED], id="compared by its name"
        ),
        pytest.param(
            f"KNOWN = [{OLD}]\nif m in KNOWN: pass", [Role.COMPARED], id="in a list to compare with"
        ),
    ],
)
def test_an_id_is_told_with_its_role(code: str, roles: list[Role]) -> None:
    assert [mention.role for mention in mentions_in(code)] == roles


def test_an_id_that_a_call_was_seen_to_use_is_no_mention() -> None:
    where = module(f"MODEL = {OLD}\nOTHER = {OLD}\n")
    first = where.bare(expression(where, OLD))

    found = module_mentions(where, is_old, frozenset({(where.source.path, first)}))

    assert [mention.source.position(mention.literal.span.start).line for mention in found] == [1]


def test_a_mention_names_the_function_that_holds_it() -> None:
    (mention,) = mentions_in(f"class A:\n    def f(self):\n        model = {OLD}")

    assert mention.scope == "A.f"
    assert mention.model == "glm-4.5"


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        pytest.param(f"x = [{OLD}, {NEW}]", True, id="in one list"),
        pytest.param(f"x = {{{OLD}: 1, {NEW}: 2}}", True, id="in one table"),
        pytest.param(f"x = [{OLD}]\ny = [{NEW}]", False, id="in two lists"),
        pytest.param(f"x = [{OLD}]", False, id="alone"),
    ],
)
def test_whether_the_target_stands_beside_it(code: str, beside: bool) -> None:
    assert mentions_in(code)[0].beside is beside


def test_a_mention_that_a_call_asks_too_says_where() -> None:
    (listed,) = mentions_in(f"use([{OLD}, 'gpt'])")
    (setting,) = mentions_in(f"MODEL = {OLD}")
    asking = by_id(calls(CLIENT + CALL))

    hop = with_call(listed, asking).called

    assert hop is not None
    assert hop.line == 3
    assert with_call(setting, asking).called is None  # a rename there contradicts nothing
    assert with_call(listed, {}).called is None


def test_a_mention_beside_the_target_is_contradicted_by_no_rename() -> None:
    found = mentions_in(f"x = [{OLD}, {NEW}]")
    (both,) = (one for one in found if one.model == "glm-4.5")

    assert with_call(both, by_id(calls(CLIENT + CALL))).called is None


def test_the_first_call_of_each_id_counts_in_lower_case() -> None:
    upper = CALL.replace("glm-4.5", "GLM-4.5")
    found = by_id(calls(CLIENT + upper + CALL))

    assert list(found) == ["glm-4.5"]
    assert found["glm-4.5"].model.constants == ("GLM-4.5",)


def test_a_served_name_of_a_local_server_is_not_the_vendors_to_change() -> None:
    local = CLIENT.replace("ZaiClient()\n", "ZaiClient(base_url='http://localhost:8000/v1')\n")

    assert by_id(calls(local + CALL)) == {}


def shared(found: Sequence[Mention]) -> str:
    """Why the id of a call can't be changed alone, with some mentions beside it."""
    (call,) = calls(CLIENT + CALL)
    (candidate,) = with_dependents(call, id_places(found)).model.candidates
    return str(candidate.shared or "")


def test_the_id_of_a_call_is_tied_to_the_lists_that_hold_it() -> None:
    reason = shared(mentions_in(f"use([{OLD}, 'gpt'])"))

    assert reason.startswith('"glm-4.5" is also ')
    assert reason.endswith("at line 1")


def test_a_list_that_nothing_reads_ties_no_id() -> None:
    assert shared(mentions_in(f"x = [{OLD}, 'gpt']")) == ""


def test_more_than_three_places_are_counted() -> None:
    assert shared(mentions_in(f"use([{OLD}, 'gpt'])\n" * 5)).endswith("at line 3 and 2 more places")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"MODEL = {OLD}", id="a setting"),
        pytest.param(f"x = [{OLD}, {NEW}]", id="a list with the target"),
        pytest.param("", id="nothing"),
    ],
)
def test_the_id_of_a_call_is_free_where_no_rename_contradicts(code: str) -> None:
    assert shared([mention for mention in mentions_in(code) if mention.model == "glm-4.5"]) == ""
