"""Owners are told as forges tell them."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.code_owners import by_file, owners

TEXT = """\
# teams
*             @acme/all  # everybody
/app/         @acme/app me@example.com
*.ipynb       @acme/data
/app/free/
[Section]
"""


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(["x.py"], ("@acme/all",), id="the line for all"),
        pytest.param(["app/x.py"], ("@acme/app", "me@example.com"), id="a later line counts"),
        pytest.param(["app/x.ipynb"], ("@acme/data",), id="the last line counts"),
        pytest.param(["app/free/x.py"], (), id="a line without owners takes them away"),
        pytest.param(["x.py", "a.ipynb"], ("@acme/all", "@acme/data"), id="several files"),
        pytest.param([], ("@acme/all",), id="no file: the repository"),
    ],
)
def test_the_last_line_that_matches_counts(
    tmp_path: Path, paths: list[str], expected: tuple[str, ...]
) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text(TEXT)

    assert owners(tmp_path, paths) == expected


def test_without_the_file_nobody_is_told(tmp_path: Path) -> None:
    assert owners(tmp_path, ["x.py"]) == ()


def test_the_owners_of_each_file_are_looked_up_alone(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text(TEXT, encoding="utf-8")
    find = by_file(tmp_path)

    assert (find("app/x.py"), find("x.py")) == (("@acme/app", "me@example.com"), ("@acme/all",))
    assert by_file(None)("x.py") == ()


def test_a_line_whose_pattern_is_none_is_skipped(tmp_path: Path) -> None:
    text = "* @acme/all\n\\ @odd\n\\#x.py @hash\n!! @not\n! @none\n"
    (tmp_path / "CODEOWNERS").write_text(text)

    assert owners(tmp_path, ["a.py"]) == ("@acme/all",)
    assert owners(tmp_path, ["#x.py"]) == ("@hash",)


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/CODEOWNERS").write_text("* @secret\n")
    for place, target in (("docs", "../outside"), ("CODEOWNERS", "../outside/CODEOWNERS")):
        root = tmp_path / f"r-{place}"
        root.mkdir()
        (root / place).symlink_to(target)
        assert owners(root, ["x.py"]) == ()
    (root / "own").write_text("* @own\n")
    (root / "CODEOWNERS").unlink()
    (root / "CODEOWNERS").symlink_to("own")

    assert owners(root, ["x.py"]) == ("@own",)
