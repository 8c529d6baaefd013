"""What the model answers, as data: calls, text, and how the answer is cut into stream chunks.

Without `tool_stream` the server sends the arguments of a call whole, in one delta; with it they
come in fragments. Both are the same `Script`, so a program can be held to one answer either way.
No raw capture of a fragmented stream is public: the fragments follow the published chunk schema,
and every optional field of that schema can be absent, null or repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, pairwise, zip_longest
from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007
Object: TypeAlias = dict[str, Json]

USAGE: Object = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


class Index(Enum):
    """What stands in `index` of every entry; a capture of glm-4.5 has -1, some hosts omit it."""

    NUMBERED = "numbered"
    MINUS_ONE = "-1"
    NULL = "null"
    MISSING = "missing"


class Identity(Enum):
    """What the fragments after the first one say about `id`, `type` and `name`."""

    ABSENT = "absent"
    NULL = "null"
    EMPTY = "empty"
    REPEATED = "repeated"
    LATE = "late"  # the first fragment has none of them, the second one has all


class Filler(Enum):
    """A fragment that carries no text, sent between two that do and once more at the end."""

    NULL_ARGUMENTS = "arguments null"
    EMPTY_ARGUMENTS = "arguments empty"
    NO_ARGUMENTS = "arguments missing"
    NULL_FUNCTION = "function null"


class Usage(Enum):
    """Where the token counts ride."""

    WITH_FINISH = "on the chunk with finish_reason"
    OWN_CHUNK = "on a last chunk with empty choices"


class Close(Enum):
    """How the connection ends when a stream stops early."""

    CLEAN = "clean"  # the body ends, without finish_reason and [DONE]
    TORN = "torn"  # the body ends within the line of the last chunk
    BROKEN = "broken"  # the connection drops within the body


@dataclass(frozen=True)
class ToolCall:
    """One tool call that the model makes.

    Attributes:
        arguments: The JSON text as it travels; None for a server that sends null.
        id: Empty for `call_0`, `call_1` … by position.
    """

    name: str
    arguments: str | None
    id: str = ""


@dataclass(frozen=True)
class Script:
    """One answer of the model.

    Attributes:
        cuts: Per call, the character positions at which a fragmented stream cuts `arguments`;
            None cuts after every character. A call past the end of the tuple is not cut.
        interleaved: Fragments of several calls come in turn, not call after call.
        opening: What the first fragment of a call has instead of text; None starts with text.
        empty_first: A chunk with `choices: []` comes before all others.
        role_everywhere: Every delta says `role: assistant`, as a capture of 4.6 does.
        finishes: How many chunks carry `finish_reason`; a capture of glm-4-plus has two.
        sent: Number of chunks after which the stream stops; None sends all and `[DONE]`.
        bytes_at_once: Size of the pieces in which the body is written, None for a line at a time:
            1 cuts every multi-byte character.
        named: Every chunk says `object: chat.completion.chunk`, which a capture of 4.6 lacks and
            without which the helpers of the openai client pass over a chunk.
        null_content: Deltas that bring reasoning or calls say `content: null`.
        whole: Calls come whole in one delta, whatever the request says.
    """

    calls: tuple[ToolCall, ...] = ()
    content: str = ""
    reasoning: str = ""
    cuts: tuple[tuple[int, ...], ...] | None = None
    interleaved: bool = False
    index: Index = Index.NUMBERED
    opening: Filler | None = None
    identity: Identity = Identity.ABSENT
    fillers: tuple[Filler, ...] = ()
    empty_first: bool = False
    role_everywhere: bool = True
    usage: Usage = Usage.WITH_FINISH
    finishes: int = 1
    sent: int | None = None
    close: Close = Close.CLEAN
    bytes_at_once: int | None = None
    named: bool = False
    finish_reason: str = ""
    whole: bool = False
    null_content: bool = False

    @property
    def reason(self) -> str:
        return self.finish_reason or ("tool_calls" if self.calls else "stop")

    def message(self, thinks: bool) -> Object:
        """The answer as one message, for a request without `stream`."""
        message: Object = {"role": "assistant", "content": self.content}
        if thinks and self.reasoning:
            message["reasoning_content"] = self.reasoning
        if self.calls:
            message["tool_calls"] = self._whole()
        return message

    def chunks(self, *, fragmented: bool, thinks: bool) -> list[Object]:
        """The answer as stream chunks, without the envelope that the server puts around them."""
        deltas = chain(
            _texts("reasoning_content", self.reasoning if thinks else ""),
            _texts("content", self.content),
            self._tool_deltas(fragmented),
        )
        chunks = [self._chunk(delta, first=n == 0) for n, delta in enumerate(deltas)]
        chunks += self._ends()
        if self.empty_first:
            chunks.insert(0, {"choices": []})
        return chunks[: self.sent]

    def _chunk(self, delta: Object, *, first: bool = False, reason: str = "") -> Object:
        if first or self.role_everywhere:
            delta = {"role": "assistant", **delta}
        if self.null_content:
            delta = {"content": None, **delta}
        choice: Object = {"index": 0, "delta": delta}
        if reason:
            choice["finish_reason"] = reason
        return {"choices": [choice]}

    def _ends(self) -> list[Object]:
        ends = [self._chunk({"content": ""}, reason=self.reason) for _ in range(self.finishes)]
        usage: Object = {"usage": dict(USAGE)}
        if self.usage is Usage.OWN_CHUNK or not ends:
            return [*ends, {"choices": [], **usage}]
        ends[-1] |= usage
        return ends

    def _whole(self) -> list[Json]:
        return [
            self._entry(number, {"arguments": call.arguments}, _named(call, number))
            for number, call in enumerate(self.calls)
        ]

    def _tool_deltas(self, fragmented: bool) -> list[Object]:
        if not self.calls:
            return []
        if not fragmented:
            return [{"tool_calls": self._whole()}]
        streams = [self._entries(number, call) for number, call in enumerate(self.calls)]
        rows = zip_longest(*streams) if self.interleaved else streams
        return [{"tool_calls": [entry]} for entry in chain(*rows) if entry is not None]

    def _entries(self, number: int, call: ToolCall) -> list[Object]:
        """The fragments of one call: its texts, with fillers between them and after the last."""
        bodies: list[Json] = [{"arguments": text} for text in self._texts(number, call.arguments)]
        if self.opening:
            bodies.insert(0, _empty(self.opening))
        elif self.identity is Identity.LATE:
            bodies.insert(0, _empty(Filler.EMPTY_ARGUMENTS))
        entries: list[Object] = []
        for later, body in enumerate(bodies):
            entries.append(self._entry(number, body, self._identity(call, number, later)))
            entries += [self._entry(number, _empty(filler)) for filler in self.fillers]
        return entries

    def _texts(self, number: int, arguments: str | None) -> Sequence[str | None]:
        if not arguments:
            return [arguments]
        if self.cuts is None:
            return list(arguments)
        return pieces(arguments, self.cuts[number] if number < len(self.cuts) else ())

    def _identity(self, call: ToolCall, number: int, later: int) -> Object:
        """What fragment `later` of a call says about who it is; `name` belongs into `function`."""
        says = later == (self.identity is Identity.LATE) or self.identity is Identity.REPEATED
        if says:
            return _named(call, number)
        if later and self.identity in (Identity.NULL, Identity.EMPTY):
            return dict.fromkeys(
                ("id", "type", "name"), None if self.identity is Identity.NULL else ""
            )
        return {}

    def _entry(self, number: int, body: Json, identity: Object | None = None) -> Object:
        who = dict(identity or {})
        if isinstance(body, dict) and "name" in who:
            body = {"name": who["name"], **body}
        who.pop("name", None)
        return {**self._position(number), **who, "function": body}

    def _position(self, number: int) -> Object:
        value: dict[Index, Object] = {
            Index.NUMBERED: {"index": number},
            Index.MINUS_ONE: {"index": -1},
            Index.NULL: {"index": None},
            Index.MISSING: {},
        }
        return value[self.index]


def _named(call: ToolCall, number: int) -> Object:
    return {"id": call.id or f"call_{number}", "type": "function", "name": call.name}


def _empty(filler: Filler) -> Json:
    """The `function` of a fragment without text."""
    bodies: dict[Filler, Json] = {
        Filler.NULL_ARGUMENTS: {"arguments": None},
        Filler.EMPTY_ARGUMENTS: {"arguments": ""},
        Filler.NO_ARGUMENTS: {},
        Filler.NULL_FUNCTION: None,
    }
    return bodies[filler]


def pieces(text: str, cuts: Iterable[int]) -> list[str]:
    """`text` cut at each position of `cuts`."""
    return [text[start:end] for start, end in pairwise([0, *sorted(cuts), len(text)])]


def _texts(field_name: str, text: str) -> list[Object]:
    """`text` as two deltas, so that a program that keeps only one of them is found out."""
    half = (len(text) + 1) // 2
    return [{field_name: part} for part in (text[:half], text[half:]) if part]
