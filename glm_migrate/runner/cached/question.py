"""What is asked of a unit, in words that are the same in every process and every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path

from glm_migrate.config.schema import Config, is_toml
from glm_migrate.project.batches import Unit
from glm_migrate.project.boundary import ANYWHERE
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.project.cache.signatures import of_bytes
from glm_migrate.runner.job import Job
from glm_migrate.text import guarded

_PLAIN = (str, int, float, bytes, date, Path, type(None))


def name(unit: Unit, job: Job, results: CachedResults) -> str:
    """The name of the question what becomes of a unit under a job."""
    relevant = replace(job, config=_relevant(job.config), results=None, within=ANYWHERE)
    parts = (unit.files, unit.context, unit.elsewhere, relevant, _target(job.config))
    return results.name("unit", *(word for part in parts for word in words(part)))


def _relevant(config: Config) -> Config:
    """Settings without those that tell how findings are shown and what they lead to."""
    return replace(config, output_format="", fail_on="", confirmed={}, evidence="", baseline="")


def words(value: object) -> Iterator[str]:
    """A value as texts, in one order; two values that differ have different texts.

    Raises:
        TypeError: it is no plain data.
    """
    if isinstance(value, Enum):
        yield f"{type(value).__name__}.{value.name}"
    elif isinstance(value, _PLAIN):
        yield f"{type(value).__name__} {value!r}"
    elif isinstance(value, Mapping):
        yield f"{len(value)} pairs"
        for pair in sorted(tuple(words(one)) for one in value.items()):
            yield from pair
    elif isinstance(value, Set):
        yield f"{len(value)} members"
        for member in sorted(tuple(words(one)) for one in value):
            yield from member
    elif isinstance(value, tuple | list):
        yield f"{len(value)} parts"
        for part in value:
            yield from words(part)
    elif is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            yield from words(getattr(value, field.name))
    else:
        raise TypeError(f"{type(value).__name__} is no plain data")


def _target(config: Config) -> str:
    """What the file of a target says, where the user has one of their own."""
    if not is_toml(config.target):
        return ""
    return of_bytes(guarded.read(config.target, guarded.LARGEST_SETTINGS))
