"""A defect in one rule costs that rule on that file, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check, check_project
from glm_migrate.engine.fix_rounds import fix, fix_project
from glm_migrate.errors import RuleFailed
from glm_migrate.model.findings import Finding
from glm_migrate.project.module_index import Project
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Check
from glm_migrate.runner.job import Job
from glm_migrate.runner.task import handle
from glm_migrate.text.source import Source

BAD = b"""\
from zai import ZaiClient
ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=0.1, top_p=0.2)
x = 1  # glm-migrate: ignore[GLM203]
"""
GOOD = b'from zai import ZaiClient\nZaiClient().chat.completions.create(model="glm-4.5")\n'


def source(data: bytes = BAD, name: str = "a.py") -> Source:
    return Source.decode(Path(name), data)


def replace_check(monkeypatch: pytest.MonkeyPatch, judge: Check) -> None:
    rule = next(rule for rule in all_rules() if rule.code == "GLM201")
    monkeypatch.setitem(vars(rule), "checks", [(rule.checks[0][0], judge)])


@pytest.fixture(autouse=True)
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """GLM201 fails where both are sent."""

    def judge(site: Any, migration: Any) -> Iterator[Finding]:
        if site.sends("top_p"):
            raise ZeroDivisionError("ours\nand more")
        yield from ()

    replace_check(monkeypatch, judge)


def test_the_other_rules_have_their_say() -> None:
    checked = check_project(Project([source()]))

    assert "GLM101" in {finding.code for finding in checked.findings}
    assert [(one.rule, one.reason) for one in checked.failed_rules] == [
        ("GLM201", "ZeroDivisionError: ours")
    ]


def test_a_check_of_one_source_raises() -> None:
    with pytest.raises(RuleFailed, match="internal error in GLM201, so this rule was not"):
        check(source())
    with pytest.raises(RuleFailed):
        fix(source())


def test_the_error_travels_between_processes() -> None:
    with pytest.raises(RuleFailed) as caught:
        check(source())
    again = pickle.loads(pickle.dumps(caught.value))

    assert (again.path, again.detail, again.traceback) == (
        caught.value.path,
        caught.value.detail,
        caught.value.traceback,
    )


def test_the_file_stays_as_it_is_and_the_others_are_fixed() -> None:
    plan = fix_project(Project([source(), source(GOOD, "b.py")]))
    changed = {one.before.path.name for one in plan.files if one.before.data != one.after.data}

    assert changed == {"b.py"}
    assert [one.path.name for one in plan.failed_rules] == ["a.py"]


@pytest.mark.parametrize("fixing", [False, True])
def test_the_file_says_so(fixing: bool) -> None:
    bad, good = handle([(Path("a.py"), BAD), (Path("b.py"), GOOD)], Job(Config(), fix=fixing))
    codes = {finding.code for finding in bad.report.findings}

    assert bad.crash.endswith("ZeroDivisionError: ours\nand more\n")
    assert {"GLM900", "GLM101"} <= codes
    assert "GLM910" not in codes  # what a suppression silences is not known
    assert bad.fixed is None
    assert good.crash == ""
    assert bool(good.fixed) is fixing


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_what_the_file_does_to_the_process_is_no_defect_of_a_rule(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def judge(site: Any, migration: Any) -> Iterator[Finding]:
        raise error

    replace_check(monkeypatch, judge)

    with pytest.raises(error):
        check_project(Project([source()]))
