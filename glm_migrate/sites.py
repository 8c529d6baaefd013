"""What rules see of a program: calls, ids, loops and the values that reach them. No LibCST here.

Unknown is a value, never a guess: every `Value` says whether its candidates are all there can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from glm_migrate.edits import Edit
from glm_migrate.findings import Hop
from glm_migrate.layout import Layout
from glm_migrate.source import Source, Span


class Unseen(Enum):
    """Stands for a part of a literal list or dict that is not itself literal."""

    UNSEEN = "unseen"


UNSEEN = Unseen.UNSEEN
Constant = (
    str | int | float | bool | None | Unseen | tuple["Constant", ...] | Mapping[str, "Constant"]
)


@dataclass(frozen=True)
class Literal:
    """A value as it is written somewhere.

    Attributes:
        value: The Python value; lists are tuples, parts that are not literal are `UNSEEN`.
        span: Where it is written, in `path`.
        path: The file in which it is written; not always the file of the call.
        via: From the use to `span`: each name on the way and the line that binds it.
        editable: The text at `span` is one plain string literal, so it can be replaced.
        written: For a string the bytes of the literal, with prefix and quotes.
        shared: Why changing it would also change something else than the calls it was found
            from; empty where nothing else reads it.
    """

    value: Constant
    span: Span
    path: Path
    via: tuple[Hop, ...] = ()
    editable: bool = False
    written: str = ""
    shared: str = ""


@dataclass(frozen=True)
class Value:
    """All that an expression was found to be.

    Attributes:
        candidates: What it can be, in the order of the source.
        complete: Nothing else is possible.
        unseen: What could not be seen, one clause each, for messages.
        limits: Those of `unseen` where the search was given up, so that ids may be missed.
    """

    candidates: tuple[Literal, ...] = ()
    complete: bool = False
    unseen: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def constants(self) -> tuple[Constant, ...]:
        return tuple(literal.value for literal in self.candidates)

    @property
    def numbers(self) -> tuple[tuple[Literal, float], ...]:
        """The candidates that are numbers, each with its number; `True` is none."""
        return tuple(
            (literal, literal.value)
            for literal in self.candidates
            if isinstance(literal.value, (int, float)) and not isinstance(literal.value, bool)
        )

    def is_always(self, *constants: Constant) -> bool:
        """Whether it is certainly one of `constants` (compared with type: `1` is not `True`)."""
        return (
            self.complete
            and bool(self.candidates)
            and all(
                any(
                    one is other or (type(one) is type(other) and one == other)
                    for other in constants
                )
                for one in self.constants
            )
        )

    def can_be(self, *constants: Constant) -> bool:
        """Whether one of `constants` is among the candidates seen."""
        return any(
            one is other or (type(one) is type(other) and one == other)
            for one in self.constants
            for other in constants
        )


class Via(Enum):
    """How a parameter gets into the request."""

    KEYWORD = "keyword"
    SPREAD = "spread"
    EXTRA_BODY = "extra_body"
    BODY = "body"


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
        pure: Evaluating the value has no side effect, so the entry can be dropped.
        shared: Why the entry also serves another call; empty when only this one reads it.
    """

    name: str
    value: Value
    span: Span
    value_span: Span
    path: Path
    via: Via = Via.KEYWORD
    layout: Layout | None = None
    conditional: bool = False
    pure: bool = True
    shared: str = ""


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
        unseen: Why the client or its endpoint is unknown; empty when both are known.
        via: From the call to what makes the client: each name on the way and its line.
    """

    name: str = ""
    endpoint: Endpoint = field(default_factory=Endpoint)
    unseen: str = ""
    via: tuple[Hop, ...] = field(default=(), compare=False)


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
        unseen: What hides them, one clause each.
        layout: Where a new argument can be written; None where none can.
        extra_body: The `extra_body` dict literal, where there is one that can take a new key.
        method: `create`, `stream`, `parse`, …
        scope: Qualified name of what holds the call.
        consumers: The loops that read its stream.
        escapes: Where the stream goes without being seen, one clause each.
        tested: A test of the project names what holds it; None where no test was looked at.
    """

    source: Source
    span: Span
    name_span: Span
    client: Client
    arguments: tuple[Argument, ...] = ()
    complete: bool = True
    unseen: tuple[str, ...] = ()
    layout: Layout | None = None
    extra_body: Layout | None = None
    method: str = "create"
    scope: str = ""
    consumers: tuple[StreamLoop, ...] = ()
    escapes: tuple[str, ...] = ()
    tested: bool | None = None

    def __getitem__(self, name: str) -> Argument | None:
        """The argument `name` that wins, or None when none is seen."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Argument]:
        return (argument for argument in self.arguments if argument.name == name)

    def sends(self, name: str) -> bool:
        return self[name] is not None

    @property
    def model(self) -> Value:
        """All ids that may be sent."""
        argument = self["model"]
        return argument.value if argument else Value(unseen=self.unseen or ("no model is passed",))


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
    NULL = "adds arguments that can be null"


@dataclass(frozen=True)
class Repair:
    """How the text of a loop can be changed.

    Attributes:
        title: What the edits do, in the imperative.
        edits: In the file of the loop; empty where no rewrite is known.
        why_not: Why the edits can't be applied without a look; empty when they can.
    """

    title: str = ""
    edits: tuple[Edit, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Spot:
    """An expression in a loop about which a rule has something to say.

    Attributes:
        path: The file that `span` lies in.
        text: The expression as it is written.
    """

    path: Path
    span: Span
    text: str
    repair: Repair = field(default_factory=Repair)


@dataclass(frozen=True)
class Naive:
    """A place at which a fragment of a tool call is taken for the whole.

    Attributes:
        what: What completes the sentence of the shape: `name`, `type`.
    """

    shape: Shape
    spot: Spot
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
        unseen: What could not be followed, one clause each.
        naive: Where fragments are taken for whole calls.
        reads: The parts of a delta that are read: `content`, `reasoning_content`, `tool_calls`.
        unguarded: `choices[0]` of a chunk that can have no choices.
        nullable: Text of a delta where None would be an error or would be printed.
        risky: `reasoning_content` as an attribute.
        collected: Where the content is read first; its repair collects the reasoning as well.
    """

    source: Source
    span: Span
    handling: Handling = Handling.UNSEEN
    unseen: tuple[str, ...] = ()
    naive: tuple[Naive, ...] = ()
    reads: frozenset[str] = frozenset()
    unguarded: tuple[Spot, ...] = ()
    nullable: tuple[Spot, ...] = ()
    risky: tuple[Spot, ...] = ()
    collected: Spot | None = None


class Role(Enum):
    """What an id is for at one place: it decides what may be done to it."""

    CALL = "call"  # reaches a chat call
    SETTING = "setting"  # plainly sets the model of one that is not seen
    LISTED = "listed"  # one of several in a list, set or tuple
    TABLE = "table"  # key or field of a price, context or capability record
    COMPARED = "compared"  # `model == …`, `in`, `match`, `startswith`
    ASSERTED = "asserted"  # expectation of a test
    RECORDED = "recorded"  # part of a recorded answer
    KEY = "key"  # key under which another record is looked up
    LABEL = "label"  # log text, title, annotation
    OTHER = "other"  # none of these is plain


@dataclass(frozen=True)
class ModelRef:
    """One id as a whole string at one place.

    Attributes:
        literal: The string as written.
        role: What it is for.
        use: The words around it that decided the role, as `keyword model= of Agent(…)`.
        scope: Qualified name of what holds it.
        asked: Where a call of the project asks the same id, so that a rename there contradicts
            this place; None where none does.
    """

    source: Source
    literal: Literal
    role: Role
    use: str = ""
    scope: str = ""
    asked: Hop | None = None

    @property
    def model(self) -> str:
        return str(self.literal.value)


@dataclass(frozen=True)
class SdkName:
    """A name of a client library at one place: in an import, or where it is used."""

    name: str
    span: Span


@dataclass(frozen=True)
class SdkImport:
    """A file's imports of one client library that has a successor.

    Attributes:
        span: The first of them.
        client: Its key in `knowledge/clients.toml`.
        modules: Where the module's name stands.
        names: Every name that is taken from it, at every place.
        keyless: A client is made without `api_key`, so the environment gives it.
        unseen: What keeps the uses from being all seen, one clause each.
        words: Every name and attribute that the file reads.
    """

    source: Source
    span: Span
    client: str
    modules: tuple[Span, ...]
    names: tuple[SdkName, ...]
    keyless: bool = False
    unseen: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """The lowest version of a package that some code runs with.

    Attributes:
        path: The file of the call.
        line: Of the call, from 1.
        reason: The keyword that came with that version.
    """

    package: str
    version: str
    path: Path
    line: int
    reason: str


@dataclass(frozen=True)
class Bound:
    """One comparison of a version constraint.

    Attributes:
        operator: As in PEP 440, or `^`, `~` of Poetry; empty where none is written.
        span: Of operator and version.
        version_span: Of the version alone.
    """

    operator: str
    version: str
    span: Span
    version_span: Span


@dataclass(frozen=True)
class Dependency:
    """A package that a file declares and of which the project's code needs a certain version.

    Attributes:
        span: The declaration.
        package: As PEP 503 normalises its name.
        bounds: Its constraint; empty where any version will do.
        insert: Where a constraint can be written when there is none; None where none can.
        any_version: A `*` that stands for any version.
        poetry: Constraints are written as Poetry does: a bare version is a pin.
        hashed: Hashes pin the artefacts.
        locked: Why the text can't be edited; empty where it can.
    """

    source: Source
    span: Span
    package: str
    bounds: tuple[Bound, ...]
    needs: tuple[Need, ...]
    insert: int | None = None
    any_version: Span | None = None
    poetry: bool = False
    hashed: bool = False
    locked: str = ""


Site = ChatCall | ModelRef | SdkImport | Dependency
