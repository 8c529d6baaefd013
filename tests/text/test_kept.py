"""What is kept for the texts of files, and what makes room for what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from glm_migrate.text.kept import KeptByFile

Ask = Callable[..., list[str]]


@pytest.fixture(name="kept")
def fixture_kept() -> KeptByFile[int]:
    kept = KeptByFile[int]()
    kept.most = 30
    return kept


@pytest.fixture(name="made")
def fixture_made(kept: KeptByFile[int]) -> Ask:
    """Ask about files by one letter, each with a text of ten bytes; the answer is what was made."""

    def ask(names: str, text: bytes = b"0123456789") -> list[str]:
        made: list[str] = []

        def make(name: str) -> int:
            made.append(name)
            return len(made)

        for name in names:
            kept.of(name, text, partial(make, name))
        return made

    return ask


def test_nothing_is_kept_by_default() -> None:
    kept = KeptByFile[object]()

    assert kept.of("a", b"text", object) is not kept.of("a", b"text", object)


def test_the_same_text_is_made_once(made: Ask) -> None:
    assert made("aba") == ["a", "b"]
    KeptByFile.begin_round()
    assert made("ab") == []


def test_another_text_of_a_file_takes_the_place_of_the_last(made: Ask) -> None:
    made("abc")
    assert made("a", b"9876543210") == ["a"]
    assert made("a") == ["a"]
    assert made("bc") == []


def test_what_a_round_asks_for_in_turn_does_not_drive_itself_out(made: Ask) -> None:
    assert made("abcde") == list("abcde")
    KeptByFile.begin_round()
    assert made("abcde") == ["d", "e"]


def test_what_no_round_asks_for_any_more_makes_room(made: Ask) -> None:
    made("abc")
    KeptByFile.begin_round()
    made("cde")
    KeptByFile.begin_round()
    assert made("cde") == []
    assert made("ab") == ["a", "b"]


def test_a_text_that_is_larger_than_all_room_is_not_kept(made: Ask) -> None:
    assert made("aa", b"x" * 31) == ["a", "a"]


def test_an_error_keeps_nothing(kept: KeptByFile[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        kept.of("a", b"text", lambda: 1 // 0)

    assert kept.of("a", b"text", lambda: 7) == 7


def test_what_an_earlier_text_gave_can_be_used_for_the_next_one(kept: KeptByFile[int]) -> None:
    kept.of("a", b"text", lambda: 7)

    assert kept.of("a", b"other", lambda: (kept.latest("a") or 0) + 1) == 8
    assert kept.latest("b") is None


def test_a_text_of_which_nothing_can_be_made_leaves_what_was_kept(kept: KeptByFile[int]) -> None:
    kept.of("a", b"text", lambda: 7)
    with pytest.raises(ZeroDivisionError):
        kept.of("a", b"wrong", lambda: 1 // 0)

    assert kept.latest("a") == 7
