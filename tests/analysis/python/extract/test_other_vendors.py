"""Entries of a dict that are only set for other vendors, by the tests around them."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.extract.other_vendors import is_of_others
from tests.analysis.python.reading import module, uses


@pytest.mark.parametrize(
    ("test", "others"),
    [
        ('vendor == "gpt"', True),
        ('vendor == "OpenAI"', True),
        ('vendor in ("openai", "deepseek")', True),
        ('vendor != "glm"', True),
        ('vendor not in ("zhipu", "glm")', True),
        ('model.startswith("gpt-")', True),
        ('"claude" in model', True),
        ('vendor == "glm"', False),
        ('vendor != "gpt"', False),
        ('vendor in ("openai", "glm")', False),
        ('vendor in ("openai", "mine")', False),
        ('model.startswith("glm-4")', False),
        ('model == "mine"', False),
        ("vendor == other", False),
        ("verbose", False),
    ],
)
def test_what_a_test_says_of_an_entry(test: str, others: bool) -> None:
    where = module(f"kw = {{}}\nif {test}:\n    kw['top_p'] = 0.9\nuse(kw)\n")
    (call,) = uses(where)
    (entry,) = entries_at(where, call.args[0].value, where.symbols.points[call]).entries

    assert is_of_others(entry) is others


@pytest.mark.parametrize(
    ("test", "others"),
    [
        ('vendor == "glm"', True),
        ('vendor == "gpt"', False),
        ('model.startswith("glm-")', True),
        ('model.startswith("glm-4.6")', False),
    ],
)
def test_what_the_other_arm_says(test: str, others: bool) -> None:
    where = module(f"kw = {{}}\nif {test}:\n    pass\nelse:\n    kw['top_p'] = 0.9\nuse(kw)\n")
    (call,) = uses(where)
    (entry,) = entries_at(where, call.args[0].value, where.symbols.points[call]).entries

    assert is_of_others(entry) is others


def test_what_is_always_set_is_for_all() -> None:
    where = module("kw = {'top_p': 0.9}\nuse(kw)\n")
    (call,) = uses(where)
    (entry,) = entries_at(where, call.args[0].value, where.symbols.points[call]).entries

    assert not is_of_others(entry)
