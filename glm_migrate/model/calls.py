"""Calls of chat models: who sends them where, and with which parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from glm_migrate.model.dependencies import Constraint
from glm_migrate.model.findings import Hop
from glm_migrate.model.streams import StreamLoop
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.model.values import Literal, Value, joined
from glm_migrate.text.argument_list import Layout
from glm_migrate.text.source import Source, Span


class Via(Enum):
    """How a parameter gets into the request."""

    KEYWORD = "keyword"
    SPREAD = "spread"
    EXTRA_BODY = "extra_body"
    BODY = "body"
    METHOD = "method"  # a method of the client sends it by itself


_DICTS = frozenset({Via.SPREAD, Via.BODY})


@dataclass(frozen=True)
class Argument:
    """One request parameter, however it gets there.

    Attributes:
        name: As the API names it.
        value: What it can be.
        span: The whole entry, `top_p=0.9` or `"top_p": 0.9`.
        value_span: The value's expression with its parentheses.
        path: The file in which the entry is written.
        via: Keyword, `**spread`, `extra_body` or body of a raw request.
        layout: The call or dict that holds the entry; None when it is set by a statement of its
            own (`d["top_p"] = 0.9`) or lies where no edit is possible.
        conditional: The entry is not on every path to the call.
        replaceable: One that comes later may be sent in its place, as one of two dicts is.
        pure: Evaluating the value has no side effect, so the entry can be dropped.
        shared: Why the entry also serves another call; None when only this one reads it.
        expected: Where a test expects that it is sent, `tests/test_a.py:7`; empty where none does.
        arms: The arms in which it is set: where the `if` or `match` begins, and which arm it is.
    """

    name: str
    value: Value
    span: Span
    value_span: Span
    path: Path
    via: Via = Via.KEYWORD
    layout: Layout | None = None
    conditional: bool = False
    replaceable: bool = False
    pure: bool = True
    shared: UnsafeReason | None = None
    expected: str = ""
    arms: tuple[tuple[int, int], ...] = ()

    def excludes(self, other: Argument) -> bool:
        """Whether only one of the two can be set: they stand in different arms of one choice."""
        chosen = dict(other.arms) if self.path == other.path else {}
        return any(chosen.get(choice, arm) != arm for choice, arm in self.arms)


class Host(Enum):
    """Where a client sends its requests, as far as it matters for GLM."""

    NATIVE = "native"  # api.z.ai or open.bigmodel.cn, chat completions
    CODING = "coding"  # the coding-plan endpoint of the same
    GATEWAY = "gateway"  # a known reseller; `Endpoint.name` says which
    LOCAL = "local"  # loopback or private address: the id is a served name
    OTHER = "other"  # a known address of another vendor
    UNKNOWN = "unknown"  # not seen, or an address that is in no table


@dataclass(frozen=True)
class Endpoint:
    """An address; `via` leads from the argument that names it to where it is written."""

    host: Host = Host.UNKNOWN
    name: str = ""
    url: str = ""
    via: tuple[Hop, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Client:
    """The library through which a call goes.

    Attributes:
        name: Its key in `knowledge/clients.toml` (`zai`, `zhipuai`, `openai`, `openai-legacy`,
            `litellm`, `http` …), empty when unknown.
        endpoint: Where it sends requests.
        unseen: Why the client or its endpoint is unknown; None when both are known.
        via: From the call to what makes the client: each name on the way and its line.
        assumed: It is the one that is chosen with GLM's ids; those of others may have another.
        declared: What the nearest files that declare the library's package ask of its version;
            empty where none does.
    """

    name: str = ""
    endpoint: Endpoint = field(default_factory=Endpoint)
    unseen: Unresolved | None = None
    via: tuple[Hop, ...] = field(default=(), compare=False)
    assumed: bool = False
    declared: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class ChatCall:
    """One call (or request dict) that asks a chat model.

    Attributes:
        source: The file of the call.
        span: The whole call expression.
        name_span: The called name, for pointing at the call without its arguments.
        client: Who sends it.
        arguments: What it sends, the first match of a name being the one that wins.
        complete: No `**spread` or `*args` hides further parameters.
        unseen: What hides them.
        layout: Where a new argument can be written; None where none can.
        extra_body: The `extra_body` dict literal, where there is one that can take a new key.
        method: `create`, `stream`, `parse`, …
        scope: Qualified name of what holds the call.
        consumers: The loops that read its stream.
        escapes: Where the stream goes without being seen.
        unseen_readers: Where a part of the answer goes without being seen.
        tested: A test of the project names what holds it; None where no test was looked at.
        vendor_named: The text of its file names GLM or its vendor, be it in a comment.
        caught: The exceptions that a `try` around the call names.
        holds: Where the objects are made whose models it asks, with settings of its own.
        expected_whole: The place of a test that expects its fields and no others, `file:line`.
        is_held: The object that it makes is seen to be used only by such calls, or not at all.
    """

    source: Source
    span: Span
    name_span: Span
    client: Client
    arguments: tuple[Argument, ...] = ()
    complete: bool = True
    unseen: tuple[Unresolved, ...] = ()
    layout: Layout | None = None
    extra_body: Layout | None = None
    method: str = "create"
    scope: str = ""
    consumers: tuple[StreamLoop, ...] = ()
    escapes: tuple[Unresolved, ...] = ()
    unseen_readers: tuple[Unresolved, ...] = ()
    tested: bool | None = None
    vendor_named: bool = False
    caught: frozenset[str] = frozenset()
    holds: tuple[tuple[Path, Span], ...] = ()
    expected_whole: str = ""
    is_held: bool = False

    def __getitem__(self, name: str) -> Argument | None:
        """The argument `name` that wins, or None when none is seen."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Argument]:
        return (argument for argument in self.arguments if argument.name == name)

    def sends(self, name: str) -> bool:
        return self[name] is not None

    def reaching(self, name: str) -> Iterator[Argument]:
        """Those that may be sent as `name`: set on some paths only, and what else is sent."""
        for argument in self.all(name):
            yield argument
            if not argument.conditional and not argument.replaceable:
                return

    def numbers(self, name: str) -> Iterator[tuple[Argument, Literal, float]]:
        """The numbers that may be sent as `name`."""
        for argument in self.reaching(name):
            yield from ((argument, *one) for one in argument.value.numbers)

    def value(self, name: str) -> Value | None:
        """All that may be sent as `name`."""
        found = [argument.value for argument in self.reaching(name)]
        return joined(found) if found else None

    @property
    def bodies(self) -> Iterator[ChatCall]:
        """The call with each dict that may be sent: two that both name a model are never one."""
        models = [one for one in self.all("model") if one.via in _DICTS and one.layout is not None]
        whole = {id(one.layout) for one in models}
        if len(whole) < 2:
            yield self
            return
        for body in dict.fromkeys(id(one.layout) for one in models):
            others = whole - {body}
            own = (one for one in self.arguments if id(one.layout) not in others)
            yield replace(self, arguments=tuple(own))

    @property
    def gives_completions(self) -> bool:
        """Whether it is answered as chat completions are; the Anthropic protocol has messages."""
        return "anthropic" not in self.client.name and not self.method.startswith("messages.")

    @property
    def model(self) -> Value:
        """All ids that may be sent."""
        found = self.value("model")
        return found or Value(unseen=self.unseen or (Unresolved(Reason.NO_MODEL),))

    @property
    def ids(self) -> tuple[Literal, ...]:
        """The values of the model that name one: `None` and an empty text mean "not set yet"."""
        return tuple(one for one in self.model.candidates if one.value not in (None, ""))


_SAMPLING = ("temperature", "top_p")


def is_of_other_sampling(unseen: Unresolved) -> bool:
    """Whether all that is not seen is a sampling field for another vendor, or so a test says."""
    cause = unseen.first_cause
    return cause.reason is Reason.OTHER_VENDOR and cause.subject in _SAMPLING


def hiding(call: ChatCall) -> Iterator[Unresolved]:
    """What may set further parameters, besides callers that are not seen.

    Those that pass on what a call is given add nothing of their own, as far as is known.
    """
    for one in call.unseen:
        is_passed_on = one.first_cause.reason in (Reason.PARAMETER, Reason.HANDED_ON)
        if not is_passed_on and not is_of_other_sampling(one):
            yield one
