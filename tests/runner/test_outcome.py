"""What became of one file, and of one that could not be handled."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.errors import FixRejected, UnparsableSource, UnreadableSource
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import failed, finding, of_directory, rules_of, unwritten
from glm_migrate.text.source import Source

PATH = Path("a.py")
SOURCE = Source.decode(PATH, b"x = 1\ny = (\n")


def test_an_error_is_a_finding_where_it_happened() -> None:
    one = finding(UnparsableSource(PATH, "no", 2, "why"), SOURCE)

    assert (one.code, one.message, one.cause) == ("GLM901", "no", "why")
    assert SOURCE.slice(one.span).rstrip() == "y = ("


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        pytest.param({"select": ("GLM101",)}, ["GLM900"], id="whatever is selected"),
        pytest.param({"ignore": ("GLM900",)}, [], id="unless its code is ignored"),
        pytest.param({"per_file_ignores": {"a.py": ("GLM900",)}}, [], id="or for this file"),
    ],
)
def test_a_file_that_is_skipped_is_told(settings: dict[str, object], codes: list[str]) -> None:
    job = Job(Config(**settings))  # type: ignore[arg-type]
    outcome = failed(PATH, None, UnreadableSource(PATH, "no"), job)

    assert [one.code for one in outcome.report.findings] == codes


def test_a_directory_that_can_not_be_searched_says_what_to_do() -> None:
    (one,) = of_directory(Path("d"), "no right", Job(Config())).report.findings

    assert one.message == ("cannot search the directory: no right; make it readable or exclude it")


def test_a_rejected_rewrite_has_a_code_of_its_own() -> None:
    assert finding(FixRejected(PATH, "no"), SOURCE).code == "GLM904"


def test_rules_are_those_that_the_settings_turn_on() -> None:
    assert [rule.code for rule in rules_of(Config(select=("GLM101",)))] == ["GLM101"]
    assert rules_of(Config(select=("GLM101",), ignore=("GLM101",))) == ()


def test_without_a_plan_outcomes_stay_as_they_are() -> None:
    outcome = of_directory(Path("d"), "no right", Job(Config()))

    assert unwritten([outcome]) == [outcome]
