"""Answers on disk: what comes back, and what is not believed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from glm_migrate.project.cache import store as storing
from glm_migrate.project.cache.store import SUFFIX, CacheStore, digest


@pytest.fixture
def store(tmp_path: Path) -> CacheStore:
    return CacheStore(str(tmp_path), b"of the user")


def file_of(store: CacheStore, name: str) -> Path:
    return Path(store.directory, name + SUFFIX)


def test_an_answer_comes_back(store: CacheStore) -> None:
    store.save("one", [1, {"two": ["\udcff"]}, None])

    assert store.load("one") == [1, {"two": ["\udcff"]}, None]


def test_there_is_no_answer_where_none_was_kept(store: CacheStore) -> None:
    assert store.load("one") is None


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_a_damaged_answer_is_none(store: CacheStore, place: int) -> None:
    store.save("one", ["text"])
    data = bytearray(file_of(store, "one").read_bytes())
    data[place] ^= 1
    file_of(store, "one").write_bytes(data)

    assert store.load("one") is None


@pytest.mark.parametrize("size", [0, 10, 32, 33])
def test_an_answer_that_is_cut_off_is_none(store: CacheStore, size: int) -> None:
    store.save("one", ["text"])
    file_of(store, "one").write_bytes(file_of(store, "one").read_bytes()[:size])

    assert store.load("one") is None


def test_an_answer_of_somebody_else_is_none(store: CacheStore) -> None:
    CacheStore(store.directory, b"of another").save("one", ["text"])

    assert store.load("one") is None


def test_an_answer_to_another_question_is_none(store: CacheStore) -> None:
    store.save("one", ["text"])
    file_of(store, "one").rename(file_of(store, "two"))

    assert store.load("two") is None


def test_a_pipe_is_no_answer(store: CacheStore) -> None:
    os.mkfifo(file_of(store, "one"))

    assert store.load("one") is None


def test_only_the_user_reads_what_is_kept(store: CacheStore) -> None:
    store.save("one", ["text"])

    assert file_of(store, "one").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_harmless(store: CacheStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.replace", full)
    store.save("one", ["text"])

    assert store.load("one") is None
    assert list(Path(store.directory).iterdir()) == []


def test_what_is_no_plain_data_is_not_kept(store: CacheStore) -> None:
    store.save("one", "\ud800")
    store.save("two", 10**5000)

    assert store.load("two") is None


def test_digests_tell_where_a_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def aged(store: CacheStore, name: str, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(file_of(store, name), (then, then))


def test_what_nobody_asks_for_goes(store: CacheStore) -> None:
    for name in ("old", "new"):
        store.save(name, ["text"])
    aged(store, "old", 31)
    store.prune()

    assert store.load("old") is None
    assert store.load("new") == ["text"]


def test_what_is_asked_for_stays(store: CacheStore) -> None:
    store.save("one", ["text"])
    aged(store, "one", 29)
    store.load("one")

    assert time.time() - file_of(store, "one").stat().st_mtime < 60


def test_the_oldest_go_where_there_is_no_room(
    store: CacheStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_ROOM", 100)
    for name, days in (("a", 3), ("b", 2), ("c", 1)):
        store.save(name, ["x"])
        aged(store, name, days)
    store.prune()

    assert [name for name in "abc" if file_of(store, name).exists()] == ["b", "c"]


def test_pruning_is_done_once_a_day(store: CacheStore) -> None:
    store.prune()
    store.save("old", ["text"])
    aged(store, "old", 31)
    store.prune()

    assert file_of(store, "old").exists()


def test_pruning_leaves_what_is_not_ours(store: CacheStore) -> None:
    other = Path(store.directory, "thesis.txt")
    other.write_text("")
    os.utime(other, (0, 0))
    store.prune()

    assert other.exists()
