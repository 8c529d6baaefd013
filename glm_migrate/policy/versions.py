"""Versions of packages, compared as PEP 440 says.

`packaging` is imported when the first one is read: most runs compare none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version


@cache
def version(text: str) -> Version | None:
    """The version that `text` names; None for a wildcard and everything else that is none."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None


def is_older(text: str, than: str) -> bool:
    """Whether both are versions and the first comes before the second."""
    one, other = version(text), version(than)
    return one is not None and other is not None and one < other


def highest(texts: list[str]) -> str:
    """The highest of some versions; texts that are none come first."""
    from packaging.version import Version

    return max(texts, key=lambda text: version(text) or Version("0.dev0"))


def allows(bounds: list[tuple[str, str]], wanted: str) -> bool:
    """Whether PEP 440 comparisons all let a version through; others let none through."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        together = SpecifierSet(",".join(f"{operator}{text}" for operator, text in bounds))
    except InvalidSpecifier:
        return False
    return together.contains(wanted, prereleases=True)


def keeps_out(constraint: Iterable[tuple[str, str]], since: str) -> bool:
    """Whether a constraint lets through no version from `since` on; what can't be read does."""
    return any(_ends_before(operator, text, since) for operator, text in constraint)


def _ends_before(operator: str, text: str, since: str) -> bool:
    is_series = text.endswith(".*")
    highest, wanted = version(text.removesuffix(".*")), version(since)
    if highest is None or wanted is None:
        return False
    if operator in ("~=", "^", "~"):
        return _upper(operator, highest.release) <= wanted.release
    if operator in ("==", "") and is_series:
        return _after(highest.release) <= wanted.release
    if operator == "<":
        return highest <= wanted
    return operator in ("==", "===", "<=", "") and highest < wanted


def _after(release: tuple[int, ...]) -> tuple[int, ...]:
    """The first release behind a series."""
    return (*release[:-1], release[-1] + 1)


def narrows(operator: str, old: str, new: str) -> bool:
    """Whether `operator` with the higher version `new` would keep more out at the upper end.

    `~=0.1` goes up to 1.0, `~=0.1.4` only up to 0.2.
    """
    one, other = version(old), version(new)
    if operator not in ("~=", "^", "~") or one is None or other is None:
        return False
    before, after = _upper(operator, one.release), _upper(operator, other.release)
    return other.release < before and after < before


def _upper(operator: str, release: tuple[int, ...]) -> tuple[int, ...]:
    """The release that `~=` of PEP 440, or `^` and `~` of Poetry, stop before."""
    if operator == "~=":
        index = max(len(release) - 2, 0)
    elif operator == "~":
        index = min(1, len(release) - 1)
    else:
        filled = (place for place, part in enumerate(release) if part)
        index = next(filled, len(release) - 1)
    return (*release[:index], release[index] + 1)
