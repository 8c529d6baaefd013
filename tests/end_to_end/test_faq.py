"""Each question about an error has a program that has it, and the rule that is named finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.engine.check import check
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.source import Source

PAGE = (Path(__file__).parents[2] / "docs/faq.md").read_text(encoding="utf-8")
_QUESTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_PROGRAM = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"\*\*(GLM\d{3})\*\*")
CASES = [
    pytest.param(answer, program, id=question)
    for question, answer in _QUESTION.findall(PAGE)
    for program in _PROGRAM.findall(answer)
]


@pytest.mark.parametrize(("answer", "program"), CASES)
def test_a_rule_that_the_answer_names_finds_the_program(answer: str, program: str) -> None:
    found = {one.code for one in check(Source.decode(Path("app.py"), program.encode()))}

    assert found & set(_NAMED.findall(answer))


def test_the_page_has_programs_and_names_only_rules() -> None:
    assert len(CASES) >= 8
    assert set(_NAMED.findall(PAGE)) <= {rule.code for rule in all_rules()}
