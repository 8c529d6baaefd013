"""The name of what is asked of a unit: another question, another name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.project.batches import Unit
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.runner.cached import question
from glm_migrate.runner.job import Job

UNIT = Unit(("a.py", "b.py"))
JOB = Job(Config())


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CachedResults:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    found = CachedResults.opened("", Boundary((str(tmp_path / "project"),)), lambda *_: False)
    assert found is not None
    return found


OTHERS = {
    "another file": (Unit(("a.py",), ("b.py",)), JOB),
    "another order": (Unit(("b.py", "a.py")), JOB),
    "a fix": (UNIT, replace(JOB, fix=True)),
    "a survey": (UNIT, replace(JOB, survey=True)),
    "other names in tests": (UNIT, replace(JOB, tested=frozenset({"a"}))),
    "a rule less": (UNIT, Job(Config(ignore=("GLM101",)))),
    "a move": (UNIT, Job(Config(models={"a": "b"}))),
    "another root": (UNIT, Job(Config(root=Path("elsewhere")))),
}


@pytest.mark.parametrize(("unit", "job"), OTHERS.values(), ids=OTHERS)
def test_another_question_has_another_name(unit: Unit, job: Job, results: CachedResults) -> None:
    assert question.name(unit, job, results) != question.name(UNIT, JOB, results)


@pytest.mark.parametrize(
    "config", [Config(output_format="json"), Config(fail_on="error")], ids=["format", "level"]
)
def test_how_findings_are_shown_is_no_part_of_a_question(
    config: Config, results: CachedResults
) -> None:
    assert question.name(UNIT, Job(config), results) == question.name(UNIT, JOB, results)


def test_what_the_file_of_a_target_says_is_part_of_a_question(
    results: CachedResults, tmp_path: Path
) -> None:
    file = tmp_path / "target.toml"
    job = Job(Config(target=str(file)))
    names = set()
    for text in ("a = 1\n", "a = 2\n"):
        file.write_text(text)
        names.add(question.name(UNIT, job, results))

    assert len(names) == 2


def test_the_order_of_a_set_is_none() -> None:
    words = [f"word{number}" for number in range(100)]

    assert list(question.words(frozenset(words))) == list(question.words(frozenset(words[::-1])))
    assert list(question.words({"a": 1, "b": 2})) == list(question.words({"b": 2, "a": 1}))


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b"), ("ab",)), ((1,), ("1",)), (True, 1), (("a",), "a"), (("a", ()), ("a",))],
    ids=repr,
)
def test_values_that_differ_have_different_words(one: object, other: object) -> None:
    assert list(question.words(one)) != list(question.words(other))


def test_what_is_no_plain_data_has_no_words() -> None:
    with pytest.raises(TypeError):
        list(question.words(object()))
