"""The searches of a run, with and without the results of earlier ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.project.searches import Searches


@pytest.fixture
def within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Boundary:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    texts = {
        "id.py": 'MODEL = "glm-4.5"\n',
        "prose.py": "# what glm-4.5 can do\n",
        "asks.py": "client.chat.completions.create()\n",
        "set.yaml": "model: glm-4.5\n",
        "none.py": "",
    }
    for name, text in texts.items():
        Path(name).write_text(text)
    Path("link.py").symlink_to("id.py")
    return Boundary((str(tmp_path / "project"),))


def test_the_answers_of_earlier_runs_are_those_of_a_search(within: Boundary) -> None:
    files = sorted(path.name for path in Path().iterdir())
    plain = Searches(within=within)
    expected = plain.candidates(files), plain.asking(files)
    assert expected[0] == {"id.py": True, "prose.py": False, "set.yaml": True}
    assert expected[1] == ["asks.py"]

    for _ in range(2):
        again = Searches(within=within, results=CachedResults.opened("", within, lambda *_: False))
        assert again.results is not None
        assert (again.candidates(files), again.asking(files)) == expected


def test_words_of_the_user_are_part_of_the_question(within: Boundary) -> None:
    for words, expected in (((), []), ((b"none",), ["none.txt"])):
        Path("none.txt").write_text("none")
        results = CachedResults.opened("", within, lambda *_: False)
        searches = Searches(words, within=within, results=results)

        assert list(searches.candidates(["none.txt"])) == expected
