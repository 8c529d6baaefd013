"""What is told of a GLM call, as plain data: words and places, no sites.

Records travel between processes and into reports as they are. What is not known says so; nothing
here is a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from glm_migrate.text.edits import Fix

UNKNOWN = "unknown"
UNSEEN = "not seen"
NO_REASON = "no reason given"


@dataclass(frozen=True)
class PropertyChange:
    """A property before and after the migration, in words."""

    before: str
    after: str

    @property
    def is_none(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Cost:
    """Prices of a million tokens, input and output, before and after, in one currency."""

    currency: str
    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True)
class ModelChange:
    """One id that a call can ask.

    Attributes:
        id: As it is written; empty where it is not seen.
        becomes: What `fix` or a person will write; the same where nothing changes.
        how: `safe`, `unsafe`, `none` or `same`.
        why: Why it is not `safe`, or what is not seen.
        price: Per million tokens, input and output, with the day of the price list.
        context: Tokens.
        cost: The price as numbers; None where one is unknown or they are of two currencies.
    """

    id: str
    becomes: str
    how: str
    why: str = ""
    price: PropertyChange = field(default_factory=lambda: PropertyChange(UNKNOWN, UNKNOWN))
    context: PropertyChange = field(default_factory=lambda: PropertyChange(UNKNOWN, UNKNOWN))
    cost: Cost | None = None


@dataclass(frozen=True)
class Proof:
    """What a call is seen to send, in words, for one item of the guide, or what hides it.

    Attributes:
        item: Key of the checklist.
        words: As `temperature=0.3`; what the server fills in says so. Where it is not `seen`:
            what is not, and why.
    """

    item: str
    words: str
    seen: bool = True


@dataclass(frozen=True)
class UnreachedSetting:
    """An id that plainly sets a model, and no call that asks it is seen.

    Attributes:
        line: Counted from 1.
        id: As it is written.
        use: The words around it, as `keyword model= of Agent(…)`.
        is_address: `id` is an address of the vendor's, which matters where no call is seen at all.
    """

    line: int
    id: str
    use: str
    is_address: bool = False


@dataclass(frozen=True)
class Step:
    """One place on the way; `column` is 0 where only the line is known."""

    path: Path
    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Resolution:
    """What is known of one value of a call.

    Attributes:
        name: As the API names it, or `client`; several that are all absent for one reason.
        state: What it is, in words.
        ways: One per possible value, each from the call to the literal.
        unseen: What else it can be, one clause each.
    """

    name: str
    state: str
    ways: tuple[tuple[Step, ...], ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """What remains for a person."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True)
class CallSummary:
    """One call.

    Attributes:
        scope: Qualified name of what holds it; empty at module level.
        called: The called name.
        state: `clean`, `fixable`, `decision` or `unseen`.
        will: What `fix` does, one title per fix.
        may: What `fix --unsafe-fixes` does besides.
        left: What remains for a person, and why.
        notes: What is worth knowing and asks for nothing.
        hidden: What hides further parameters, one clause each.
        streams: Its answer is streamed, or may be.
        tools: It passes tools, or may.
        proofs: What it is seen to send, item by item, or what keeps that from being seen.
        resolutions: Where each value that matters comes from; only where that was asked for.
        host: Where it goes, as a value of `Host`.
        last_line: On which its text ends.
        changes: The fixes of what was found about it, each with the file that it is of.
        content: A digest of the code that decides what it sends and what becomes of the answer.
    """

    path: Path
    line: int
    column: int
    scope: str
    called: str
    client: str
    endpoint: str
    state: str
    models: tuple[ModelChange, ...]
    thinking: PropertyChange
    sampling: PropertyChange
    will: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[Left, ...] = ()
    hidden: tuple[str, ...] = ()
    streams: bool = False
    tools: bool = False
    proofs: tuple[Proof, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    host: str = "unknown"
    last_line: int = 0
    changes: tuple[tuple[Path, Fix], ...] = ()
    content: str = ""
