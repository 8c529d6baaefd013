"""A rule's page says word for word what a run says about the rule's examples."""

from __future__ import annotations

import pytest

from glm_migrate.errors import UnparsableSource
from glm_migrate.report.example_findings import said
from glm_migrate.report.rule_pages import page
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Example, Rule

RULES = {rule.code: rule for rule in all_rules()}
ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"


@pytest.mark.parametrize(
    ("code", "call", "expected"),
    [
        pytest.param(
            "GLM101",
            'client.chat.completions.create(model="glm-4.5")',
            ['example.py:4:38: GLM101 [*] "glm-4.5" is older than glm-4.6'],
            id="a safe fix",
        ),
        pytest.param(
            "GLM202",
            'client.chat.completions.create(model="glm-4.5")',
            [
                "example.py:4:1: GLM202 [?] the sampling defaults change: temperature 0.6 → 1.0",
                "    note: pin it to keep the old behaviour, or try the target's default",
            ],
            id="an unsafe fix",
        ),
        pytest.param(
            "GLM302",
            'client.chat.completions.create(model="glm-4.6", max_tokens=99)',
            [
                "example.py:4:60: GLM302 max_tokens=99 can be used up by reasoning before the "
                "answer starts",
                "    help: Leave the limit to the server (65536)",
                "    note: leave more room, or switch thinking off for this call",
            ],
            id="a change that is only shown",
        ),
        pytest.param("GLM101", 'print("glm")', [], id="nothing"),
    ],
)
def test_a_line_says_what_check_says(code: str, call: str, expected: list[str]) -> None:
    assert said(RULES[code], Example("", f"{ZAI}{call}\n")) == expected


def test_settings_and_the_program_beside_it_count() -> None:
    rule = RULES["GLM602"]
    needing = next(one for one in rule.bad if one.path == "requirements.txt" and one.beside)

    assert said(rule, needing)[0].startswith("requirements.txt:1:")
    assert said(rule, Example("", needing.code, path=needing.path)) == []


def test_an_example_that_is_no_python_is_an_error() -> None:
    with pytest.raises(UnparsableSource):
        said(RULES["GLM101"], Example("", 'glm-4.5 = ("'))


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.bad], ids=lambda r: r.code)
def test_every_bad_example_of_a_page_is_followed_by_what_is_reported(rule: Rule) -> None:
    assert page(rule).count("Reported:\n\n```text\n") == len(rule.bad)
