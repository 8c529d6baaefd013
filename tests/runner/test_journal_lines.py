"""The lines of a journal, as they were written or otherwise."""

from __future__ import annotations

import pytest

from glm_migrate.runner.journal_lines import read, written

RECORDS = ({"kind": "fix"}, {"path": "a.py"}, {"path": "b.py"})
DATA = (b"", b"x = 1\n\n", b"\xff\0")
TEXT = b"".join(map(written, RECORDS, DATA))


def paths(text: bytes) -> list[str]:
    return [about.get("path", "") for about, _ in read(text).records]


def test_what_was_written_is_read() -> None:
    found = read(TEXT)

    assert not found.damaged
    assert [data for _, data in found.records] == list(DATA)
    assert paths(TEXT) == ["", "a.py", "b.py"]


def test_an_end_that_is_missing_is_no_damage() -> None:
    every = [read(TEXT[:size]) for size in range(len(TEXT))]

    assert not any(one.damaged for one in every)
    assert {len(one.records) for one in every} == {0, 1, 2}


def test_room_that_was_never_filled_is_no_damage() -> None:
    assert not read(TEXT + b"\0" * 4096).damaged
    assert len(read(TEXT + b"\0" * 4096).records) == 3


@pytest.mark.parametrize("position", range(0, len(TEXT), 7))
def test_any_other_change_is_damage(position: int) -> None:
    changed = bytearray(TEXT)
    changed[position] ^= 1
    found = read(bytes(changed))

    assert found.damaged or len(found.records) < 3
    assert all(about in [read(TEXT).records[n][0] for n in range(3)] for about, _ in found.records)


@pytest.mark.parametrize("text", [b"[]\n\n", b"\xff\xfe\n", b'{"size": -137}\n\n', b"\0{}\n\n"])
def test_what_is_no_journal_is_damage(text: bytes) -> None:
    assert read(text).damaged
    assert read(text).records == ()
