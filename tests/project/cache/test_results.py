"""Questions about files, answered again only where a file has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.results import CachedResults, is_found, is_table

Open = Callable[[], CachedResults]
FILES = ("a.py", "b.py", "c.py")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The results of a run, as each run has them anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for name in FILES:
        Path(name).write_text(name)

    def opened() -> CachedResults:
        found = CachedResults.opened("", Boundary((str(tmp_path / "project"),)), lambda *_: False)
        assert found is not None
        return found

    return opened


class Search:
    """Says of files that hold "hit" that they do, and which files it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, files: list[str]) -> Mapping[str, int]:
        self.asked += files
        return {path: 2 for path in files if "hit" in Path(path).read_text()}


def test_each_file_is_searched_once(opened: Open) -> None:
    search = Search()
    for _ in range(3):
        assert opened().found("kind", (), FILES, search) == {}

    assert search.asked == list(FILES)


def test_a_changed_file_alone_is_searched_again(opened: Open) -> None:
    search = Search()
    opened().found("kind", (), FILES, search)
    search.asked.clear()
    Path("b.py").write_text("hit")

    assert opened().found("kind", (), FILES, search) == {"b.py": 2}
    assert search.asked == ["b.py"]


def test_a_new_file_alone_is_searched(opened: Open) -> None:
    search = Search()
    opened().found("kind", (), FILES, search)
    search.asked.clear()
    Path("d.py").write_text("hit")

    assert opened().found("kind", (), (*FILES, "d.py"), search) == {"d.py": 2}
    assert search.asked == ["d.py"]


def test_another_question_has_another_answer(opened: Open) -> None:
    first, second = Search(), Search()
    opened().found("kind", ("word",), FILES, first)
    opened().found("kind", ("other",), FILES, second)

    assert first.asked == second.asked == list(FILES)


def test_contents_are_the_same_whenever_they_were_written(opened: Open) -> None:
    before = opened().contents(FILES, ())
    Path("a.py").unlink()
    Path("a.py").write_text("a.py")

    assert opened().contents(FILES, ()) == before
    Path("a.py").write_text("another")
    assert opened().contents(FILES, ()) != before


def test_an_answer_holds_for_one_state(opened: Open) -> None:
    opened().keep("name", "state", [1])

    assert opened().known("name", "state") == [1]
    assert opened().known("name", "another") is None


@pytest.mark.parametrize(
    "value", [None, 1, [], {"a": "1"}, {"a": True}, {"a": None}, {"a": [1]}], ids=repr
)
def test_what_is_no_answer_of_a_search_is_told(value: object) -> None:
    assert not is_found(value)


@pytest.mark.parametrize(
    "value", [None, 1, [], {"a": 1}, {"a": ["s"]}, {"a": ["s", "t"]}, {"a": [1, 1]}], ids=repr
)
def test_what_is_no_table_is_told(value: object) -> None:
    assert not is_table(value)
