"""What is kept of a unit, what is told from it, and when it is handled anew."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project.batches import Unit
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.runner import dispatch
from glm_migrate.runner.cached import outcomes, question
from glm_migrate.runner.cached.outcomes import recalled
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

CALL = (
    "from zai import ZaiClient\nfrom names import MODEL\n"
    'ZaiClient(api_key="k").chat.completions.create(model=MODEL, messages=[])\n'
)
UNIT = Unit(("a.py",))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    Path("a.py").write_text(CALL)
    Path("names.py").write_text('MODEL = "glm-4.5"\n')
    return root


def job(root: Path, **more: Any) -> Job:
    """A job of a run of its own."""
    within = Boundary((str(root),))
    results = CachedResults.opened("", within, lambda _, text: "secret" in text)
    return Job(Config(), within=within, results=results, **more)


def test_the_outcome_is_told_from_an_earlier_run(project: Path) -> None:
    assert recalled(UNIT, job(project)) is None
    first = dispatch.of_unit(UNIT, job(project))

    again = recalled(UNIT, job(project))
    assert again is not None
    assert [one.report for one in again] == [one.report for one in first]
    assert again[0].needs == first[0].needs != ()
    assert first[0].outside


def test_a_survey_is_told_from_an_earlier_run(project: Path) -> None:
    first = dispatch.of_unit(UNIT, job(project, survey=True))
    again = recalled(UNIT, job(project, survey=True))

    assert again is not None
    assert [one.report for one in again] == [one.report for one in first]
    assert first[0].report.calls


CHANGES = {
    "the file": ("a.py", CALL.replace("[]", "[1]")),
    "the module of its value": ("names.py", 'MODEL = "glm-4"\n'),
    "a module that hides it": ("names/__init__.py", 'MODEL = "glm-4"\n'),
    "settings that may set a variable": (".env", "MODEL=glm-4\n"),
}


@pytest.mark.parametrize(("name", "text"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_was_read_is_handled(project: Path, name: str, text: str) -> None:
    dispatch.of_unit(UNIT, job(project))
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)

    assert recalled(UNIT, job(project)) is None


def test_another_day_counts_where_a_suppression_ends(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = "  # glm-migrate: ignore[GLM101] until=2999-01-01 -- later\n"
    Path("names.py").write_text(f'MODEL = "glm-4.5"{comment}')
    dispatch.of_unit(UNIT, job(project))
    assert recalled(UNIT, job(project)) is not None
    monkeypatch.setattr(outcomes, "_today", lambda: "2999-01-02")

    assert recalled(UNIT, job(project)) is None


def test_a_rewrite_is_not_kept(project: Path) -> None:
    unit = Unit(("a.py", "names.py"))
    found = dispatch.of_unit(unit, job(project, fix=True))
    assert any(one.fixed for one in found)

    assert recalled(unit, job(project, fix=True)) is None


def test_an_explanation_is_not_kept(project: Path) -> None:
    dispatch.of_unit(UNIT, job(project, survey=True, explain=True))

    assert recalled(UNIT, job(project, survey=True, explain=True)) is None


def test_what_shows_a_secret_is_not_kept(project: Path) -> None:
    Path("names.py").write_text("MODEL = secret()\n")
    dispatch.of_unit(UNIT, job(project))

    assert recalled(UNIT, job(project)) is None


def test_no_text_of_a_file_is_kept(project: Path) -> None:
    Path("a.py").write_text(CALL.replace('"k"', '"key-of-the-user"'))
    dispatch.of_unit(UNIT, job(project))
    kept = b"".join(path.read_bytes() for path in project.parent.glob("home/*/*"))

    assert recalled(UNIT, job(project)) is not None
    assert b"key-of-the-user" not in kept


@pytest.mark.parametrize("value", [None, [], [[], [], [], "", [1]], "x", {"a": 1}], ids=repr)
def test_what_is_no_answer_of_ours_is_handled(project: Path, value: object) -> None:
    one = job(project)
    assert one.results is not None
    one.results.store.save(question.name(UNIT, one, one.results), value)

    assert recalled(UNIT, one) is None


def names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


def test_every_field_is_kept_or_keeps_from_being_kept() -> None:
    assert names(FileReport) - {"source"} == names(outcomes._KeptReport) - {"digest"}
    never = {"fixed", "crash", "rejected", "decisions"}
    assert names(Outcome) - never == names(outcomes._KeptOutcome)


def test_without_answers_nothing_is_told(project: Path) -> None:
    dispatch.of_unit(UNIT, job(project))

    assert recalled(UNIT, replace(job(project), results=None)) is None
