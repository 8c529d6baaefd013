"""Files that one change leads through are written together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.runner import replacing, together, write
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.task import handle

FILES = {
    "consts.py": b'MODEL = "glm-4.5"\n',
    "app.py": b"from zai import ZaiClient\nfrom consts import MODEL\n"
    b"ZaiClient().chat.completions.create(model=MODEL, messages=[], top_p=0.5, temperature=1)\n",
    "alone.py": b"from zai import ZaiClient\n"
    b'ZaiClient().chat.completions.create(model="glm-4.5", messages=[])\n',
}


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    monkeypatch.chdir(tmp_path)
    for name, data in FILES.items():
        Path(name).write_bytes(data)
    found = handle([(Path(name), data) for name, data in FILES.items()], Job(Config(), fix=True))
    return [one for one in found if one.fixed]


def test_a_constant_and_the_call_that_reads_it_are_one_group(planned: list[Outcome]) -> None:
    groups = together.groups(planned)

    assert {path.name for path in groups} == set(FILES)
    assert groups[Path("consts.py")] == groups[Path("app.py")] != groups[Path("alone.py")]


def changes() -> list[FileReplacement]:
    names = {"a.py": "one", "b.py": "one", "c.py": ""}
    for name in names:
        Path(name).write_bytes(b"old")
    return [FileReplacement(Path(name), b"old", b"new", group) for name, group in names.items()]


def contents() -> list[bytes]:
    return [Path(name).read_bytes() for name in ("a.py", "b.py", "c.py")]


@pytest.mark.parametrize("refused", ["a.py", "b.py"])
def test_where_one_can_not_be_laid_down_none_of_its_group_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_down = replacing.lay_down

    def failing(real: Path, temporary: Path, data: bytes) -> bool:
        if real.name == refused:
            raise PermissionError(13, "Permission denied")
        return lay_down(real, temporary, data)

    monkeypatch.setattr(replacing, "lay_down", failing)
    errors = write.commit(changes())

    assert contents() == [b"old", b"old", b"new"]
    assert {error.path.name for error in errors} == {"a.py", "b.py"}
    assert errors[1].detail.startswith(f"not written, because it belongs together with {refused}")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("refused", ["a.py", "b.py"])
def test_where_one_can_not_be_replaced_the_others_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    monkeypatch.chdir(tmp_path)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == refused:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    errors = write.commit(changes())

    assert contents() == [b"old", b"old", b"new"]
    assert {error.path.name for error in errors} == {"a.py", "b.py"}
    assert len(list(tmp_path.iterdir())) == 3
