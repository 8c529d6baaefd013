"""Versions of packages, compared as PEP 440 says.

`packaging` is imported when the first one is read: most runs compare none.
"""

from __future__ import annotations

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
