"""Ids outside calls: where they stand, what for, and what must change together with which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.extract.comparands import (
    Places,
    all_compared_with,
    compared_with,
    given_by_test,
    is_in_expected,
)
from glm_migrate.analysis.python.extract.endpoints_beside import endpoint_beside
from glm_migrate.analysis.python.extract.literals import literal_of
from glm_migrate.analysis.python.extract.mention_roles import RENAME_SENSITIVE, role_of
from glm_migrate.analysis.python.extract.table_readers import looked_up
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.model.calls import Argument, ChatCall, Endpoint, Host
from glm_migrate.model.findings import Hop
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import Literal
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.text.source import Span

# Roles in which an id stands beside others, and what holds them together.
_EXTENDED = frozenset({Role.LISTED, Role.TABLE, Role.COMPARED})
_JUDGED = frozenset({Role.COMPARED, Role.ASSERTED})
_DISPLAYS = (cst.List, cst.Tuple, cst.Set, cst.Dict, cst.Subscript)


def module_mentions(
    module: Module,
    is_old: Callable[[str], bool],
    reached: frozenset[tuple[Path, Span]],
    is_target: Callable[[str], bool] = lambda text: False,
) -> Iterator[Mention]:
    """Every old id of a file that no call of the project was seen to use, with its role.

    Of the target's ids only those that plainly set a model: their call is not seen either.
    """
    extended: frozenset[tuple[int, Role]] | None = None
    for node in module.symbols.strings:
        text = _whole(module, node)
        if text is None or (module.source.path, module.bare(node)) in reached:
            continue
        old = is_old(text)
        if not old and not is_target(text):
            continue
        ruling = _ruling(module, node)
        if not old and (ruling is None or ruling[0] is not Role.SETTING):
            continue
        point = module.symbols.point(node)
        literal = literal_of(ResolvedValue(module, node, point))
        if ruling is None or literal is None:
            continue
        role, use = ruling
        beside = False
        if role in _EXTENDED:
            if extended is None:
                extended = frozenset(_extended(module, is_target))
            beside = any((one, role) in extended for one in _displays(module, node))
        endpoint = endpoint_beside(module, node) if role is Role.SETTING else Endpoint()
        scope = point.scope.qualified
        against = _against(module, node, role)
        yield Mention(
            *(module.source, literal, role, use, scope),
            beside=beside,
            endpoint=endpoint,
            against=against,
        )


def _whole(module: Module, node: cst.BaseString) -> str | None:
    """The text of a string that is not part of another one."""
    if isinstance(module.symbols.parents.get(node), cst.ConcatenatedString):
        return None
    text = joined(node)
    return text if isinstance(text, str) else None


def _ruling(module: Module, node: cst.CSTNode) -> tuple[Role, str] | None:
    ruling = role_of(module, node)
    if ruling is not None and (name := _compared_name(module, node)):
        return Role.COMPARED, f"compared as `{name}`"
    if ruling is not None and ruling[0] is Role.SETTING and is_in_expected(module, node):
        return Role.ASSERTED, "part of what is expected"
    if ruling is not None and ruling[0] is Role.SETTING and is_test_file(module.source.path):
        return Role.TESTED, ruling[1]
    return ruling


def _extended(module: Module, is_target: Callable[[str], bool]) -> Iterator[tuple[int, Role]]:
    """What holds the target's id already, and in which role."""
    for node in module.symbols.strings:
        text = _whole(module, node)
        ruling = _ruling(module, node) if text is not None and is_target(text) else None
        if ruling is not None:
            yield from ((one, ruling[0]) for one in _displays(module, node))


def _displays(module: Module, node: cst.CSTNode) -> Iterator[int]:
    """The lists, tables, `Literal`s and the enumeration around an id."""
    parents = module.symbols.parents
    current: cst.CSTNode | None = node
    while current is not None:
        if isinstance(current, _DISPLAYS):
            yield id(current)
        if isinstance(current, (cst.Assign, cst.AnnAssign)):
            scope = module.symbols.points[current].scope
            if scope.kind == "class":
                yield id(scope)
            return
        current = parents.get(current)


def _against(module: Module, node: cst.CSTNode, role: Role) -> Places | None:
    """What an id, or the variable that holds it, is compared with or looked up for."""
    if role not in _JUDGED:
        return looked_up(module, node) if role in (Role.TABLE, Role.LISTED) else None
    name = _compared_name(module, node)
    if not name:
        return compared_with(module, node) or given_by_test(module, node)
    return module.remembered(_against, name, lambda: _all_against(module, name), None)


def _all_against(module: Module, name: str) -> Places | None:
    """What a variable is compared with, wherever it is."""
    uses = (use for use in module.symbols.uses.get(name, ()) if _is_judged(module, use))
    return all_compared_with(module, uses)


def _compared_name(module: Module, node: cst.CSTNode) -> str:
    """The variable that holds the id, or a display with it, where that is compared or asserted."""
    parents = module.symbols.parents
    parent = parents.get(node)
    key = parent.key if isinstance(parent, cst.DictElement) and parent.value is node else None
    while isinstance(parent, (cst.DictElement, cst.Dict, cst.Element, cst.List, cst.Tuple)):
        parent = parents.get(parent)
    if not isinstance(parent, (cst.Assign, cst.AnnAssign)):
        return ""
    targets = (
        [t.target for t in parent.targets] if isinstance(parent, cst.Assign) else [parent.target]
    )
    names = [target.value for target in targets if isinstance(target, cst.Name)]
    return next((name for name in names if _is_compared(module, name, key)), "")


def _is_compared(module: Module, name: str, key: cst.BaseExpression | None) -> bool:
    """Whether a variable, or what it holds under `key`, is compared or asserted."""
    judged = module.remembered(_Judged, name, lambda: _judged(module, name), _Judged())
    if key is None:
        return judged.whole or judged.keys
    text = _plain_text(key)
    alike = judged.items - {None} if text is None else judged.items & {text, None}
    return judged.whole or bool(alike)


@dataclass(frozen=True)
class _Judged:
    """What of a variable is compared or asserted.

    Attributes:
        whole: It is, all that it holds.
        keys: Something is looked for in it: `name in TABLE` asks for the keys.
        items: What it holds under these keys; under None where a key is computed.
    """

    whole: bool = False
    keys: bool = False
    items: frozenset[str | None] = frozenset()


def _judged(module: Module, name: str) -> _Judged:
    uses = [use for use in module.symbols.uses.get(name, ()) if isinstance(use, cst.Name)]
    items = (item for use in uses if (item := _item(module, use)))
    ways = {_is_searched(module, use) for use in uses if _is_judged(module, use)}
    keys = frozenset(_plain_text(key) for item, key in items if _is_judged(module, item))
    return _Judged(False in ways, True in ways, keys)


def _is_searched(module: Module, use: cst.Name) -> bool:
    """Whether something is looked for in a variable: `x in use`."""
    parent = module.symbols.parents.get(use)
    return (
        isinstance(parent, cst.ComparisonTarget)
        and parent.comparator is use
        and isinstance(parent.operator, (cst.In, cst.NotIn))
    )


def _is_judged(module: Module, node: cst.CSTNode) -> bool:
    ruling = role_of(module, node)
    return ruling is not None and ruling[0] in _JUDGED


def _item(module: Module, use: cst.Name) -> tuple[cst.CSTNode, cst.BaseExpression] | None:
    """`EXPECTED["model"]` or `EXPECTED.get("model")`, with its key."""
    parents = module.symbols.parents
    holder = parents.get(use)
    if isinstance(holder, cst.Subscript) and holder.value is use:
        read = [one.slice.value for one in holder.slice if isinstance(one.slice, cst.Index)]
        return (holder, read[0]) if len(read) == 1 else None
    whole = parents.get(holder) if isinstance(holder, cst.Attribute) else None
    return (whole, whole.args[0].value) if isinstance(whole, cst.Call) and whole.args else None


def _plain_text(key: cst.BaseExpression) -> str | None:
    """The text of a key; None where it is computed."""
    return str(joined(key)) if isinstance(key, cst.SimpleString) else None


def with_call(mention: Mention, calls: Mapping[str, ChatCall]) -> Mention:
    """`mention` with the first call that asks its id, where a rename there would contradict it."""
    is_bound = mention.role in RENAME_SENSITIVE and not mention.beside
    call = calls.get(mention.model.lower()) if is_bound else None
    if call is None or not any(mention.concerns(one) for one in call.ids):
        return mention
    line = call.source.position(call.name_span.start).line
    return replace(mention, called=Hop(call.source.path, line, call.scope))


def by_id(calls: Iterable[ChatCall]) -> dict[str, ChatCall]:
    """The first call that asks each id, in lower case, where the id is the vendor's to change."""
    found: dict[str, ChatCall] = {}
    for call in calls:
        if call.client.endpoint.host in (Host.LOCAL, Host.OTHER, Host.CODING):
            continue
        for constant in call.model.constants:
            if isinstance(constant, str):
                found.setdefault(constant.lower(), call)
    return found


@dataclass(frozen=True)
class IdPlaces:
    """Where ids stand that can't stay as they are when the one of a call changes.

    Attributes:
        bound: By the id in lower case, those whose role a rename elsewhere contradicts.
        defaults: The first default by the id, the file and the class.
    """

    bound: Mapping[str, Sequence[Mention]]
    defaults: Mapping[tuple[str, Path, str], Mention]


def id_places(id_mentions: Iterable[Mention]) -> IdPlaces:
    """The places among `id_mentions` to which the id of a call can be tied."""
    bound: dict[str, list[Mention]] = {}
    defaults: dict[tuple[str, Path, str], Mention] = {}
    for mention in id_mentions:
        text, owner = mention.model.lower(), mention.scope.partition(".")[0]
        if mention.role in RENAME_SENSITIVE and not mention.beside:
            bound.setdefault(text, []).append(mention)
        if mention.role in (Role.SETTING, Role.OTHER) and owner:
            defaults.setdefault((text, mention.source.path, owner), mention)
    return IdPlaces(bound, defaults)


def with_dependents(call: ChatCall, places: IdPlaces) -> ChatCall:
    """`call` with the other places of the project that its ids can't change without."""
    arguments = tuple(
        _with_dependents(argument, places) if argument.name == "model" else argument
        for argument in call.arguments
    )
    return replace(call, arguments=arguments)


def _with_dependents(argument: Argument, places: IdPlaces) -> Argument:
    candidates = tuple(
        replace(
            literal,
            shared=literal.shared or _elsewhere(literal, places) or _twin(literal, places),
        )
        for literal in argument.value.candidates
    )
    return replace(argument, value=replace(argument.value, candidates=candidates))


def _elsewhere(literal: Literal, places: IdPlaces) -> UnsafeReason | None:
    """Where else the id stands in a role that a rename would contradict."""
    points: list[str] = []
    for mention in places.bound.get(str(literal.value).lower(), ()):
        if mention.concerns(literal):
            line = mention.source.position(mention.literal.span.start).line
            file = "line" if mention.source.path == literal.path else f"{mention.source.path}:"
            points.append(f"{RENAME_SENSITIVE[mention.role]} at {file} {line}".replace(": ", ":"))
    if not points:
        return None
    more = f" and {len(points) - 3} more places" if len(points) > 3 else ""
    return UnsafeReason(UnsafeKind.ALSO_AT, str(literal.value), ", ".join(points[:3]) + more)


def _twin(literal: Literal, places: IdPlaces) -> UnsafeReason | None:
    """Another default of the same class with the same id, whose call is not seen."""
    owner = literal.scope.partition(".")[0]
    twin = places.defaults.get((str(literal.value).lower(), literal.path, owner))
    if twin is None:
        return None
    line = twin.source.position(twin.literal.span.start).line
    return UnsafeReason(UnsafeKind.ALSO_DEFAULT, str(literal.value), f"`{owner}` at line {line}")
