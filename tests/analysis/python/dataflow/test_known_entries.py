"""Entries of dicts: which one of a key is read, and which hide others."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.known_entries import DictEntry, Entries
from tests.analysis.python.reading import module


def entries(*keys: str) -> Entries:
    where = module("x\n")
    value = cst.Name("x")
    return Entries(tuple(DictEntry(key, value, where, where.end, value) for key in keys))


def keys(found: Entries) -> list[str]:
    return [one.key for one in found.entries]


def test_a_certain_entry_hides_an_older_one_of_its_key() -> None:
    assert keys(entries("a").over(entries("a", "b"))) == ["a", "b"]
    assert keys(entries("a").maybe().over(entries("a", "b"))) == ["a", "a", "b"]


def test_entries_of_one_key() -> None:
    assert keys(entries("a", "b", "a").under("a")) == ["a", "a"]
    assert keys(entries("a").under("b")) == []


def test_entries_that_need_not_be_there() -> None:
    assert all(one.conditional for one in entries("a", "b").maybe().entries)


def test_entries_beside_each_other() -> None:
    assert keys(entries("a") + entries("a")) == ["a", "a"]
