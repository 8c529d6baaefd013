"""Files that are only read for the values that they define."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.runner.reading import load, names_in

SMALL = b"MODEL = 'x'\n"
PADDING = b"# " + b"x" * 20_000 + b"\n"


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    names_in.cache_clear()
    yield
    names_in.cache_clear()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "a.py"
    path.write_bytes(data)
    return path


def test_a_small_file_is_read_whatever_it_is_about(tmp_path: Path) -> None:
    source = load(written(tmp_path, SMALL))

    assert source is not None
    assert source.text == SMALL.decode()


@pytest.mark.parametrize(
    ("data", "read"),
    [
        pytest.param(PADDING, False, id="about something else"),
        pytest.param(PADDING + b"MODEL = 'glm-4.5'\n", True, id="it names a model"),
        pytest.param(PADDING + b"client.chat.completions\n", True, id="it asks a model"),
        pytest.param(b"# glm-4.5 " + b"x" * (1 << 20), False, id="too large"),
    ],
)
def test_a_large_file_is_read_where_it_is_about_models(
    tmp_path: Path, data: bytes, read: bool
) -> None:
    assert (load(written(tmp_path, data)) is not None) is read


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x = '\xff'\n", id="not UTF-8"),
        pytest.param(b"# coding: nothing\nx = 1\n", id="an unknown encoding"),
        pytest.param(b"x = " + b"(" * 2_000 + b")" * 2_000 + b"\n", id="the parser may crash"),
    ],
)
def test_a_file_that_can_not_be_read_has_no_values(tmp_path: Path, data: bytes) -> None:
    assert load(written(tmp_path, data)) is None


def test_a_directory_and_a_missing_file_have_no_values(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert load(tmp_path / "none.py") is None


def test_a_directory_is_listed_once_in_a_run(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    before = names_in(str(tmp_path))
    (tmp_path / "b.py").write_bytes(SMALL)

    assert before == names_in(str(tmp_path)) == {"a.py"}


def test_what_is_no_directory_holds_nothing(tmp_path: Path) -> None:
    assert names_in(str(tmp_path / "none")) == frozenset()
    assert names_in(str(written(tmp_path, SMALL))) == frozenset()
