"""What settings may say, and how two of them are put together."""

from __future__ import annotations

import pytest

from glm_migrate.config.schema import Config, is_toml, keys, stack, validate
from glm_migrate.errors import ConfigError


def test_keys_are_the_fields_with_dashes() -> None:
    assert keys()["per-file-ignores"] == "per_file_ignores"
    assert all("_" not in key for key in keys())


def test_a_table_becomes_values_of_the_fields() -> None:
    layer = validate({"select": ["GLM1"], "unsafe-fixes": True}, "a.toml")

    assert layer["select"] == ("GLM1",)
    assert layer["unsafe_fixes"] is True


@pytest.mark.parametrize(
    ("table", "why"),
    [
        pytest.param({"selct": []}, "selct.*select", id="a key with a typo"),
        pytest.param({"select": "GLM1"}, "select", id="a text for a list"),
        pytest.param({"select": [1]}, "select", id="a number in it"),
        pytest.param({"unsafe-fixes": 1}, "unsafe-fixes", id="a number for a truth value"),
        pytest.param({"fail-on": "never"}, "fail-on", id="none of the choices"),
        pytest.param({"select": ["GLM999x"]}, "GLM999x", id="no rule"),
        pytest.param({"model-aliases": {"a": 1}}, "model-aliases", id="an alias that is no text"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(table: dict[str, object], why: str) -> None:
    with pytest.raises(ConfigError, match=rf"a\.toml.*{why}"):
        validate(table, "a.toml")


def test_of_two_layers_the_nearer_wins_and_what_extends_is_joined() -> None:
    above = validate({"target": "glm-4.6", "extend-ignore": ["GLM2"]}, "above")
    file = validate({"ignore": ["GLM1"], "extend-ignore": ["GLM3"]}, "file")
    both = stack(file, above)

    assert (both["target"], both["ignore"]) == ("glm-4.6", ("GLM1",))
    assert set(both["extend_ignore"]) >= {"GLM3"}


@pytest.mark.parametrize(("name", "expected"), [("a.toml", True), ("glm-4.6", False), (3, False)])
def test_a_target_may_be_a_file(name: object, expected: bool) -> None:
    assert is_toml(name) is expected


def test_the_defaults_are_valid() -> None:
    default = Config()
    lists = {key: list(getattr(default, name)) for key, name in keys().items() if key == "select"}

    assert validate(lists, "")["select"] == default.select
