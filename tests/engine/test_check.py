"""What a check says: its order, its errors, and whose findings are told."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.engine.check import check, check_project
from glm_migrate.engine.fix_rounds import fix, fix_project
from glm_migrate.errors import UnparsableSource
from glm_migrate.project.module_index import Project
from tests.engine.suggesting import CALL, ID, ZAI, source


def test_findings_are_ordered_by_place() -> None:
    found = check(source(ZAI + CALL + CALL), ID)

    assert [finding.span for finding in found] == sorted(finding.span for finding in found)
    assert len(found) == 2


def test_one_value_that_two_calls_use_is_found_once() -> None:
    code = ZAI + 'M = "glm-4.5"\n' + CALL.replace('"glm-4.5"', "M") * 2

    (finding,) = check(source(code), ID)

    assert finding.span.start == code.index('"glm-4.5"')


def test_of_two_verdicts_on_one_value_the_stricter_counts() -> None:
    local = 'import openai\nlocal = openai.OpenAI(base_url="http://localhost/v1")\n'
    code = local + ZAI + 'M = "glm-4.5"\n' + CALL.replace('"glm-4.5"', "M")
    code += CALL.replace('"glm-4.5"', "M").replace("client", "local")

    (finding,) = check(source(code), ID)

    assert finding.fix is None
    assert fix(source(code), ID).applied == ()


def test_a_broken_file_does_not_hide_the_others() -> None:
    files = Project([source("x = (\n'glm-4.5'", "a.py"), source(ZAI + CALL, "b.py")])

    checked = check_project(files, ID)
    plan = fix_project(files, ID)

    assert [error.path.name for error in checked.errors] == ["a.py"]
    assert [finding.path.name for finding in checked.findings] == ["b.py"]
    assert checked.of(Path("b.py")) == checked.findings
    assert [fixed.before.path.name for fixed in plan.files if fixed.applied] == ["b.py"]
    assert isinstance(plan.errors[0], UnparsableSource)
