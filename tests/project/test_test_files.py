"""The names that tests read."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.test_files import names_read, words


def test_names_are_those_of_tests_alone(tmp_path: Path) -> None:
    files = {"test_a.py": "ask(x1)\n# 1st\n", "app.py": "hidden\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in (*files, "test_gone.py")]

    assert names_read(paths, Boundary.around([str(tmp_path)])) == {"ask", "x1", "st"}


def test_no_test_leads_out_of_what_is_checked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.py").write_text("password\n")
    link = tmp_path / "in/test_a.py"
    link.symlink_to("../secret.py")

    assert names_read([str(link)], Boundary.around([str(tmp_path / "in")])) == frozenset()


def test_words_are_names_and_no_numbers() -> None:
    assert words([b"a_b = 12", b"c.d()"]) == {"a_b", "c", "d"}
