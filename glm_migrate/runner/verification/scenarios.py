"""The ways in which one and the same answer can be streamed.

A consumer that is right bears each of those that `must` be borne: they are documented, or follow
from the documented schema. The others were seen somewhere, and who fails on them is warned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from glm_migrate.runner.verification.script import (
    Close,
    Filler,
    Identity,
    Index,
    Script,
    Usage,
)


@dataclass(frozen=True)
class Scenario:
    """One way to stream an answer.

    Attributes:
        words: What is done to the answer, for a sentence that begins with "with".
        must: A consumer that fails on it is wrong.
        ends: The stream ends before the answer does, so an exception is a right reaction.
        tools: It changes only answers that call tools.
    """

    name: str
    words: str
    change: Callable[[Script], Script]
    must: bool = True
    ends: bool = False
    tools: bool = True


def _whole(script: Script) -> Script:
    return _plain(script, whole=True)


def _plain(script: Script, **changes: Any) -> Script:
    """The answer without reasoning, so that what goes wrong has one cause."""
    return replace(script, reasoning="", **changes)


def _one(index: Index) -> Callable[[Script], Script]:
    return lambda script: _plain(script, calls=script.calls[:1], index=index)


def _cut(script: Script) -> Script:
    """The first call alone, cut once, within its first text."""
    text = (script.calls[0].arguments or "") if script.calls else ""
    return _plain(script, calls=script.calls[:1], cuts=((cut_at(text),),))


def cut_at(text: str) -> int:
    """Where arguments are cut once: behind the first letters of the first name in them."""
    return min(max(1, text.find('"') + 5), max(1, len(text) - 1))


CALM = Scenario("calm", "everything whole", _whole)
CUT_ONCE = Scenario("cut-once", "arguments cut once", _cut)
SCENARIOS = (
    Scenario("cut", "arguments cut at every character", _plain),
    Scenario("interleaved", "calls interleaved", lambda s: _plain(s, interleaved=True)),
    Scenario("repeated", "id and name repeated", lambda s: _plain(s, identity=Identity.REPEATED)),
    Scenario("null-names", "null id and name later", lambda s: _plain(s, identity=Identity.NULL)),
    Scenario(
        "null-arguments",
        "null arguments between",
        lambda s: _plain(s, fillers=(Filler.NULL_ARGUMENTS,)),
    ),
    Scenario(
        "reasoning-first",
        "reasoning first, null content and empty choices",
        lambda s: replace(s, empty_first=True, usage=Usage.OWN_CHUNK, null_content=True),
        tools=False,
    ),
    Scenario(
        "finished-twice", "finish_reason sent twice", lambda s: _plain(s, finishes=2), tools=False
    ),
    Scenario(
        "null-first",
        "null arguments at first",
        lambda s: _plain(s, opening=Filler.NULL_ARGUMENTS),
        must=False,
    ),
    Scenario(
        "null-function",
        "a null function between",
        lambda s: _plain(s, fillers=(Filler.NULL_FUNCTION,)),
        must=False,
    ),
    Scenario(
        "late-names",
        "id and name late",
        lambda s: _plain(s, identity=Identity.LATE, interleaved=True),
        must=False,
    ),
    Scenario("index-missing", "no index", _one(Index.MISSING), must=False),
    Scenario("index-minus-one", "index -1", _one(Index.MINUS_ONE), must=False),
    Scenario(
        "closed-early",
        "the stream closed early",
        lambda s: _plain(s, sent=4, close=Close.CLEAN),
        must=False,
        ends=True,
        tools=False,
    ),
    Scenario(
        "broken",
        "the connection broken",
        lambda s: _plain(s, sent=4, close=Close.BROKEN),
        must=False,
        ends=True,
        tools=False,
    ),
)
BY_NAME = {one.name: one for one in SCENARIOS}
