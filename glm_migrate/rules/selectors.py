"""What users write to name rules (`GLM101`, `outdated-model-id`, `GLM4`) → rules.

A selector is checked without importing one rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from glm_migrate.errors import UsageError
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule_names import rule_names

if TYPE_CHECKING:
    from glm_migrate.rules.rule import Rule


_LEAST_PART = 3  # letters of a word that is looked for inside of names


class Selection(Protocol):
    """The part of a run's settings that turns rules on and off."""

    @property
    def select(self) -> tuple[str, ...]: ...
    @property
    def ignore(self) -> tuple[str, ...]: ...
    @property
    def extend_select(self) -> tuple[str, ...]: ...
    @property
    def extend_ignore(self) -> tuple[str, ...]: ...


def codes(selector: str) -> frozenset[str]:
    """The rules that `selector` names.

    Raises:
        UsageError: it names none.
    """
    known = rule_names()
    code = selector.upper()
    found = frozenset(
        one for one, name in known.items() if one.startswith(code) or name == selector.lower()
    )
    if selector and found:
        return found
    raise UsageError(
        f"unknown rule {selector!r}{did_you_mean(selector, [*known.values(), *known])}"
    )


def selects(selectors: Iterable[str], code: str) -> bool:
    """Whether one of `selectors` names the rule `code`."""
    return any(code in codes(selector) for selector in selectors)


def selected_codes(selection: Selection) -> frozenset[str]:
    """The codes that are turned on: the longer selector wins, and `ignore` where they tie."""
    on = _strengths((*selection.select, *selection.extend_select))
    off = _strengths((*selection.ignore, *selection.extend_ignore))
    return frozenset(code for code, strength in on.items() if strength > off.get(code, 0))


def asks_for(selection: Selection, code: str) -> bool:
    """Whether `selection` turns on the rule `code` by more than the bare `GLM`; imports no rule."""
    strengths = _strengths((*selection.select, *selection.extend_select))
    return code in selected_codes(selection) and strengths[code] > len("GLM")


def selected(selection: Selection) -> tuple[Rule, ...]:
    """The rules that `selection` turns on, by code.

    A rule that is off by default needs a selector longer than the catalogue's common prefix: the
    bare `GLM` means all that are on by default.
    """
    strengths = _strengths((*selection.select, *selection.extend_select))
    chosen = selected_codes(selection)
    return tuple(
        rule
        for rule in all_rules()
        if rule.code in chosen and (rule.default or strengths[rule.code] > len("GLM"))
    )


def named(selectors: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that `selectors` name, by code, whether or not they are on by default."""
    chosen = frozenset().union(*map(codes, selectors))
    return tuple(rule for rule in all_rules() if rule.code in chosen)


def _strengths(selectors: Iterable[str]) -> dict[str, int]:
    strengths: dict[str, int] = {}
    for selector in selectors:
        for code in codes(selector):
            exact = selector.lower() == rule_names()[code]
            strength = len(code) if exact else len(selector)
            strengths[code] = max(strength, strengths.get(code, 0))
    return strengths


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest of `known`, or nothing."""
    from difflib import get_close_matches

    spelling = {one.lower(): one for one in known if one != word}
    close = get_close_matches(word.lower(), spelling, n=5) or _holding(word.lower(), spelling)
    # Of words that are equally close the one that starts alike: typing errors come late.
    best = max(close, key=lambda one: _shared_start(word.lower(), one), default=None)
    return f"; did you mean {spelling[best]!r}?" if best else ""


def _holding(word: str, known: Iterable[str]) -> list[str]:
    """Those of `known` that a word of some length is a part of."""
    return [one for one in known if len(word) >= _LEAST_PART and word in one]


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
