"""Files to check and to fix, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from glm_migrate.config.schema import Config
from glm_migrate.project.batches import Unit
from glm_migrate.runner import dispatch
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

CALL = b"""\
from zai import ZaiClient

client = ZaiClient()
answer = client.chat.completions.create(model="glm-4.5", messages=[], temperature=1)
"""


FIXED = CALL.replace(b"glm-4.5", b"glm-4.6")


CHECK = Job(Config())


FIX = Job(Config(), fix=True)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.report.findings]


def message(outcome: Outcome) -> str:
    return outcome.report.findings[0].message


def of(data: bytes, order: Job = CHECK) -> Outcome:
    return dispatch.of_bytes(Path("a.py"), data, order)


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


DEEP = CALL + b"x = " + b"(" * 150 + b"1" + b")" * 150


def done(code: int, errors: bytes = b"") -> Callable[..., Any]:
    return lambda *_, **__: SimpleNamespace(returncode=code, stdout=b"", stderr=errors)


def unit(*names: str) -> Unit:
    return Unit(tuple(names))
