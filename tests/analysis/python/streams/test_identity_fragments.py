"""What a loop does with names and ids: once, doubled or erased."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.identity_fragments import judge_identity
from glm_migrate.model.streams import Handling
from tests.analysis.python.streams.loops import judged, over_parts, shapes

NAME = "part.function.name"
JOIN = (
    "call = calls.setdefault(part.index, {'name': '', 'text': ''})\n"
    "call['text'] += part.function.arguments or ''\n"
)
DOUBLED = "joins the name, which some servers repeat in every fragment"
ERASED = "overwrites the name with what a later fragment has, None included"
WRONG = {
    "added": (f"{JOIN}call['name'] += {NAME} or ''\n", DOUBLED),
    "added to a sum": (f"{JOIN}call['name'] = call['name'] + {NAME}\n", DOUBLED),
    "set": (f"{JOIN}call['name'] = {NAME}\n", ERASED),
    "set as an attribute": (f"{JOIN}call.name = {NAME}\n", ERASED),
}


@pytest.mark.parametrize(("body", "sentence"), WRONG.values(), ids=WRONG)
def test_a_name_that_a_later_fragment_changes_is_a_defect(body: str, sentence: str) -> None:
    assert shapes(judged(judge_identity, over_parts(body), NAME)) == [sentence]


RIGHT = {
    "taken once": f"{JOIN}call['name'] = call['name'] or {NAME}\n",
    "set where there is one": f"{JOIN}if {NAME}:\n    call['name'] = {NAME}\n",
    "set where there is one, in one line": f"{JOIN}call['name'] = {NAME} or call['name']\n",
    "set by a conditional": f"{JOIN}call['name'] = {NAME} if {NAME} else call['name']\n",
    "set at first": f"{JOIN}if part.index not in names:\n    names[part.index] = {NAME}\n",
    "set as a default": f"{JOIN}call.setdefault('name', {NAME})\n",
    "added where there is none": f"{JOIN}if not call['name']:\n    call['name'] += {NAME}\n",
    "added where there is none, in one line": (
        f"{JOIN}call['name'] += {NAME} if not call['name'] else ''\n"
    ),
    "listed in a text of its own": f"{JOIN}names += {NAME} or ''\n",
    "printed": f"{JOIN}print({NAME})\n",
    "made a part of an entry": f"{JOIN}order.append({{'name': {NAME}}})\n",
    "set where nothing is joined": f"call = {{}}\ncall['name'] = {NAME}\n",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_a_name_that_is_kept_is_right(body: str) -> None:
    assert judged(judge_identity, over_parts(body), NAME).handling is Handling.IGNORES


def test_an_id_is_told_from_a_name() -> None:
    found = judged(judge_identity, over_parts(f"{JOIN}call['id'] = part.id\n"), "part.id")

    assert shapes(found) == ["overwrites the id with what a later fragment has, None included"]


def test_a_name_of_the_last_fragment_that_is_read_behind_the_loop_is_a_defect() -> None:
    body = f"{JOIN}name = {NAME}\n"
    read = judged(judge_identity, over_parts(body, behind="run(name)\n"), NAME)
    unread = judged(judge_identity, over_parts(body, behind="run(calls)\n"), NAME)

    assert shapes(read) == [ERASED]
    assert shapes(unread) == []
