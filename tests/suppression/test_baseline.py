"""The file of accepted findings: what it holds, what is refused, in which order it is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glm_migrate.errors import ConfigError
from glm_migrate.suppression.baseline import BaselineEntry, key_of, read, written

PATH = Path("baseline.toml")
ONE = BaselineEntry("app.py", "GLM101", "0a1b2c3d4e5f")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(ONE, id="plain"),
        pytest.param(
            BaselineEntry("a.py", "GLM201", "f", "Bot.ask", "a; b", date(2027, 1, 31), "by Li"),
            id="full",
        ),
        pytest.param(
            BaselineEntry("ü 名.py", "GLM101", "f", "", 'a "b" \\ \t\x7f'), id="odd characters"
        ),
    ],
)
def test_what_is_written_is_read_again(entry: BaselineEntry) -> None:
    assert read(PATH, written([entry])) == (entry,)


def test_each_entry_is_one_line_and_their_order_is_that_of_the_code() -> None:
    two = BaselineEntry("b.py", "GLM101", "f")
    data = written([two, ONE])

    assert data == written([ONE, two])
    assert [line.split('"')[1] for line in data.decode().splitlines() if "mark" in line] == [
        "app.py",
        "b.py",
    ]


def test_an_entry_that_a_merge_adds_is_a_line_of_its_own() -> None:
    fewer, more = (
        set(written(some).splitlines()) for some in ([ONE], [ONE, ONE, BaselineEntry(*"abc")])
    )

    assert fewer < more


def test_a_date_may_be_written_as_a_string() -> None:
    text = written([ONE]).replace(b" }", b', until = "2027-01-31" }')

    assert read(PATH, text)[0].until == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("x = 1", "not a baseline", id="another file"),
        pytest.param("version = 2\nfinding = []", "not a baseline", id="a later version"),
        pytest.param("version = 1\nfinding = 1", "not a baseline", id="no list"),
        pytest.param("version = 1\nfindings = []", "unknown key 'findings'", id="a typing error"),
        pytest.param("version = 1\nfinding = [1]", "finding 1 must be a table", id="no table"),
        pytest.param("version = 1\nfinding = [{kode = ''}]", "unknown key 'kode'", id="odd key"),
        pytest.param("version = 1\nfinding = [{path = 1}]", "must be a string", id="number"),
        pytest.param("version = 1\nfinding = [{code = 'x'}]", "'path' is missing", id="missing"),
        pytest.param(
            "version = 1\nfinding = [{path='a', code='b', mark='c', until='soon'}]",
            "'until' must be a date",
            id="no date",
        ),
        pytest.param("version =", "baseline.toml: ", id="no TOML"),
    ],
)
def test_a_file_that_is_none_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(PATH, text.encode())

    assert message in str(caught.value)


def test_an_entry_is_that_of_its_file_whatever_the_files_name() -> None:
    odd = BaselineEntry(b"\xff.py".decode(errors="surrogateescape"), "GLM101", "f")
    (entry,) = read(PATH, written([odd]))

    assert key_of(Path.cwd() / entry.path) == key_of(odd.path)


def test_the_last_day_counts() -> None:
    entry = BaselineEntry("a.py", "GLM101", "f", until=date(2027, 1, 31))

    assert not entry.is_expired(date(2027, 1, 31))
    assert entry.is_expired(date(2027, 2, 1))
