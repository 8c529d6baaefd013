"""The libraries through which GLM is called, and what each of them takes and does.

Where a library can't be told a field, the field is reported and never written: an unknown keyword
is a TypeError in most of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from glm_migrate.knowledge.sources import DATA, Fact, Table, listed, read, sources


class Put(Enum):
    """Where a request field is written."""

    KEYWORD = "keyword"  # a keyword of the call
    EXTRA_BODY = "extra_body"  # a key of the keyword `extra_body`
    BODY = "body"  # a key of the request dict
    NONE = "none"  # nowhere that is known to work: report, do not edit


class Later(Enum):
    """What a method adds to the requests of the object that it is called on."""

    KEYWORDS = "keywords"  # its keywords
    SETTINGS = "settings"  # what is in its settings
    TOOLS = "tools"  # its first argument
    STREAM = "stream"  # `stream`
    FORMAT = "format"  # how the answer is to look


@dataclass(frozen=True)
class Placement:
    """Where a client takes one request field.

    Attributes:
        put: Where it is written with the version `since` and later.
        since: Lowest version for which `put` holds; empty where every version will do.
        before: Where it is written with older versions.
        advice: What a person can do where nothing is written.
    """

    put: Put = Put.NONE
    since: str = ""
    before: Put = Put.NONE
    advice: str = ""


@dataclass(frozen=True)
class Method:
    """One method of a client, or one function of a module, that sends a request.

    Attributes:
        accepts: Every keyword that it takes; None where the list is open or not known.
        refuses: Keywords that it certainly fails on.
        since: Of those, the ones that older versions took → the first version that does not.
        raises: The exception that it fails with.
        route: It fails so only for ids with this prefix; empty for all.
        job: Starts a job on the server: it can't stream.
        clamps: Sampling values are changed as `ClientFacts.clamps` says.
    """

    accepts: frozenset[str] | None = None
    refuses: frozenset[str] = frozenset()
    since: Mapping[str, str] = field(default_factory=dict, hash=False)
    raises: str = "TypeError"
    route: str = ""
    job: bool = False
    clamps: bool = True

    def fails_on(self, keyword: str) -> bool:
        """Whether passing `keyword` is known to raise."""
        return keyword in self.refuses or (self.accepts is not None and keyword not in self.accepts)


@dataclass(frozen=True)
class Clamp:
    """What a client makes of a sampling value before it sends it.

    Attributes:
        floor: Values up to this one become `low`.
        low: The SDKs also send `do_sample` false beside such a temperature.
        limit: Values from this one on become `high`.
        high: The largest value that is sent.
    """

    floor: float
    low: float
    limit: float
    high: float

    def sent(self, value: float) -> float:
        """The value that is really sent for `value`."""
        if value <= self.floor:
            return self.low
        return self.high if value >= self.limit else value


@dataclass(frozen=True)
class Successor:
    """The library that takes the place of another one.

    Attributes:
        client: Its key in `clients.toml`.
        module: What is imported.
        names: Name in the older library → its twin.
        lacks: Attributes of the older client that have no twin.
        key_variable: Environment variable that holds the key, in the older one and in this one.
    """

    client: str
    module: str
    names: Mapping[str, str] = field(hash=False)
    lacks: tuple[str, ...]
    key_variable: tuple[str, str]


@dataclass(frozen=True)
class ClientFacts:
    """One client library.

    Attributes:
        name: Key in `clients.toml`, and `Client.name` of a call.
        title: For messages.
        package: Distribution on PyPI; empty for raw HTTP.
        version: The version that was read and run.
        constructors: Dotted name → address that it calls when told none (empty: not known).
        asynchronous: The constructors and functions whose calls are awaited.
        wrappers: Dotted functions that take such a client first and return one like it.
        functions: Dotted functions that send a request themselves → what they take.
        methods: Path behind a client, as `chat.completions.create` → what it takes.
        model_in: Where the model is passed: `call`, `constructor` or `elsewhere`.
        model_parameters: Keywords that hold it.
        model_position: Its place among positional arguments; None where it has none.
        default_model: What is sent when none is passed; empty where it must be.
        endpoint_parameters: Keywords that hold the address.
        endpoint_position: Its place among positional arguments; None where it has none.
        client_parameters: Keywords that hold a client whose address counts.
        client_position: Its place among positional arguments; None where it has none.
        client_setters: Dotted functions that set such a client for all objects.
        settings_parameters: Keywords that hold a dict or record of request parameters.
        sent_as: Keyword → the name under which the API knows it, where that is another one.
        routes: What stands before the id chooses the provider.
        body_parameters: Keywords that hold the request body of a raw request.
        placements: Request field → where it is written.
        later: Method of an object → what it adds to the requests of that object.
        clamps: Request field → what is made of it; empty where values are sent as they are.
        always_sends: Fields that are sent though the call does not set them.
        retired: What replaced this way of calling; empty where it is current.
        successor: The library to move to; None where there is none.
        blocked: Why a newer model can't be reached through it; empty where it can.
        sources: Where all this was read.
    """

    name: str
    title: str
    package: str
    version: str
    constructors: Mapping[str, str] = field(hash=False)
    asynchronous: frozenset[str]
    wrappers: tuple[str, ...]
    functions: Mapping[str, Method] = field(hash=False)
    methods: Mapping[str, Method] = field(hash=False)
    model_in: str
    model_parameters: tuple[str, ...]
    model_position: int | None
    default_model: str
    endpoint_parameters: tuple[str, ...]
    endpoint_position: int | None
    client_parameters: tuple[str, ...]
    client_position: int | None
    client_setters: tuple[str, ...]
    settings_parameters: tuple[str, ...]
    sent_as: Mapping[str, str] = field(hash=False)
    routes: bool
    body_parameters: tuple[str, ...]
    placements: Mapping[str, Placement] = field(hash=False)
    later: Mapping[str, Later] = field(hash=False)
    clamps: Mapping[str, Clamp] = field(hash=False)
    always_sends: Mapping[str, float] = field(hash=False)
    retired: str
    successor: Successor | None
    blocked: str
    sources: tuple[Fact, ...]

    def placement(self, name: str) -> Placement:
        """Where the request field `name` is written; `Put.NONE` where nothing is known."""
        return self.placements.get(name, Placement())

    def method(self, path: str) -> Method:
        """What `chat.completions.create` or a function takes; nothing is known of others."""
        return self.methods.get(path) or self.functions.get(path) or Method()

    @property
    def depends_on_version(self) -> bool:
        """Whether something that is known of it changed from one version to the next."""
        methods = (*self.methods.values(), *self.functions.values())
        return any(one.since for one in methods) or any(
            one.since for one in self.placements.values()
        )

    def sent(self, name: str, value: float, method: str = "chat.completions.create") -> float:
        """The value that is really sent for the sampling parameter `name`."""
        clamp = self.clamps.get(name)
        return clamp.sent(value) if clamp and self.method(method).clamps else value


@cache
def clients() -> Mapping[str, ClientFacts]:
    """Every client by its key."""
    table = read(DATA / "clients.toml")
    known, signatures = sources(table), table["signatures"]
    return {
        name: _client(name, record, known, signatures) for name, record in table["clients"].items()
    }


def client(name: str) -> ClientFacts:
    """The client of that key; one of which nothing is known where there is none."""
    return clients().get(name) or _client(name, {}, {}, {})


@cache
def accepted_keywords() -> frozenset[str]:
    """Every keyword that the chat method of some client takes."""
    methods = [one.method("chat.completions.create") for one in clients().values()]
    return frozenset[str]().union(*(one.accepts or () for one in methods))


@cache
def constructors() -> Mapping[str, ClientFacts]:
    """Dotted name of a constructor or factory → its client."""
    return {dotted: one for one in clients().values() for dotted in one.constructors}


@cache
def functions() -> Mapping[str, ClientFacts]:
    """Dotted name of a function that sends a request → its client."""
    return {dotted: one for one in clients().values() for dotted in one.functions}


@cache
def wrappers() -> Mapping[str, ClientFacts]:
    """Dotted name of a function that passes a client through → the client it takes."""
    return {dotted: one for one in clients().values() for dotted in one.wrappers}


def _client(
    name: str, record: Table, known: Mapping[str, Fact], signatures: Mapping[str, list[str]]
) -> ClientFacts:
    model, endpoint = record.get("model", {}), record.get("endpoint", {})
    given = record.get("client", {})
    return ClientFacts(
        name=name,
        title=record.get("title", name),
        package=record.get("package", ""),
        version=record.get("version", ""),
        constructors=record.get("constructors", {}),
        asynchronous=frozenset(record.get("asynchronous", ())),
        wrappers=tuple(record.get("wrappers", ())),
        functions=_methods(record.get("functions", {}), signatures),
        methods=_methods(record.get("methods", {}), signatures),
        model_in=model.get("in", "call"),
        model_parameters=tuple(model.get("parameters", ("model",))),
        model_position=model.get("position"),
        default_model=model.get("default", ""),
        endpoint_parameters=tuple(endpoint.get("parameters", ())),
        endpoint_position=endpoint.get("position"),
        client_parameters=tuple(given.get("parameters", ())),
        client_position=given.get("position"),
        client_setters=tuple(given.get("setters", ())),
        settings_parameters=tuple(record.get("settings", ())),
        sent_as=record.get("sent_as", {}),
        routes=record.get("routes", False),
        body_parameters=tuple(record.get("body_parameters", ())),
        placements={key: _placement(one) for key, one in record.get("put", {}).items()},
        later={key: Later(one) for key, one in record.get("later", {}).items()},
        clamps={key: Clamp(*map(float, one)) for key, one in record.get("clamps", {}).items()},
        always_sends=record.get("always_sends", {}),
        retired=record.get("retired", ""),
        successor=_successor(record.get("successor")),
        blocked=record.get("blocked", ""),
        sources=listed(record.get("sources", []), known),
    )


def _successor(record: Table | None) -> Successor | None:
    if record is None:
        return None
    old, new = record["key_variable"]
    return Successor(
        client=record["client"],
        module=record["module"],
        names=record["names"],
        lacks=tuple(record["lacks"]),
        key_variable=(old, new),
    )


def _methods(records: Table, signatures: Mapping[str, list[str]]) -> dict[str, Method]:
    return {path: _method(record, signatures) for path, record in records.items()}


def _method(record: Table, signatures: Mapping[str, list[str]]) -> Method:
    """`accepts` names a signature; `without` is what this method lacks of it."""
    accepts = None
    if named := record.get("accepts"):
        accepts = frozenset(signatures[named]) - frozenset(record.get("without", ()))
    return Method(
        accepts=accepts,
        refuses=frozenset(
            key for named in record.get("refuses", ()) for key in signatures.get(named, [named])
        ),
        since=record.get("since", {}),
        raises=record.get("raises", "TypeError"),
        route=record.get("route", ""),
        job=record.get("job", False),
        clamps=record.get("clamps", True),
    )


def _placement(record: Table) -> Placement:
    return Placement(
        put=Put(record["put"]),
        since=record.get("since", ""),
        before=Put(record.get("before", "none")),
        advice=record.get("advice", ""),
    )
