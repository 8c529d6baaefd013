"""The order in which the cells were last run."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.notebooks.run_order import contradiction
from glm_migrate.engine.check import check, check_project
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Span
from tests.analysis.notebooks.checked import PATH, ask, notebook
from tests.text.notebook import made


def advice(*cells: made.Cell) -> str:
    found = [one for one in check(notebook(*cells)) if one.code == "GLM101"]
    (one,) = found
    assert one.fix is not None
    assert (one.fix.applicability is Applicability.SAFE) is (one.advice == "")
    return one.advice


def counted(*counts: int | None) -> list[made.Cell]:
    lines = ("from zai import ZaiClient", "client = ZaiClient()"), ("M = 'glm-4.5'",), (ask("M"),)
    more = ("M = 'gpt-4o'",)
    every = zip((*lines, more), counts, strict=False)
    return [made.code(*own, count=count) for own, count in every]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((1, 2, 3), "", id="as they stand"),
        pytest.param((None, None, None), "", id="never run"),
        pytest.param((1, 2, 7), "", id="the call once more"),
        pytest.param((1, 9, 3), "cell 3 was last run before cell 2", id="the value after the call"),
        pytest.param((5, 2, 3), "cell 2 was last run before cell 1", id="the client after all"),
        pytest.param((1, 2, 4, 3), "cell 4 was last run before cell 3", id="another value between"),
        pytest.param((1, 2, 3, 4), "", id="another value after it"),
    ],
)
def test_another_order_of_runs_makes_a_fix_wait(counts: tuple[int, ...], expected: str) -> None:
    found = advice(*counted(*counts))

    assert found.startswith(expected)
    assert bool(found) is bool(expected)


@pytest.mark.parametrize(("counts", "renamed"), [((1, 2, 3), 1), ((1, 9, 3), 0)])
def test_other_rules_rest_on_an_id_only_where_it_is_rewritten(
    counts: tuple[int, ...], renamed: int
) -> None:
    source = notebook(*counted(*counts))

    assert len(check_project(Project([source])).renamed) == renamed


def test_the_order_of_other_cells_makes_no_difference() -> None:
    mention = Mention(
        source := notebook(made.code("M = 'glm-4.5'", count=2), made.code("x = 1", count=1)),
        Literal("glm-4.5", Span(5, 14), PATH),
        Role.SETTING,
    )
    finding = Finding(
        PATH, "GLM101", "", Span(5, 14), "", Severity.ERROR, trace=(Hop(PATH, 1, "M"),)
    )

    assert contradiction(mention, finding, source) is None
