"""What a run is about and what it finds, where nothing is printed or written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.cli.examination import Examination
from glm_migrate.cli.options import Options
from glm_migrate.errors import UsageError
from glm_migrate.runner.outcome import Outcome

OLD = (
    b"from zai import ZaiClient\n"
    b"ZaiClient().chat.completions.create(model='glm-4.5', messages=[], top_p=0.5)\n"
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with two files to migrate, written against the order of their names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GLM_MIGRATE_CONFIG", raising=False)
    for name in ("b.py", "a.py"):
        (tmp_path / name).write_bytes(OLD)
    return tmp_path


def examination(*paths: str, unsaved: dict[str, bytes] | None = None, **flags: Any) -> Examination:
    given = {"isolated": True, "jobs": 1, "select": ["GLM101"], **flags}
    return Examination(Options.of(paths, (), **given), unsaved or {})


def codes(found: list[Outcome]) -> dict[str, list[str]]:
    return {str(one.report.path): [f.code for f in one.report.findings] for one in found}


def test_outcomes_come_in_the_order_of_their_paths_and_nothing_is_printed(
    capsys: Captured,
) -> None:
    assert list(codes(examination().found(fix=False)).items()) == [
        ("a.py", ["GLM101"]),
        ("b.py", ["GLM101"]),
    ]
    assert capsys.readouterr() == ("", "")


def test_a_fix_is_planned_and_not_written(folder: Path) -> None:
    found = examination("a.py").found(fix=True)

    assert [one.fixed.after.data for one in found if one.fixed] == [OLD.replace(b"4.5", b"4.6")]
    assert (folder / "a.py").read_bytes() == OLD


def test_what_is_edited_counts_and_not_what_is_on_the_disk(folder: Path) -> None:
    path = str(folder / "a.py")

    assert codes(examination(path, unsaved={path: b"x = 1\n"}).found(fix=False)) == {}


def test_a_path_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no such file or directory: c\.py"):
        examination("c.py").found(fix=False)


def test_each_directory_has_the_settings_of_its_own(folder: Path) -> None:
    (folder / "quiet").mkdir()
    (folder / "quiet/glm-migrate.toml").write_text('ignore = ["GLM101"]\n', encoding="utf-8")
    (folder / "quiet/c.py").write_bytes(OLD)
    found = Examination(Options.of((), (), isolated=False, jobs=1)).found(fix=False)
    with_model = {path for path, which in codes(found).items() if "GLM101" in which}

    assert with_model == {"a.py", "b.py"}


def test_verbose_says_how_many_files_matter(folder: Path, capsys: Captured) -> None:
    (folder / "c.py").write_bytes(b"x = 1\n")
    examination(verbose=True).found(fix=False)

    assert "3 files, 2 of them mention GLM" in capsys.readouterr().err
