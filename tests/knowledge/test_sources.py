"""Data files, and the sources that their records name."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import ConfigError
from glm_migrate.knowledge.sources import Fact, cited, listed, read, sources

TABLE = {"sources": {"a": {"url": "https://a", "date": "2026-10-08"}}}
FACT = Fact("https://a", "2026-10-08")


def test_the_sources_of_a_file_are_facts() -> None:
    known = sources(TABLE)

    assert known == {"a": FACT}
    assert cited({"price": "a"}, known) == {"price": FACT}
    assert listed(["a", "a"], known) == (FACT, FACT)
    assert sources({}) == {}


def test_a_source_that_is_not_listed_is_an_error() -> None:
    with pytest.raises(KeyError):
        listed(["b"], sources(TABLE))


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"a = ", "not a TOML file"), (b"\xff", "not a TOML file"), (None, "No such file")],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, data: bytes | None, why: str) -> None:
    path = tmp_path / "a.toml"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(ConfigError, match=rf"a\.toml: {why}"):
        read(path)


def test_a_file_is_read_as_tables(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[a]\nb = 1\n")

    assert read(tmp_path / "a.toml") == {"a": {"b": 1}}
