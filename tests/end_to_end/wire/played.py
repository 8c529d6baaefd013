"""Several programs in one process of the stage, one after the other, each with streams of its own.

What costs most of a short program is the first request of its process. Each program has names and
clients of its own all the same, as if it were alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from glm_migrate.runner.verification.script import Object, Script
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.wire.stage import Stage

Key = TypeVar("Key")


@dataclass(frozen=True)
class Played(Generic[Key]):
    """What one program made of its streams.

    Attributes:
        lines: What it printed for each.
        bodies: What it asked for each with.
    """

    lines: dict[Key, str]
    bodies: dict[Key, Object]


def played(
    wire: Wire, stage: Stage, *parts: tuple[str, Mapping[Key, Script]]
) -> tuple[Played[Key], ...]:
    """Run programs that read as many streams as their line of input says, a line for each."""
    scripts = [script for _, streams in parts for script in streams.values()]
    wire.play(*scripts)
    numbers = "".join(f"{len(streams)}\n" for _, streams in parts)
    run = stage.run(_one_after_the_other([text for text, _ in parts]), stdin=numbers)
    assert run.status == 0, run.stderr
    printed = run.stdout.splitlines()
    assert len(printed) == len(run.bodies) == len(scripts)
    lines, bodies = iter(printed), iter(run.bodies)
    return tuple(
        Played({key: next(lines) for key in streams}, {key: next(bodies) for key in streams})
        for _, streams in parts
    )


def _one_after_the_other(texts: list[str]) -> str:
    return (
        f"for text in {texts!r}:\n"
        "    exec(compile(text, 'program.py', 'exec'), {'__name__': '__main__'})\n"
    )
