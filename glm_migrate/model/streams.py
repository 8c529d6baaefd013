"""Loops that read a streamed answer: what they do with it, and how they could be rewritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from glm_migrate.model.unresolved import Unresolved
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Source, Span


class Handling(Enum):
    """What a stream's reader does with the fragments of tool calls."""

    ACCUMULATES = "accumulates"  # joins them by index, parses after the end
    FORWARDS = "forwards"  # hands each one on with its index
    NAIVE = "naive"  # takes a fragment for a whole call; `StreamLoop.naive` says where
    IGNORES = "ignores"  # every use of a chunk is seen, and none reads tool calls
    UNSEEN = "unseen"  # does something with them that can't be followed


class Shape(Enum):
    """How a fragment is taken for a whole; the value completes a sentence about the loop."""

    PARSED = "parses the arguments of each delta"
    SPECULATIVE = "parses the arguments as soon as they look complete"
    OVERWRITTEN = "keeps only the last fragment of the arguments"
    FIRST_ONLY = "reads only the first entry of tool_calls"
    ONE_BUFFER = "joins the arguments of all calls in one string"
    BY_ID = "joins arguments by id, which only the first fragment is sure to have"
    WHOLE = "takes every fragment for a whole call"
    FILTERED = "drops the fragments that have no {}"
    LISTED = "collects fragments in a list as if they were calls"
    DOUBLED = "joins {}, which some servers repeat in every fragment"
    ERASED = "overwrites {} with what a later fragment has, None included"
    NULL = "concatenates arguments that can be null"


@dataclass(frozen=True)
class Repair:
    """How the text of a loop can be changed.

    Attributes:
        title: What the edits do, in the imperative.
        edits: In the file of the loop; empty where no rewrite is known.
        why_not: Why the edits can't be applied without a look; None when they can.
    """

    title: str = ""
    edits: tuple[Edit, ...] = ()
    why_not: UnsafeReason | None = None


@dataclass(frozen=True)
class Excerpt:
    """An expression in a loop about which a rule has something to say.

    Attributes:
        path: The file that `span` lies in.
        text: The expression as it is written.
        what: What is wrong with it, a clause; empty where the rule knows only one thing.
    """

    path: Path
    span: Span
    text: str
    repair: Repair = field(default_factory=Repair)
    what: str = ""


@dataclass(frozen=True)
class Naive:
    """A place at which a fragment of a tool call is taken for the whole.

    Attributes:
        what: What completes the sentence of the shape: `name`, `type`.
    """

    shape: Shape
    excerpt: Excerpt
    what: str = ""

    @property
    def sentence(self) -> str:
        return self.shape.value.format(self.what)


@dataclass(frozen=True)
class StreamLoop:
    """The loop that reads a call's streamed answer, and what it does with each part of it.

    Attributes:
        source: The file of the loop; not always that of the call.
        span: The loop.
        handling: What becomes of the fragments of tool calls.
        unseen: What could not be followed.
        naive: Where fragments are taken for whole calls.
        reads: The parts of a delta that are read: `content`, `reasoning_content`, `tool_calls`.
        unguarded: `choices[0]` of a chunk that can have no choices.
        nullable: Text of a delta where None would be an error or would be printed.
        unseen_texts: Where text that may be None gets out of sight.
        risky: `reasoning_content` as an attribute.
        collected: Where the content is read first; its repair collects the reasoning as well.
    """

    source: Source
    span: Span
    handling: Handling = Handling.UNSEEN
    unseen: tuple[Unresolved, ...] = ()
    naive: tuple[Naive, ...] = ()
    reads: frozenset[str] = frozenset()
    unguarded: tuple[Excerpt, ...] = ()
    nullable: tuple[Excerpt, ...] = ()
    unseen_texts: tuple[Unresolved, ...] = ()
    risky: tuple[Excerpt, ...] = ()
    collected: Excerpt | None = None
