"""Why an id can't be changed for one call alone: what it is one of, and what else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.aliases import key_of
from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.chosen_values import first_choice_of
from glm_migrate.analysis.python.dataflow.interface import Alias, Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.reads import reads
from glm_migrate.analysis.python.extract.id_variables import names_of
from glm_migrate.analysis.python.extract.inverted_tables import inverted
from glm_migrate.analysis.python.extract.mention_roles import (
    RENAME_SENSITIVE,
    is_model_of_tuning,
    role_of,
)
from glm_migrate.analysis.python.extract.text_uses import text_use
from glm_migrate.analysis.python.semantics.scopes import Kind, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.model.mentions import Role
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_BUILDING = (cst.Add, cst.Modulo)
_TEXT_METHODS = callables("cut-text", "built-text", "split-text")
_SAME_TEXT = callables("same-text")
_PART_METHODS = callables("tests-text", "finds-text", "cuts-in-three")
_PATTERN_CALLS = callables("matches")
_LOADERS = callables("loads-weights")
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
    text = str(meaning(node)).lower() if isinstance(node, cst.SimpleString) else ""
    for alias in resolved.aliases:
        if why := (_tested_for(alias, text) or text_use(alias, node, text) or _of_variable(alias)):
            return why
    return inverted(module, node)


def _tested_for(alias: Alias, id: str) -> UnsafeReason | None:
    """A part of the id, or a pattern, that the variable is tested for and a rename changes."""
    for name in names_of(alias):
        for part in _tests_of(name):
            if part.lower() in id or _matches(part, id):
                return UnsafeReason(UnsafeKind.TESTED_FOR, name.text, part)
    return None


def _tests_of(alias: Alias) -> list[str]:
    """The texts that one variable is compared with in part; remembered."""
    return alias.module.remembered(
        _tests, key_of(alias), lambda: list(dict.fromkeys(_tests(alias))), in_cycle=[]
    )


def _tests(alias: Alias) -> Iterator[str]:
    """The texts with a version or tier in them that the variable is compared with in part."""
    parents = alias.module.symbols.parents
    for use in reads(alias):
        parent = parents.get(_as_read(parents, use))
        texts: list[cst.CSTNode] = []
        if isinstance(parent, cst.ComparisonTarget) and isinstance(
            parent.operator, (cst.In, cst.NotIn)
        ):
            whole = parents[parent]
            texts = [whole.left] if isinstance(whole, cst.Comparison) else []
        elif isinstance(parent, cst.Attribute) and parent.attr.value in _PART_METHODS:
            call = parents.get(parent)
            texts = [a.value for a in call.args[:1]] if isinstance(call, cst.Call) else []
        elif isinstance(parent, cst.Arg):
            call = parents.get(parent)
            if isinstance(call, cst.Call) and dotted(call.func) in _PATTERN_CALLS:
                texts = [a.value for a in call.args[:1]]
        for text in texts:
            if isinstance(text, cst.SimpleString) and _TELLING.search(str(meaning(text))):
                yield str(meaning(text))


def _as_read(parents: Mapping[cst.CSTNode, cst.CSTNode], node: cst.CSTNode) -> cst.CSTNode:
    """The expression around `node` that is the same text, as `model.lower()`."""
    parent = parents.get(node)
    while isinstance(parent, cst.Attribute) and parent.attr.value in _SAME_TEXT:
        node = parents[parent]
        parent = parents.get(node)
    return node


def _matches(pattern: str, id: str) -> bool:
    try:
        return re.search(pattern, id, re.IGNORECASE) is not None
    except re.error:
        return False


def _of_variable(alias: Alias) -> UnsafeReason | None:
    """What is done with a variable that holds an id besides asking it; remembered."""
    return alias.module.remembered(
        _done_with, key_of(alias), lambda: _done_with(alias), in_cycle=None
    )


def _done_with(alias: Alias) -> UnsafeReason | None:
    if alias.scope is not None and any(
        definition.kind is Kind.AUGMENT
        for definition in alias.scope.definitions.get(alias.text, ())
    ):
        return UnsafeReason(UnsafeKind.OTHER_ID, alias.text)
    for use in reads(alias):
        if _builds(alias.module, use):
            return UnsafeReason(UnsafeKind.OTHER_ID_MAY_BE, alias.text)
        if name := _loader(alias.module, use):
            return UnsafeReason(UnsafeKind.LOADED, alias.text, name)
        if kind := _own_list(alias.module, use):
            return UnsafeReason(kind, alias.text)
        if name := first_choice_of(alias.module, use):
            return UnsafeReason(UnsafeKind.FIRST_CHOICE, name)
        if name := _unknown_reader(alias.module, use):
            return UnsafeReason(UnsafeKind.OF_UNKNOWN, alias.text, name)
    return None


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
    ruling = role_of(module, node)
    return ruling is not None and ruling[0] in (Role.SETTING, Role.OTHER)


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
