"""What `takewhile` takes of texts, by its test."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.taken_while import is_taken_while
from tests.analysis.python.streams.text_reads import WORDS, last_read


@pytest.mark.parametrize(
    ("taking", "ends"),
    [
        pytest.param("takewhile(bool, words())", True, id="its truth"),
        pytest.param("itertools.takewhile(len, words())", True, id="its length"),
        pytest.param("takewhile(lambda t: t != '', words())", True, id="a comparison"),
        pytest.param("takewhile(lambda t: t != 'x', words())", False, id="another text"),
        pytest.param("takewhile(lambda t: t is not None, words())", False, id="None alone"),
        pytest.param("takewhile(known, words())", False, id="a function"),
        pytest.param("dropwhile(bool, words())", False, id="what is behind"),
        pytest.param("takewhile(words(), bool)", False, id="the other way round"),
    ],
)
def test_an_empty_text_ends_what_is_taken(taking: str, ends: bool) -> None:
    assert is_taken_while(*last_read(f"{WORDS}for text in {taking}:\n    show(text)\n")) is ends
