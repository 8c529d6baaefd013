"""Letters that look like Latin ones: which name a reader sees in one that is written otherwise."""

from __future__ import annotations

import unicodedata
from functools import cache


def as_latin(text: str) -> str:
    """`text` with a Latin letter for each letter that looks like one; as many characters."""
    if text.isascii():
        return text
    known = _latin()
    return "".join(one if one.isascii() else known.get(one) or _plain(one) for one in text)


def _plain(letter: str) -> str:
    """The letter as Python reads it, not in bold, full width or italics; itself for others."""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if plain.isascii() and len(plain) == 1 else letter


@cache
def _latin() -> dict[str, str]:
    # The reader of tables takes longer to start than most names take to be looked at.
    from glm_migrate.knowledge.sources import DATA, read

    tables = read(DATA / "lookalikes.toml")
    pairs = [
        (letter, latin)
        for name, table in tables.items()
        if name != "sources"
        for letter, latin in zip(table["letters"], table["latin"], strict=True)
    ]
    return dict(pairs)
