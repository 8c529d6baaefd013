"""What the text of an id decides besides asking a model: keys, comparisons, pieces and patterns.

A use counts where the other side is seen and would not hold for another id, or is seen to be read
from a file. What can't be seen at all is no reason: most of it is filled with the id at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_ITEM_HOPS
from glm_migrate.analysis.python.extract.id_holders import (
    HeldId,
    Holder,
    holder_key,
    holders,
    reads_of,
    trimmed,
)
from glm_migrate.analysis.python.extract.made_names import item_read, made_name, makes_text
from glm_migrate.analysis.python.extract.mention_roles import role_of
from glm_migrate.analysis.python.extract.text_patterns import pattern_of
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.mentions import Role
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_ATTRIBUTE_CALLS = callables("names-attribute")
_LOOKUPS = callables("looks-up")
_FILE_PATTERNS = callables("matches-file-pattern")
_MATCHERS = callables("matches-pattern")
_MODULES = callables("imports-module")
_NAMESPACES = callables("gives-namespace")
_DECIDING = _ATTRIBUTE_CALLS | _LOOKUPS | _FILE_PATTERNS | _MATCHERS | _MODULES
_LOADERS = callables("loads-data")
_SAME_ITEMS = callables("sets", "lists", "sorts", "builds-dict", "lists-keys", "copies-itself")
_COMPILING = callables("compiles-pattern")
_FAMILY = len("glm-")  # what all ids of the vendor begin with


@dataclass(frozen=True)
class _TextUse:
    """One place that reads the id: the whole expression that is the same text."""

    module: Module
    node: cst.CSTNode
    point: ProgramPoint
    origin: cst.CSTNode
    id: str

    def reason(self, kind: UnsafeKind, within: str) -> UnsafeReason:
        """What the text decides at this place."""
        return UnsafeReason(kind, self.module.short(self.node), within)


def text_use(holder: Holder, origin: cst.CSTNode, id: str) -> UnsafeReason | None:
    """What else the text that is written at `origin` decides; None where nothing is seen."""
    return holder.module.remembered(
        text_use, (holder_key(holder), origin), lambda: _found(holder, origin, id), in_cycle=None
    )


def _found(holder: Holder, origin: cst.CSTNode, id: str) -> UnsafeReason | None:
    for one in holders(holder):
        for read in _deciding(one):
            use = _TextUse(read.module, read.node, read.point, origin, id)
            if why := _judged(use) or made_name(read.module, read.node, id):
                return why
    return None


def _deciding(holder: Holder) -> Sequence[HeldId]:
    """Where one holder is read as a text that may decide something; remembered."""
    return holder.module.remembered(
        _deciding, holder_key(holder), lambda: list(_find_deciding(holder)), in_cycle=[]
    )


def _find_deciding(holder: Holder) -> Iterator[HeldId]:
    for read in reads_of(holder):
        whole = trimmed(read)
        if _may_decide(whole.module, whole.node) or makes_text(whole.module, whole.node):
            yield whole


def _may_decide(module: Module, node: cst.CSTNode) -> bool:
    """Whether a text stands where it can decide something, whatever it is."""
    parent = module.symbols.parents.get(node)
    if not isinstance(parent, cst.Arg):
        return isinstance(parent, (cst.Subscript, cst.Index, cst.Comparison, cst.ComparisonTarget))
    call = module.symbols.parents.get(parent)
    return isinstance(call, cst.Call) and _called(call) in _DECIDING


def _judged(use: _TextUse) -> UnsafeReason | None:
    """What hangs on the text at one place."""
    parent = use.module.symbols.parents.get(use.node)
    if isinstance(parent, cst.Subscript) and parent.value is use.node:
        return _piece(use, parent)
    if isinstance(parent, cst.Index):
        return _lookup(use, parent)
    if isinstance(parent, cst.Arg):
        return _argument(use, parent)
    if isinstance(parent, (cst.Comparison, cst.ComparisonTarget)):
        return _comparison(use, parent)
    return None


def _piece(use: _TextUse, whole: cst.Subscript) -> UnsafeReason | None:
    """`MODEL[-1]`: a part of the text that another id need not have."""
    index = whole.slice[0].slice
    if len(whole.slice) != 1 or not isinstance(use.origin, cst.BaseString):
        return None
    if isinstance(index, cst.Slice):
        end = index.upper
        if isinstance(end, cst.Integer) and end.evaluated_value <= _FAMILY:
            return None
    elif not _is_number(index) or not _names_itself(use):
        return None
    ruling = role_of(use.module, whole)
    is_shown = ruling is not None and ruling[0] is Role.LABEL
    if is_shown or not _names_itself(use):
        return None
    return UnsafeReason(UnsafeKind.PIECE_READ, use.module.short(whole))


def _is_number(index: cst.BaseSlice) -> bool:
    value = index.value if isinstance(index, cst.Index) else None
    if isinstance(value, cst.UnaryOperation):
        return isinstance(value.expression, cst.Integer)
    return isinstance(value, cst.Integer) and value.evaluated_value >= _FAMILY


def _names_itself(use: _TextUse) -> bool:
    """Whether the variable is the text itself, and no list or dict that holds it."""
    if not isinstance(use.node, cst.BaseExpression):
        return False
    found = use.module.resolver.resolve(use.node, use.point).found
    return not found or any(one.node is use.origin for one in found)


def _lookup(use: _TextUse, index: cst.Index) -> UnsafeReason | None:
    """`LIMITS[MODEL]`, where it is read."""
    whole = item_read(use.module, index)
    if whole is None:
        return None
    if isinstance(whole.value, cst.Call) and dotted(whole.value.func) in _NAMESPACES:
        return use.reason(UnsafeKind.NAME_IN, use.module.short(whole.value))
    return _among(use, whole.value, UnsafeKind.LOOKED_UP)


def _argument(use: _TextUse, argument: cst.Arg) -> UnsafeReason | None:
    call = use.module.symbols.parents.get(argument)
    if not isinstance(call, cst.Call):
        return None
    index, name = call.args.index(argument), _called(call)
    if name in _ATTRIBUTE_CALLS and index == 1:
        return use.reason(UnsafeKind.ATTRIBUTE_NAME, name)
    if name in _MODULES and index == 0:
        return use.reason(UnsafeKind.MODULE_NAME, name)
    if name in _FILE_PATTERNS and index == 0 and len(call.args) > 1:
        texts = _texts(use, call.args[1].value)
        found = next((one for one in texts if _tells(one, use.id)), None)
        return None if found is None else use.reason(UnsafeKind.TESTED_FOR, found)
    if index == 0 and isinstance(call.func, cst.Attribute):
        if name in _LOOKUPS:
            return _among(use, call.func.value, UnsafeKind.LOOKED_UP)
        if name in _MATCHERS:
            return _compiled(use, call.func.value)
    return None


def _called(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return dotted(call.func).rpartition(".")[2]


def _tells(pattern: str, id: str) -> bool:
    """Whether a pattern of file names holds for this id, and not for all of the vendor's."""
    return fnmatch(id, pattern.lower()) and not fnmatch("glm-", pattern.lower())


def _texts(use: _TextUse, node: cst.BaseExpression) -> Iterator[str]:
    for one in use.module.resolver.resolve(node, use.point).found:
        text = joined(one.node) if isinstance(one.node, cst.BaseString) else None
        if isinstance(text, str):
            yield text


def _compiled(use: _TextUse, receiver: cst.BaseExpression) -> UnsafeReason | None:
    """`PATTERN.match(MODEL)`."""
    for one in use.module.resolver.resolve(receiver, use.point).found:
        call = one.node
        if not isinstance(call, cst.Call) or dotted(call.func) not in _COMPILING:
            continue
        first = call.args[0].value if call.args else None
        text = joined(first) if isinstance(first, cst.BaseString) else None
        try:
            if isinstance(text, str) and _fits(text, use.id):
                return use.reason(UnsafeKind.TESTED_FOR, text)
        except re.error:
            continue
    return None


def _fits(pattern: str, id: str) -> bool:
    """Whether a pattern holds for this id, and not for what all of the vendor's begin with."""
    if re.search(pattern, "glm-", re.IGNORECASE):
        return False
    return re.search(pattern, id, re.IGNORECASE) is not None


def _comparison(
    use: _TextUse, parent: cst.Comparison | cst.ComparisonTarget
) -> UnsafeReason | None:
    parents = use.module.symbols.parents
    whole = parent if isinstance(parent, cst.Comparison) else parents[parent]
    if not isinstance(whole, cst.Comparison) or len(whole.comparisons) != 1:
        return None
    target = whole.comparisons[0]
    is_left = whole.left is use.node
    other = target.comparator if is_left else whole.left
    if isinstance(target.operator, (cst.In, cst.NotIn)):
        return _among(use, other, UnsafeKind.LOOKED_FOR) if is_left else None
    if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        return None
    values = use.module.resolver.resolve(other, use.point).found
    is_same = any(_is_same(use, one.module, one.node, one.point) for one in values)
    return use.reason(UnsafeKind.COMPARED, use.module.short(other)) if is_same else None


def _among(use: _TextUse, node: cst.BaseExpression, kind: UnsafeKind) -> UnsafeReason | None:
    """Why a table or list may not hold another id; None where nothing says so."""
    for one in use.module.resolver.resolve(node, use.point).found:
        if _holds(use, one.module, one.node, one.point):
            return use.reason(kind, use.module.short(node))
    return None


def _holds(
    use: _TextUse, module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int = 0
) -> bool:
    """Whether something that is gone through or looked up in holds the id at another place.

    What it holds as a whole string is known as a place of its own.
    """
    if isinstance(node, cst.SimpleString):
        return use.id in str(joined(node)).lower() and depth == 0
    if isinstance(node, cst.Dict):
        keys = [one.key for one in node.elements if isinstance(one, cst.DictElement)]
        return any(_is_same(use, module, key, point) for key in keys)
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        return any(_is_same(use, module, one.value, point) for one in node.elements)
    if isinstance(node, cst.DictComp):
        return _is_same(use, module, node.key, point)
    if isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
        return _is_same(use, module, node.elt, point)
    if isinstance(node, cst.Call):
        return _is_made_with(use, module, node, point, depth)
    return False


def _is_made_with(
    use: _TextUse, module: Module, call: cst.Call, point: ProgramPoint, depth: int
) -> bool:
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted(call.func)
    if name in _LOADERS and not (call.args and _is_known(module, call.args[0].value, point)):
        return True
    if any(_names_beside(text, use.id) for text in _texts_in(call)):
        return True
    parts: list[cst.BaseExpression] = []
    if name in _SAME_ITEMS or name in _LOADERS:
        parts += [one.value for one in call.args[:1] if one.keyword is None]
        parts += [call.func.value] if isinstance(call.func, cst.Attribute) else []
    found = (
        one
        for part in parts
        if depth < MAX_ITEM_HOPS and not isinstance(part, cst.BaseString)
        for one in module.resolver.resolve(part, point).found
        if one.node is not call
    )
    return any(
        use.id in str(joined(one.node)).lower()
        if isinstance(one.node, cst.BaseString)
        else _holds(use, one.module, one.node, one.point, depth + 1)
        for one in found
    )


def _names_beside(text: str, id: str) -> bool:
    """Whether a text names an id as one word among others."""
    word = rf"(?<![\w.-]){re.escape(id)}(?![\w.-])"
    return text != id and re.search(word, text) is not None


def _is_known(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> bool:
    return any(
        isinstance(one.node, cst.BaseString) for one in module.resolver.resolve(node, point).found
    )


def _texts_in(node: cst.CSTNode) -> Iterator[str]:
    """The plain strings of an expression, in lower case."""
    for child in node.children:
        if isinstance(child, cst.SimpleString):
            yield str(joined(child)).lower()
        yield from _texts_in(child)


def _is_same(use: _TextUse, module: Module, node: cst.CSTNode, point: ProgramPoint) -> bool:
    """Whether an expression gives the text of the id, without being the id that moves."""
    if node is use.origin or (isinstance(node, cst.SimpleString) and _is_seen(module, node)):
        return False
    if isinstance(node, (cst.Name, cst.Attribute, cst.Subscript)):
        found = module.resolver.resolve(node, point).found
        if any(one.node is use.origin for one in found):
            return False
        return any(_says(use, one) for one in found)
    pattern = pattern_of(module, node, point)
    return pattern is not None and re.fullmatch(pattern, use.id, re.IGNORECASE) is not None


def _is_seen(module: Module, node: cst.SimpleString) -> bool:
    """Whether a string stands where it is known as a place of its own (GLM101, GLM102)."""
    return not module.is_document and role_of(module, node) is not None


def _says(use: _TextUse, one: ResolvedValue) -> bool:
    text = joined(one.node) if isinstance(one.node, cst.BaseString) else None
    return isinstance(text, str) and text.lower() == use.id
