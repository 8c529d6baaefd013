"""What to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import SuppressedBy, Suppression
from glm_migrate.report.next_steps import next_steps
from tests.report.sample_reports import CONTEXT, graded

CHECK = replace(CONTEXT, is_check=True, paths="'my app'")


@pytest.mark.parametrize(
    ("kinds", "lines"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["safe"], ["glm-migrate fix 'my app'  applies 1 fix"], id="safe"),
        pytest.param(
            ["safe", "safe", "unsafe"],
            [
                "glm-migrate fix 'my app'                        applies 2 fixes",
                "glm-migrate fix --unsafe-fixes --diff 'my app'  shows 1 more fix to decide on",
            ],
            id="and unsafe",
        ),
        pytest.param(
            ["display"],
            ["glm-migrate rule GLM101  explains 1 of the findings left to you"],
            id="by hand",
        ),
        pytest.param(
            ["none"] * 30,
            [
                "glm-migrate baseline write 'my app'  accepts them all for now; only new ones fail",
                "glm-migrate rule GLM101              explains 30 of the findings left to you",
            ],
            id="many",
        ),
    ],
)
def test_the_commands_fit_what_was_found(kinds: list[str], lines: list[str]) -> None:
    text = next_steps([graded(*kinds)], CHECK)

    assert text == "".join(f"{x}\n" for x in ["Next:", *(f"  {x}" for x in lines)] if lines)


def test_with_unsafe_fixes_they_count_as_fixes() -> None:
    context = replace(CHECK, unsafe_fixes=True, paths="")

    assert next_steps([graded("unsafe")], context) == (
        "Next:\n  glm-migrate fix --unsafe-fixes  applies 1 fix\n"
    )


def test_after_a_fix_the_fix_is_not_next() -> None:
    assert next_steps([graded("safe")], CONTEXT) == ""


def test_at_most_three_commands_are_named_and_a_baseline_only_where_there_is_none() -> None:
    many = graded("safe", "unsafe", *["none"] * 30)
    finding = many.findings[0]
    accepted = ((finding, Suppression(SuppressedBy.BASELINE)),)
    without = next_steps([many], CHECK)
    having = next_steps([FileReport(many.path, None, many.findings, accepted)], CHECK)

    assert without.count("  glm-migrate ") == 3
    assert "baseline" in without
    assert "baseline" not in having


def test_a_further_step_is_named_where_there_is_room() -> None:
    last = ("--output-format full", "adds the code")
    many = graded("safe", "unsafe", *["none"] * 30)

    assert next_steps([graded("safe")], CHECK, last).endswith(f"  {last[0]}      {last[1]}\n")
    assert last[0] not in next_steps([many], CHECK, last)
    assert next_steps([graded()], CHECK, last) == ""
