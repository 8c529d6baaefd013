"""Every GLM call of a project as one plain record: what it asks today, and after the migration.

Records hold words, not sites: they travel between processes and into reports as they are. What is
not known says so; nothing here is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from glm_migrate import knowledge, sampling, thinking
from glm_migrate.edits import Applicability
from glm_migrate.findings import Finding, Severity
from glm_migrate.knowledge import Model
from glm_migrate.migration import Audience, Migration
from glm_migrate.resolution import Resolution, SourceOf, resolutions
from glm_migrate.sites import ChatCall, Host, Literal, Site

UNKNOWN = "unknown"
UNSEEN = "not seen"
_UNRESOLVED = "GLM903"


@dataclass(frozen=True)
class Change:
    """A property before and after the migration, in words."""

    before: str
    after: str

    @property
    def is_none(self) -> bool:
        return self.before == self.after


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
    """

    id: str
    becomes: str
    how: str
    why: str = ""
    price: Change = field(default_factory=lambda: Change(UNKNOWN, UNKNOWN))
    context: Change = field(default_factory=lambda: Change(UNKNOWN, UNKNOWN))


@dataclass(frozen=True)
class Left:
    """What remains for a person."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True)
class Proof:
    """What a call is seen to send, in words, for one item of the guide.

    Attributes:
        item: Key of the checklist.
        words: As `temperature=0.3`; what the server fills in says so.
    """

    item: str
    words: str


@dataclass(frozen=True)
class CallRecord:
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
        proofs: What it is seen to send, item by item; nothing where that is not seen.
        resolutions: Where each value that matters comes from; only where that was asked for.
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
    thinking: Change
    sampling: Change
    will: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[Left, ...] = ()
    hidden: tuple[str, ...] = ()
    streams: bool = False
    tools: bool = False
    proofs: tuple[Proof, ...] = ()
    resolutions: tuple[Resolution, ...] = ()


class Survey:
    """Collects calls and what was found about each while a project is checked."""

    def __init__(self, migration: Migration, explained: SourceOf | None = None) -> None:
        """Collect; records explain where values come from, where `explained` gives the files."""
        self._migration = migration
        self._explained = explained
        self._seen: list[tuple[ChatCall, tuple[Finding, ...]]] = []

    def watch(self, site: Site, findings: Sequence[Finding]) -> None:
        if isinstance(site, ChatCall) and self._migration.audience(site) is not Audience.OTHER:
            self._seen.append((site, tuple(findings)))

    def calls(self, kept: Iterable[Finding]) -> Mapping[Path, tuple[CallRecord, ...]]:
        """The records by file; of the findings only those that are `kept` count."""
        reported = {_key(finding): finding for finding in kept}
        records: dict[Path, list[CallRecord]] = {}
        for call, found in self._seen:
            own = [reported[key] for one in found if (key := _key(one)) in reported]
            one = record(call, own, self._migration)
            if self._explained is not None:
                one = replace(one, resolutions=tuple(resolutions(call, self._explained)))
            records.setdefault(call.source.path, []).append(one)
        return {
            path: tuple(sorted(ones, key=lambda one: (one.line, one.column)))
            for path, ones in records.items()
        }


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.code, finding.span


def record(call: ChatCall, findings: Sequence[Finding], migration: Migration) -> CallRecord:
    """What there is to say about one call."""
    place = call.source.position(call.name_span.start)
    facts = knowledge.client(call.client.name)
    models = tuple(_models(call, migration))
    thinks, samples = _thinking(call, migration), _sampling(call, migration)
    return CallRecord(
        path=call.source.path,
        line=place.line,
        column=place.column,
        scope=call.scope,
        called=" ".join(call.source.slice(call.name_span).split()),
        client=facts.title if call.client.name else UNSEEN,
        endpoint=_endpoint(call),
        state=state(findings),
        models=models,
        thinking=thinks,
        sampling=samples,
        will=_titles(findings, Applicability.SAFE),
        may=_titles(findings, Applicability.UNSAFE),
        left=tuple(Left(f.code, f.message, f.advice) for f in findings if is_decision(f)),
        notes=tuple(Left(f.code, f.message, f.advice) for f in findings if is_note(f)),
        hidden=call.unseen,
        streams=_streams(call),
        tools=call.sends("tools") or not call.complete,
        proofs=tuple(_proofs(call, models, thinks, samples)),
    )


def state(findings: Sequence[Finding]) -> str:
    """How a call or a file ends: the least settled of what was found there."""
    if any(is_decision(finding) for finding in findings):
        return "decision"
    if any(finding.code == _UNRESOLVED for finding in findings):
        return "unseen"
    return "fixable" if any(is_safe(finding) for finding in findings) else "clean"


def is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def is_decision(finding: Finding) -> bool:
    """Whether a person must decide: nothing is applied by itself, and it matters."""
    if finding.code == _UNRESOLVED or is_safe(finding):
        return False
    unsafe = finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE
    return unsafe or finding.severity >= Severity.WARNING


def is_note(finding: Finding) -> bool:
    return not is_safe(finding) and not is_decision(finding) and finding.code != _UNRESOLVED


def _titles(findings: Sequence[Finding], applicability: Applicability) -> tuple[str, ...]:
    fixes = (f.fix for f in findings if f.fix and f.fix.applicability is applicability)
    return tuple(dict.fromkeys(fix.title for fix in fixes))


def _streams(call: ChatCall) -> bool:
    stream = call["stream"]
    if stream is None:
        return not call.complete or call.method == "stream"
    return not stream.value.is_always(False, None)


def _proofs(
    call: ChatCall, models: Sequence[ModelChange], thinks: Change, samples: Change
) -> Iterator[Proof]:
    """What is seen and stays; findings tell what changes, and `hidden` what is not seen."""
    for model in models:
        if model.id and model.how == "same":
            yield Proof("model-identifier", f"{model.id} ({model.why})")
    if samples.is_none and samples.after not in (UNKNOWN, UNSEEN):
        yield Proof("sampling", samples.after)
    if (
        thinks.after not in (UNKNOWN, UNSEEN)
        and thinks.before.split()[0] == thinks.after.split()[0]
    ):
        yield Proof("thinking", thinks.after)
    if _streams(call) and call["stream"]:
        yield Proof("streaming", _written(call, "stream"))
        if call["tools"]:
            yield Proof("tool-streaming", f"tools, {_written(call, 'tool_stream')}")
    if call["max_tokens"] or call.complete:
        yield Proof("max-tokens", _written(call, "max_tokens"))


def _written(call: ChatCall, name: str) -> str:
    """A parameter with all that it can be, as `stream=True`; `no stream` where none is sent."""
    argument = call[name]
    if argument is None:
        return f"no {name}" if call.complete else f"{name} {UNSEEN}"
    texts = [str(one) for one in argument.value.constants if not isinstance(one, (tuple, dict))]
    if not argument.value.complete or not texts:
        texts.append(UNSEEN)
    return f"{name}={' or '.join(dict.fromkeys(texts))}"


def _endpoint(call: ChatCall) -> str:
    endpoint = call.client.endpoint
    if gateway := knowledge.gateways().get(endpoint.name):
        return gateway.title
    if endpoint.host is Host.NATIVE:
        return "Z.AI or BigModel"
    if endpoint.host is Host.UNKNOWN:
        return f"{UNSEEN}: {call.client.unseen}" if call.client.unseen else UNSEEN
    return endpoint.url or endpoint.name or endpoint.host.value


# Models, with their prices and lengths


def _models(call: ChatCall, migration: Migration) -> Iterator[ModelChange]:
    value = call.model
    for literal in value.candidates:
        if isinstance(literal.value, str):
            yield _model(literal, call, migration)
    for why in () if value.complete else value.unseen or ("where it comes from",):
        yield ModelChange("", "", "none", why)


def _model(literal: Literal, call: ChatCall, migration: Migration) -> ModelChange:
    id, known = str(literal.value), migration.model(literal.value)
    plan = migration.decide(literal, call)
    if plan is None:
        same = [Change(text, text) for text in (_price(known, call, migration), length(known))]
        return ModelChange(id, id, "same", _why_kept(known, migration), *same)
    target = knowledge.models().get(migration.target.id)
    price = Change(_price(known, call, migration), _price(target, call, migration))
    context = Change(length(known), tokens(migration.target.context))
    how = plan.applicability.word if plan.applicability is not None else "none"
    return ModelChange(id, plan.new or id, how, plan.advice, price, context)


def _why_kept(model: Model | None, migration: Migration) -> str:
    if model is None:
        return "not a known GLM id"
    if model.id == migration.target.id:
        return "the target"
    return "not older than the target" if model.kind == "text" else f"a model for {model.kind}"


def _price(model: Model | None, call: ChatCall, migration: Migration) -> str:
    """The vendor's price where the call goes to the vendor and is billed by tokens."""
    is_billed = migration.asks_vendor(call) and call.client.endpoint.host is not Host.CODING
    return money(model) if is_billed else UNKNOWN


def money(model: Model | None) -> str:
    """A price as `USD 0.6/2.2 (2026-10-08)`: input and output, per million tokens."""
    price = model.price if model else None
    if model is None or price is None:
        return UNKNOWN
    if price.free:
        return f"free ({model.sources['price'].date})"
    sums = "/".join("?" if one is None else f"{one:g}" for one in (price.input, price.output))
    return f"{price.currency} {sums} ({model.sources['price'].date})"


def length(model: Model | None) -> str:
    return UNKNOWN if model is None or model.context is None else tokens(model.context)


def tokens(count: int) -> str:
    """A number of tokens as the vendor's pages write it: K is a thousand."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if count >= size and count % size == 0:
            return f"{count // size}{letter}"
    return str(count)


# Thinking and sampling


def _first(call: ChatCall, migration: Migration) -> Model | None:
    return next((m for one in call.model.constants if (m := migration.model(one))), None)


def _thinking(call: ChatCall, migration: Migration) -> Change:
    model = _first(call, migration)
    if model is None or not migration.asks_vendor(call):
        said = thinking.told(call)
        word = UNKNOWN if said is None else _word(said, call, settled=True)
        return Change(word, word)
    if model.id == migration.target.id:
        now = _word(thinking.after(call, migration), call, migration.target.thinking in _BY_ITSELF)
        return Change(now, now)
    old = _word(thinking.before(call, model), call, model.thinking in _BY_ITSELF)
    if not migration.reaches_target(call):
        return Change(old, old)
    return Change(old, _after(call, migration))


# What a model does about thinking, whatever the call says.
_BY_ITSELF = ("none", "own", "mandatory")


def _after(call: ChatCall, migration: Migration) -> str:
    settled = migration.target.thinking in _BY_ITSELF or migration.config.thinking == "keep-off"
    return _word(thinking.after(call, migration), call, settled)


def _word(state: thinking.Thinking, call: ChatCall, settled: bool) -> str:
    """`on`, `off` or `on by default`, which nothing but the model's default decides."""
    if state is thinking.Thinking.UNSEEN:
        return UNSEEN
    said = settled or thinking.told(call) is not None
    return state.value if said else f"{state.value} by default"


def _sampling(call: ChatCall, migration: Migration) -> Change:
    sent = {name: argument for name in sampling.NAMES if (argument := call[name])}
    model = _first(call, migration)
    if sent:
        before = ", ".join(sampling.shown(call, argument) for argument in sent.values())
        kept = sampling.kept(call, migration)
        after = ", ".join(sampling.shown(call, argument) for argument in kept)
        return Change(before, after)
    if not call.complete:
        return Change(UNSEEN, UNSEEN)
    if fixed := knowledge.client(call.client.name).always_sends:
        text = ", ".join(f"{name}={value:g} (by the client)" for name, value in fixed.items())
        return Change(text, text)
    if not migration.asks_vendor(call):
        return Change(UNKNOWN, UNKNOWN)
    before = _defaults(model.temperature, model.top_p) if model else UNKNOWN
    target = migration.target
    moved = migration.reaches_target(call)
    return Change(before, _defaults(target.temperature, target.top_p) if moved else before)


def _defaults(temperature: float | None, top_p: float | None) -> str:
    words = [
        f"{name} {UNKNOWN if value is None else value}"
        for name, value in (("temperature", temperature), ("top_p", top_p))
    ]
    return f"server default ({', '.join(words)})"
