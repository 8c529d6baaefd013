"""What a directory or a file of names stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet.listing import kind_of, listed
from tests.campaign.hostile_repositories import git
from tests.runner.fleet.samples import clone


def told(repos: Path) -> list[tuple[str, str, str]]:
    return [(one.name, one.kind, one.revision) for one in listed(repos)]


def test_a_directory_holds_repositories_of_every_kind_also_in_groups(tmp_path: Path) -> None:
    clone(tmp_path / "fleet/one")
    clone(tmp_path / "fleet/group/two")
    git(tmp_path, "clone", "-q", "--mirror", "fleet/one", "fleet/mirror.git")
    (tmp_path / "fleet/plain/src").mkdir(parents=True)
    (tmp_path / "fleet/three.tar.gz").touch()
    (tmp_path / "fleet/README.md").touch()

    assert told(tmp_path / "fleet") == [
        ("group/two", "git", ""),
        ("mirror.git", "bare", ""),
        ("one", "git", ""),
        ("plain", "directory", ""),
        ("three.tar.gz", "archive", ""),
    ]


def test_groups_lie_in_groups_and_can_hold_archives_alone(tmp_path: Path) -> None:
    clone(tmp_path / "fleet/org/team/one")
    (tmp_path / "fleet/packed").mkdir()
    (tmp_path / "fleet/packed/two.zip").touch()
    (tmp_path / "fleet/code/vendor").mkdir(parents=True)
    (tmp_path / "fleet/code/a.py").touch()
    (tmp_path / "fleet/code/vendor/three.zip").touch()

    assert told(tmp_path / "fleet") == [
        ("code", "directory", ""),
        ("org/team/one", "git", ""),
        ("packed/two.zip", "archive", ""),
    ]


def test_an_archive_alone_is_a_repository_and_the_output_is_none(tmp_path: Path) -> None:
    (tmp_path / "fleet/out/pages").mkdir(parents=True)
    (tmp_path / "fleet/one.zip").touch()

    assert told(tmp_path / "fleet/one.zip") == [("one.zip", "archive", "")]
    assert [one.name for one in listed(tmp_path / "fleet", tmp_path / "fleet/out")] == ["one.zip"]


def test_a_file_has_a_path_a_line_with_a_revision_behind_it(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    clone(tmp_path / "with blank")
    lines = ("# fleet", "", "one", "one v1", "with blank", "with blank\tmain", "gone")
    (tmp_path / "repos.txt").write_text("\n".join(lines))

    assert told(tmp_path / "repos.txt") == [
        ("gone", "none", ""),
        ("one@HEAD", "git", ""),
        ("one@v1", "git", "v1"),
        ("with blank@HEAD", "git", ""),
        ("with blank@main", "git", "main"),
    ]


def test_an_address_is_named_without_its_password(tmp_path: Path) -> None:
    secret = "https://user:hunter2@host/a.git"
    (tmp_path / "repos.txt").write_text(f"{secret}\ngit@host:b.git v1\nhttps://h:80/a@b:c\n")
    found = listed(tmp_path / "repos.txt")

    assert [(one.name, one.path, one.kind, one.revision) for one in found] == [
        ("git@host:b.git", "git@host:b.git", "remote", "v1"),
        ("https://h:80/a@b:c", "https://h:80/a@b:c", "remote", ""),
        ("https://host/a.git", secret, "remote", ""),
    ]


def test_one_repository_is_a_fleet_too(tmp_path: Path) -> None:
    assert told(clone(tmp_path / "one")) == [("one", "git", "")]


def test_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "repos.txt").write_text("# none\n")
    for path in (tmp_path / "gone", tmp_path / "repos.txt"):
        with pytest.raises(UsageError):
            listed(path)


def test_what_is_nothing_to_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()

    assert kind_of(str(tmp_path / "x.txt")) == kind_of(str(tmp_path / "gone")) == "none"


def test_a_password_with_an_at_sign_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("https://bob:p@ss@host/x\n", encoding="utf-8")

    assert [one.name for one in listed(tmp_path / "list")] == ["https://host/x"]


def test_a_list_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    (tmp_path / "list").write_text("one\n", encoding="utf-8-sig")

    assert told(tmp_path / "list") == [("one", "git", "")]


def test_each_revision_is_told_once_under_a_name_of_its_own(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    clone(tmp_path / "one@v1")
    (tmp_path / "list").write_text("one\none HEAD\none\n./one v1\none v1\none v2\none@v1\n")

    assert told(tmp_path / "list") == [
        ("./one", "git", "v1"),
        ("one@HEAD", "git", ""),
        ("one@v1", "git", ""),
        ("one@v2", "git", "v2"),
    ]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    clone(tmp_path / "one@v1")
    (tmp_path / "list").write_text("one@v1\none v1\none v2\n")

    assert told(tmp_path / "list") == [
        ("one@v1", "git", ""),
        ("one@v1-2", "git", "v1"),
        ("one@v2", "git", "v2"),
    ]


def test_a_name_with_a_dot_is_skipped_only_where_it_is_no_repository_of_git(tmp_path: Path) -> None:
    clone(tmp_path / "fleet/.github")
    git(tmp_path, "clone", "-q", "--mirror", "fleet/.github", "fleet/.mirror")
    (tmp_path / "fleet/.cache/x").mkdir(parents=True)
    (tmp_path / "fleet/.old.zip").touch()

    assert told(tmp_path / "fleet") == [(".github", "git", ""), (".mirror", "bare", "")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_list_may_be_in_wide_characters(tmp_path: Path, encoding: str) -> None:
    clone(tmp_path / "one")
    (tmp_path / "list").write_bytes("\ufeffone\r\none HEAD\r\n中\r\n".encode(encoding))

    assert told(tmp_path / "list") == [("one", "git", ""), ("中", "none", "")]


def test_a_line_with_a_nul_byte_is_told(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    (tmp_path / "list").write_bytes(b"one\na\0b\nhttps://host/\0 v1\n")
    found = listed(tmp_path / "list", tmp_path / "out")

    assert [(one.name, one.kind) for one in found] == [
        ("a\\0b", "none"),
        ("https://host/\\0 v1", "none"),
        ("one", "git"),
    ]
    assert {one.refused for one in found[:2]} == {"a line with a NUL byte names nothing"}


def test_a_link_makes_no_second_repository_and_no_group(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet"
    clone(fleet / "group/one")
    clone(tmp_path / "elsewhere/two")
    (fleet / "plain/src").mkdir(parents=True)
    for name, target in (
        *(("again", "group/one"), ("all", "group"), ("loop", "."), ("other", "../elsewhere")),
        *(("a-plain", "plain"), ("outside", "../elsewhere/two")),
    ):
        (fleet / name).symlink_to(target)

    assert told(fleet) == [
        ("group/one", "git", ""),
        ("outside", "git", ""),
        ("plain", "directory", ""),
    ]


def test_a_list_names_a_repository_once_whatever_leads_to_it(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    (tmp_path / "link").symlink_to("one")
    (tmp_path / "list").write_text("link\none\nlink v1\nfile:///x\nfile:///x\n")

    assert told(tmp_path / "list") == [
        ("file:///x", "remote", ""),
        ("link", "git", "v1"),
        ("one", "git", ""),
    ]


def test_links_to_clones_make_a_group_of_what_holds_no_code(tmp_path: Path) -> None:
    clone(tmp_path / "one")
    for folder in ("links", "code"):
        (tmp_path / "fleet" / folder).mkdir(parents=True)
        (tmp_path / "fleet" / folder / "lib").symlink_to(tmp_path / "one")
    (tmp_path / "fleet/code/a.py").touch()

    assert told(tmp_path / "fleet") == [("code", "directory", ""), ("links/lib", "git", "")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("bob:hunter2@host:a.git", "bob@host:a.git"),
        ("bob:hunter2/@x@host:a.git v1", "bob@host:a.git v1"),
        ("bob@corp.com:hunter2@host:a.git", "bob@corp.com@host:a.git"),
    ],
)
def test_a_password_where_git_takes_none_is_refused_and_not_told(
    tmp_path: Path, line: str, name: str
) -> None:
    (tmp_path / "list").write_text(line)
    (found,) = listed(tmp_path / "list")

    assert (found.name, found.kind) == (name, "none")
    assert "takes no password" in found.refused
    assert "hunter2" not in str(found)
