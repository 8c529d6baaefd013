"""Findings that a project accepts for now, in a file that is reviewed and committed.

An entry knows its finding by what the line says, not by where it is, and each is one line of the
file, in a fixed order: branches that accept different findings can be merged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from glm_migrate.config.loading import parse
from glm_migrate.errors import ConfigError

Accepted = Mapping[str, tuple["BaselineEntry", ...]]  # `key_of` a path → the entries for that file

FILE = "glm-migrate-baseline.toml"
_VERSION = 1
_HEAD = f"""\
# Findings that are accepted for now: `glm-migrate check` does not report them and `fix` leaves them
# alone. A line of code that changes is reported again. Write this file with `glm-migrate baseline
# write`, drop what is settled with `prune`; `until` and `reason` may be edited here.
version = {_VERSION}
"""
_TEXTS = ("path", "code", "scope", "mark", "message", "reason")
_NEEDED = ("path", "code", "mark")


@dataclass(frozen=True)
class BaselineEntry:
    """One accepted finding; equal ones stand for as many findings.

    Attributes:
        path: Of the file, relative to the directory of the baseline, with `/`.
        code: Of the rule.
        mark: A hash of the lines that the finding is about; they may hold a secret.
        scope: Names of the classes and functions around it, as `Bot.ask`.
        message: What the finding said, for who reads the file; no part of what the entry is.
        until: Last day on which it counts.
        reason: Why it is accepted, and by whom.
    """

    path: str
    code: str
    mark: str
    scope: str = ""
    message: str = field(default="", compare=False)
    until: date | None = None
    reason: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        until = self.until.isoformat() if self.until else ""
        return self.path, self.code, self.scope, self.mark, until, self.reason

    def is_expired(self, today: date) -> bool:
        return self.until is not None and self.until < today


def key_of(path: str | Path) -> str:
    """The name under which the entries for a file are kept: absolute, and what TOML can hold."""
    whole = os.path.abspath(path)  # noqa: PTH100
    return plain(whole)


def plain(path: str) -> str:
    """`path` with a replacement sign for each byte of it that is no text."""
    return path.encode(errors="surrogateescape").decode(errors="replace")


def read(path: Path, data: bytes) -> tuple[BaselineEntry, ...]:
    """The entries in a file's bytes.

    Raises:
        ConfigError: it is no baseline; the message says what is wrong where.
    """
    table = parse(data.decode("utf-8-sig", errors="replace"), str(path))
    entries = table.get("finding", [])
    if table.get("version") != _VERSION or not isinstance(entries, list):
        raise ConfigError(
            f"{path}: not a baseline: 'version = {_VERSION}' and 'finding' are expected"
        )
    if more := sorted(set(table) - {"version", "finding"}):
        raise ConfigError(f"{path}: unknown key {more[0]!r}")
    return tuple(_entry(one, f"{path}: finding {number}") for number, one in enumerate(entries, 1))


def _entry(table: Any, where: str) -> BaselineEntry:
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where} must be a table")
    if unknown := sorted(set(table) - {*_TEXTS, "until"}):
        known = ", ".join((*_TEXTS, "until"))
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known: {known}")
    texts = {name: table.get(name, "") for name in _TEXTS}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise ConfigError(f"{where}: {name!r} must be a string")
        if name in _NEEDED and not value:
            raise ConfigError(f"{where}: {name!r} is missing")
    return BaselineEntry(until=_day(table.get("until"), where), **texts)


def _day(value: object, where: str) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ConfigError(f"{where}: 'until' must be a date such as 2027-01-31") from None


def written(entries: Iterable[BaselineEntry]) -> bytes:
    """A baseline with `entries`, a line each, in an order that makes merges easy."""
    lines = "".join(f"    {_line(one)},\n" for one in sorted(entries, key=lambda one: one.order))
    return f"{_HEAD}finding = [\n{lines}]\n".encode()


def _line(entry: BaselineEntry) -> str:
    texts = [(name, _quoted(text)) for name in _TEXTS if (text := getattr(entry, name))]
    if entry.until:
        texts.insert(-1 if entry.reason else len(texts), ("until", entry.until.isoformat()))
    return "{ " + ", ".join(f"{name} = {text}" for name, text in texts) + " }"


def _quoted(text: str) -> str:
    """A TOML string: JSON writes it so, but for one character."""
    return json.dumps(plain(text), ensure_ascii=False).replace("\x7f", "\\u007f")
