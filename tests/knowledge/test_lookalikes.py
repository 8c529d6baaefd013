"""Letters that look like Latin ones are read as these, one for one."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.lookalikes import as_latin
from glm_migrate.knowledge.sources import DATA, read, sources


@pytest.mark.parametrize(
    "name",
    ["\u0430pi_k\u0435y", "\u0430\u0440\u0456_key", "\uff41\uff50\uff49_key", "\U0001d41api_key"],
    ids=["cyrillic", "all cyrillic", "full width", "bold"],
)
def test_a_name_is_read_as_it_looks(name: str) -> None:
    assert as_latin(name) == "api_key"


@pytest.mark.parametrize("text", ["api_key = 1", "密钥", "ключ: ж", "½ ﬁ", "\u0301"])
def test_each_character_stays_one(text: str) -> None:
    assert len(as_latin(text)) == len(text)


def test_what_looks_like_nothing_else_stays() -> None:
    assert as_latin("密钥ж") == "密钥ж"


def test_each_alphabet_has_a_letter_for_each_of_its_own_and_a_source() -> None:
    table = read(DATA / "lookalikes.toml")
    known = sources(table)
    alphabets = [one for name, one in table.items() if name != "sources"]

    assert alphabets
    for one in alphabets:
        assert len(one["letters"]) == len(one["latin"]) == len(set(one["letters"]))
        assert one["latin"].isascii()
        assert set(one["sources"]) <= known.keys()
