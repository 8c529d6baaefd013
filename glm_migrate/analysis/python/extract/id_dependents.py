"""Why an id can't be changed for one call alone: what it is one of, and what else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.aliases import key_of
from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.chosen_values import first_choice_of
from glm_migrate.analysis.python.dataflow.followed_texts import worked_out
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.extract.id_holders import (
    HeldId,
    Holder,
    IdFunction,
    first_holders,
    holder_key,
    holders,
    looking_like,
    reads_of,
    shown,
    trimmed,
)
from glm_migrate.analysis.python.extract.inherited_variables import why_inherited
from glm_migrate.analysis.python.extract.inverted_tables import inverted
from glm_migrate.analysis.python.extract.mention_roles import (
    RENAME_SENSITIVE,
    is_model_of_tuning,
    role_of,
)
from glm_migrate.analysis.python.extract.text_uses import text_use
from glm_migrate.analysis.python.extract.undefined_functions import undefined_reader
from glm_migrate.analysis.python.semantics.scopes import Kind, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.model.mentions import Role
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_BUILDING = (cst.Add, cst.Modulo)
_TEXT_METHODS = callables("cut-text", "built-text", "split-text")
_PART_METHODS = callables("tests-text", "finds-text", "cuts-in-three")
_PATTERN_CALLS = callables("matches")
_LOADERS = callables("loads-weights")
_ASKING = callables("asks-chat")
# What tells one GLM model from another.
_TELLING = re.compile(rf"(?i)\d|{one_of('tier')}")
# Callables that are known to ask a model, or to hand the keyword on to one that is looked at.
_SEEN = callables("asks-chat", "asks-http", "passes-keywords", "builds-dict", "updates-dict")


def why_dependent(resolved: ResolvedValue) -> UnsafeReason | None:
    """Why the string at `resolved` is more than the model of the call that was followed to it."""
    module, node = resolved.module, resolved.node
    if not module.is_document:  # the role of a setting is judged by the file that holds it
        ruling = role_of(module, node) if isinstance(node, cst.SimpleString) else None
        if ruling is None:
            return None
        if ruling[0] in RENAME_SENSITIVE:
            return UnsafeReason(UnsafeKind.IN_A_ROLE, ruling[1])
        if widget := first_choice_of(module, node):
            return UnsafeReason(UnsafeKind.FIRST_CHOICE, widget)
    key = (node, *map(key_of, resolved.aliases))
    return module.remembered(why_dependent, key, lambda: _why_held(resolved), in_cycle=None)


def _why_held(resolved: ResolvedValue) -> UnsafeReason | None:
    """What is done with what holds the id, besides asking it."""
    node = resolved.node
    text = str(meaning(node)).lower() if isinstance(node, cst.SimpleString) else ""
    for holder in first_holders(resolved):
        if why := _tested_for(holder, text) or text_use(holder, node, text) or _of_holders(holder):
            return why
    return inverted(resolved.module, node) or _put_into_environment(resolved)


def _put_into_environment(resolved: ResolvedValue) -> UnsafeReason | None:
    """Who else gets an id that becomes a variable where it is written."""
    node = resolved.node
    return why_inherited(resolved.module, node) if isinstance(node, cst.BaseExpression) else None


def _tested_for(first: Holder, id: str) -> UnsafeReason | None:
    """A part of the id, or a pattern, that a holder is tested for and a rename changes."""
    for holder in holders(first):
        for part in _tests_of(holder):
            if part.lower() in id or _matches(part, id):
                return UnsafeReason(UnsafeKind.TESTED_FOR, shown(holder), part)
    return None


def _tests_of(holder: Holder) -> list[str]:
    """The texts that one holder is compared with in part; remembered."""
    return holder.module.remembered(
        _tests, holder_key(holder), lambda: list(dict.fromkeys(_tests(holder))), in_cycle=[]
    )


def _tests(holder: Holder) -> Iterator[str]:
    """The texts with a version or tier in them that the holder is compared with in part."""
    for read in looking_like(holder):
        for node in _parts_tested(read.module, trimmed(read).node):
            yield from (one for one in _texts(read.module, node) if _TELLING.search(one))


def _parts_tested(module: Module, read: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What is looked for in the text at `read`."""
    parents = module.symbols.parents
    parent = parents.get(read)
    if isinstance(parent, cst.ComparisonTarget) and isinstance(
        parent.operator, (cst.In, cst.NotIn)
    ):
        whole = parents[parent]
        yield from (whole.left,) if isinstance(whole, cst.Comparison) else ()
        return
    call = parents.get(parent) if parent is not None else None
    if not isinstance(call, cst.Call):
        return
    is_method = isinstance(parent, cst.Attribute) and parent.attr.value in _PART_METHODS
    is_pattern = isinstance(parent, cst.Arg) and dotted(call.func) in _PATTERN_CALLS
    if is_method or is_pattern:
        yield from (one.value for one in call.args[:1] if one is not parent)


def _texts(module: Module, node: cst.BaseExpression) -> Iterator[str]:
    """The plain texts that an expression can be, or that a tuple holds."""
    if isinstance(node, cst.SimpleString):
        yield str(meaning(node))
        return
    for one in module.resolver.resolve(node, module.symbols.point(node)).found:
        parts = one.node.elements if isinstance(one.node, cst.Tuple) else ()
        yield from filter(None, (text_of(one.node), *(text_of(part.value) for part in parts)))


def _matches(pattern: str, id: str) -> bool:
    try:
        return re.search(pattern, id, re.IGNORECASE) is not None
    except re.error:
        return False


def _of_holders(first: Holder) -> UnsafeReason | None:
    """What is done besides asking with what holds an id, or is handed it."""
    return next(filter(None, (_of_holder(one, one is first) for one in holders(first))), None)


def _of_holder(holder: Holder, is_first: bool) -> UnsafeReason | None:
    """What is done with what one holder holds; remembered."""
    return holder.module.remembered(
        _done_with,
        (holder_key(holder), is_first),
        lambda: _done_with(holder, looking_like(holder) if is_first else reads_of(holder)),
        in_cycle=None,
    )


def _done_with(holder: Holder, reads: Iterator[HeldId]) -> UnsafeReason | None:
    if _is_extended(holder):
        return UnsafeReason(UnsafeKind.OTHER_ID, shown(holder))
    return next(filter(None, (_done_at(one, shown(holder)) for one in reads)), None)


def _is_extended(holder: Holder) -> bool:
    """Whether something is added to the text in its place: `MODEL += "-air"`."""
    if isinstance(holder, IdFunction):
        return False
    if isinstance(holder, HeldId):
        return isinstance(holder.module.symbols.parents.get(holder.node), cst.AugAssign)
    found = holder.scope.definitions.get(holder.text, ()) if holder.scope is not None else ()
    return any(definition.kind is Kind.AUGMENT for definition in found)


def _done_at(read: HeldId, name: str) -> UnsafeReason | None:
    """What is done with the text at one place."""
    module, use = read.module, read.node
    if _builds(module, use):
        return UnsafeReason(UnsafeKind.OTHER_ID_MAY_BE, name)
    if loader := _loader(module, use):
        return UnsafeReason(UnsafeKind.LOADED, name, loader)
    if widget := first_choice_of(module, use):
        return UnsafeReason(UnsafeKind.FIRST_CHOICE, widget)
    if kind := _own_list(module, use):
        return UnsafeReason(kind, name)
    if reader := _unknown_reader(module, use):
        return UnsafeReason(UnsafeKind.OF_UNKNOWN, name, reader)
    if reader := undefined_reader(module, use):
        return UnsafeReason(UnsafeKind.OF_UNDEFINED, name, reader)
    return why_inherited(module, use)


def _builds(module: Module, use: cst.BaseExpression) -> bool:
    """Whether the text is made part of another one that is not for people to read."""
    parents = module.symbols.parents
    node: cst.CSTNode = use
    while (parent := parents.get(node)) is not None:
        is_joined = isinstance(parent, cst.BinaryOperation) and isinstance(
            parent.operator, _BUILDING
        )
        if is_joined or isinstance(parent, (cst.FormattedStringExpression, cst.FormattedString)):
            node = parent
        elif isinstance(parent, cst.Attribute) and parent.attr.value in _TEXT_METHODS:
            node = parents[parent]
        else:
            break
    if node is use or isinstance(node, cst.FormattedStringExpression) or _is_prose(node):
        return False
    if _takes_model(module, node):
        return False
    ruling = role_of(module, node)
    return ruling is not None and ruling[0] in (Role.SETTING, Role.OTHER)


def _takes_model(module: Module, node: cst.CSTNode) -> bool:
    """Whether a text is all seen, and the model of a call for which it is judged itself."""
    argument = module.symbols.parents.get(node)
    call = module.symbols.parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(node, cst.BaseExpression):
        return False
    if dotted(call.func).rpartition(".")[2] not in _ASKING:
        return False
    return worked_out(module, node, module.symbols.point(node))[1]


def _is_prose(node: cst.CSTNode) -> bool:
    """Whether words with blanks between them stand in a text, which no id has."""
    if isinstance(node, cst.FormattedStringText):
        return " " in node.value
    if isinstance(node, cst.SimpleString):
        return " " in str(meaning(node))
    if isinstance(node, (cst.FormattedString, cst.BinaryOperation, cst.ConcatenatedString)):
        return any(map(_is_prose, node.children))
    return False


def _loader(module: Module, use: cst.BaseExpression) -> str:
    """The callable that loads weights or a tokenizer under that name; empty for all others."""
    argument = module.symbols.parents.get(use)
    call = module.symbols.parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, (cst.Name, cst.Attribute)):
        return ""
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else call.func.value
    return name if name in _LOADERS else ""


def _own_list(module: Module, use: cst.BaseExpression) -> UnsafeKind | None:
    """How the model is asked in another way than a chat: by a tuning job, or in a batch."""
    ruling = role_of(module, use)
    if ruling is None:
        return None
    if ruling[0] is Role.BATCH:
        return UnsafeKind.OF_BATCH
    return UnsafeKind.OF_TUNING if is_model_of_tuning(module, use) else None


def _unknown_reader(module: Module, use: cst.BaseExpression) -> str:
    """The callable that takes the id as a model without being known; empty for all others."""
    argument = module.symbols.parents.get(use)
    call = module.symbols.parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(argument, cst.Arg):
        return ""
    ruling = role_of(module, use)
    if argument.keyword is None or ruling is None or ruling[0] is not Role.SETTING:
        return ""
    name = dotted(call.func).rpartition(".")[2]
    if not name or name in _SEEN or name in _known():
        return ""
    return "" if callees(module, call) else name


def _known() -> frozenset[str]:
    names = (*knowledge.constructors(), *knowledge.functions())
    return frozenset(name.rpartition(".")[2] for name in names)
