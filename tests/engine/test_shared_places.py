"""Two findings about one place become one, and no fix waits for what never comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.engine.shared_places import built_texts, one_of_both, without_vain_waits
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span
from tests.analysis.settings.project import findings
from tests.chat_calls import call_in

PATH, OTHER = Path("a.py"), Path("b.py")
ID, FIRST, SECOND = (Edit(Span(n, n), text) for n, text in ((0, "id"), (5, "1"), (9, "2")))


def finding(*edits: Edit, path: Path = PATH, advice: str = "", **fix: object) -> Finding:
    made = Fix("Do", edits, **fix)  # type: ignore[arg-type]
    return Finding(path, "GLM1", "one", Span(0, 0), "", Severity.ERROR, made, advice)


def test_what_belongs_to_either_goes_along() -> None:
    one, two = ("X", Span(5, 6)), ("X", Span(9, 10))
    both = one_of_both(finding(ID, FIRST, settles=(one,)), finding(ID, SECOND, settles=(two,)))

    assert both.fix is not None
    assert set(both.fix.edits) == {ID, FIRST, SECOND}
    assert both.fix.settles == (one, two)


def test_the_one_that_allows_less_speaks() -> None:
    unsafe = finding(ID, applicability=Applicability.UNSAFE, advice="look")
    none = replace(unsafe, fix=None)

    assert one_of_both(finding(ID, FIRST), unsafe) == unsafe
    assert one_of_both(none, unsafe) is none
    assert one_of_both(unsafe, none) is none


def test_different_changes_are_not_made_together() -> None:
    assert one_of_both(finding(ID), finding(FIRST)) == finding(ID)


def test_both_wait_for_what_one_waits_for() -> None:
    both = one_of_both(finding(ID), finding(ID, after=((OTHER, FIRST),)))

    assert both.fix is not None
    assert both.fix.after == ((OTHER, FIRST),)


def test_a_fix_waits_only_for_edits_that_a_safe_fix_makes() -> None:
    waiting = finding(ID, after=((OTHER, FIRST),))
    coming = finding(FIRST, path=OTHER)
    unsafe = finding(FIRST, path=OTHER, applicability=Applicability.UNSAFE)
    demoted = finding(ID, applicability=Applicability.UNSAFE)

    assert without_vain_waits([waiting, coming], lambda one: True) == (waiting, coming)
    assert without_vain_waits([waiting, unsafe], lambda one: True) == (demoted, unsafe)
    assert without_vain_waits([waiting, coming], lambda one: False) == (demoted, coming)
    assert without_vain_waits([coming], lambda one: False) == (coming,)


CONFIG = 'from zai import ZaiClient\n\nclient = ZaiClient()\nCONFIG = {"model": "glm-4.5"}\n'
ASK = "client.chat.completions.create(model={}, messages=[])\n"


def test_what_is_built_of_a_text_is_known_by_its_place() -> None:
    call = call_in(CONFIG + ASK.format('CONFIG["model"] + "-air"'))

    built = built_texts([call])

    texts = {call.source.slice(span): found for (_, span), found in built.items()}
    assert texts['"glm-4.5"'] == {"glm-4.5-air"}


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ('CONFIG["model"] + "-air"', "unsafe"),
        ("f\"{CONFIG['model']}-air\"", "unsafe"),
        ('CONFIG["model"].strip()', "safe"),
        ('"zai/" + CONFIG["model"]', "safe"),
    ],
)
def test_an_id_waits_where_what_is_built_of_it_would_name_no_model(other: str, how: str) -> None:
    files = {
        "config.py": CONFIG,
        "a.py": "from config import CONFIG, client\n" + ASK.format('CONFIG["model"]'),
        "b.py": "from config import CONFIG, client\n" + ASK.format(other),
    }

    assert f"config.py:4 GLM101 {how}" in findings(files)
