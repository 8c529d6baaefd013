"""Targets: the shipped one, one from a user's file, and what is said of a wrong file."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import ConfigError
from glm_migrate.knowledge import Fact
from glm_migrate.knowledge.target_facts import load_target_file, target, targets

ROOT = Path(__file__).parents[2]
TARGET = target("glm-4.6")


def test_the_target_holds_the_numbers_of_its_guide() -> None:
    assert TARGET.context == 200_000
    assert TARGET.max_output == 131_072
    assert TARGET.default_max_output == 65_536
    assert (TARGET.temperature, TARGET.temperature_range) == (1.0, (0.0, 1.0))
    assert (TARGET.top_p, TARGET.top_p_range) == (0.95, (0.01, 1.0))
    assert (TARGET.thinking, TARGET.thinks, TARGET.tool_stream) == ("auto", True, True)
    assert TARGET.supported
    assert TARGET.efforts == ()


def test_only_glm_4_6_is_shipped_as_a_target() -> None:
    assert targets() == ("glm-4.6",)


def test_an_unknown_target_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(ConfigError, match=r"no target 'glm-9' is shipped, only 'glm-4\.6'\."):
        target("glm-9")


MADE_UP = ROOT / "tests/knowledge/targets/made-up.toml"


def test_a_target_is_a_file_and_needs_no_code() -> None:
    other = target(str(MADE_UP))

    assert other == load_target_file(MADE_UP)
    assert (other.id, other.temperature, other.top_p) == ("glm-4.7", 0.8, 0.7)
    assert (other.thinking, other.thinks, other.tool_stream) == ("forced", True, False)
    assert other.temperature_range == (0.0, 2.0)
    assert other.efforts == ("high", "max")
    assert {id: move.group for id, move in other.moves.items()} == {
        "glm-4.6": "A",
        "glm-4.5": "C",
        "glm-4.5-air": "B",
        "glm-4-plus": "report",
    }
    assert other.moves["glm-4.5-air"].change == "dearer"
    assert other.sources["id"] == Fact("https://example.com/guide", "2026-01-01")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("top_p = 0.7\n", "", "'top_p' is missing", id="a missing number"),
        pytest.param("[moves]", "[movs]", "unknown key 'movs'", id="an unknown table"),
        pytest.param('group = "A"', 'group = "D"', "must be one of A, B, C, report", id="a group"),
        pytest.param('group = "A", ', "", "'group' is missing", id="a missing group"),
        pytest.param('id = "guide"', 'id = "page"', "'page' is missing", id="an unknown source"),
        pytest.param('"forced"', '"often"', "'thinking' must be one of none, auto", id="thinking"),
        pytest.param("context = 300000", 'context = "big"', "'context' must be a int", id="a type"),
        pytest.param("context = 300000", "context = true", "'context' must be a int", id="a bool"),
        pytest.param("range = [0, 2]", "range = [0]", "not enough values", id="half a range"),
        pytest.param("[moves]", "moves", "not a TOML file", id="no TOML"),
    ],
)
def test_a_target_file_that_is_wrong_says_what(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = MADE_UP.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "other.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ConfigError, match=message) as caught:
        load_target_file(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_target_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        target(str(tmp_path / "none.toml"))
