"""How rules are named, and which of them a configuration turns on."""

from __future__ import annotations

from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.errors import UsageError
from glm_migrate.rules import selectors
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule_names import rule_names


def test_the_catalogue_agrees_with_the_rules() -> None:
    assert rule_names() == {rule.code: rule.name for rule in all_rules()}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        pytest.param("GLM101", {"GLM101"}, id="a code"),
        pytest.param("glm101", {"GLM101"}, id="a code in lower case"),
        pytest.param("outdated-model-id", {"GLM101"}, id="a name"),
        pytest.param("Outdated-Model-Id", {"GLM101"}, id="a name in mixed case"),
        pytest.param("GLM91", {"GLM910", "GLM911", "GLM912"}, id="a prefix"),
    ],
)
def test_what_a_selector_names(selector: str, expected: set[str]) -> None:
    assert selectors.codes(selector) == expected


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        pytest.param("GLM1O1", "unknown rule 'GLM1O1'; did you mean 'GLM101'?", id="a code"),
        pytest.param("unused-supression", "did you mean 'unused-suppression'?", id="a name"),
        pytest.param("no-such", "unknown rule 'no-such'", id="a name like no other"),
        pytest.param("", "unknown rule ''", id="nothing"),
    ],
)
def test_an_unknown_rule_is_refused(selector: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        selectors.codes(selector)

    assert str(caught.value).endswith(message)


@pytest.mark.parametrize(
    ("settings", "on", "off"),
    [
        pytest.param({}, {"GLM101", "GLM910"}, set(), id="all by default"),
        pytest.param(
            {"ignore": ("GLM1",)}, {"GLM201"}, {"GLM101"}, id="ignore beats a shorter select"
        ),
        pytest.param(
            {"select": ("GLM101",), "ignore": ("GLM1",)}, {"GLM101"}, {"GLM201"}, id="longer select"
        ),
        pytest.param({"select": ("GLM1",), "ignore": ("GLM1",)}, set(), {"GLM101"}, id="a tie"),
        pytest.param(
            {"ignore": ("GLM1",), "extend_select": ("outdated-model-id",)},
            {"GLM101"},
            {"GLM102"},
            id="a name is as long as a code",
        ),
        pytest.param({"extend_ignore": ("GLM201",)}, {"GLM101"}, {"GLM201"}, id="extend-ignore"),
    ],
)
def test_which_rules_are_on(settings: dict[str, Any], on: set[str], off: set[str]) -> None:
    chosen = selectors.selected_codes(Config(**settings))

    assert on <= chosen
    assert not off & chosen


def test_a_rule_that_is_off_by_default_needs_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = next(rule for rule in all_rules() if rule.code == "GLM903")
    monkeypatch.setattr(type(quiet), "default", property(lambda self: self.code != "GLM903"))

    def is_on(**settings: Any) -> bool:
        return quiet in selectors.selected(Config(**settings))

    assert not is_on()
    assert is_on(select=("GLM", "GLM9"))
    assert is_on(extend_select=("unresolved-call",))


def test_rules_named_on_the_command_line_come_by_code() -> None:
    named = selectors.named(["GLM901", "cannot-read"])

    assert [rule.code for rule in named] == ["GLM900", "GLM901"]


def test_one_selector_among_many() -> None:
    assert selectors.selects(("GLM9", "GLM1"), "GLM101")
    assert not selectors.selects((), "GLM101")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, False, id="all is not enough"),
        pytest.param({"extend_select": ("GLM8",)}, True, id="its group is"),
        pytest.param({"select": ("GLM801",), "ignore": ("GLM801",)}, False, id="not if ignored"),
    ],
)
def test_asking_for_a_rule_that_is_off_by_default(settings: dict[str, Any], expected: bool) -> None:
    assert selectors.asks_for(Config(**settings), "GLM801") is expected
