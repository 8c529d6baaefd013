"""Which names the tests of a project read."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(rb"[A-Za-z_]\w*")


def words(texts: Iterable[bytes]) -> frozenset[str]:
    """Every name that stands in some test files."""
    return frozenset(word.decode() for text in texts for word in _WORD.findall(text))
