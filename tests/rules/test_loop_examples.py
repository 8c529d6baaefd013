"""The examples of GLM402 are programs, each about a case of its own; the rules' tests run them."""

from __future__ import annotations

import ast

import pytest

from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.loop_examples import BAD, GOOD
from glm_migrate.rules.rule import Example

REWRITTEN = [one for one in BAD if one.becomes is not None]


def test_they_are_the_examples_of_the_rule_about_arguments() -> None:
    (rule,) = (rule for rule in all_rules() if rule.code == "GLM402")

    assert (rule.bad, rule.good) == (BAD, GOOD)


def test_each_example_is_about_a_case_of_its_own() -> None:
    every = (*BAD, *GOOD)

    assert len({one.why for one in every}) == len({one.code for one in every}) == len(every)


@pytest.mark.parametrize("example", [*BAD, *GOOD], ids=lambda one: one.why)
def test_an_example_is_a_program_that_streams_or_looks_like_it(example: Example) -> None:
    ast.parse(example.code)

    assert "stream" in example.code or "delta" in example.code


@pytest.mark.parametrize("example", REWRITTEN, ids=lambda one: one.why)
def test_a_rewritten_loop_is_a_program_that_differs_only_from_the_loop_on(example: Example) -> None:
    assert example.becomes is not None
    ast.parse(example.becomes)
    head = example.code.partition("for chunk in stream")[0]

    assert example.becomes != example.code
    assert example.becomes.startswith(head)


def test_a_loop_that_is_right_is_not_rewritten_and_some_wrong_ones_are_only_shown() -> None:
    assert [one.why for one in GOOD if one.becomes is not None] == []
    assert 0 < len(REWRITTEN) < len(BAD)
