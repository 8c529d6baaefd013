"""What the text of an id decides besides asking a model: keys, comparisons, pieces and patterns.

A use counts where the other side is seen and would not hold for another id, or is seen to be read
from a file. What can't be seen at all is no reason: most of it is filled with the id at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import is_own, key_of
from glm_migrate.analysis.python.dataflow.interface import Alias, Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_ITEM_HOPS
from glm_migrate.analysis.python.dataflow.reads import reads
from glm_migrate.analysis.python.extract.id_variables import names_of
from glm_migrate.analysis.python.extract.made_names import item_read, made_name
from glm_migrate.analysis.python.extract.mention_roles import role_of
from glm_migrate.analysis.python.extract.text_patterns import pattern_of
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.mentions import Role

_SAME_TEXT = callables("same-text")
_ATTRIBUTE_CALLS = callables("names-attribute")
_LOOKUPS = callables("looks-up")
_FILE_PATTERNS = callables("matches-file-pattern")
_MATCHERS = callables("matches-pattern")
_MODULES = callables("imports-module")
_NAMESPACES = callables("gives-namespace")
_LOADERS = callables("loads-data")
_SAME_ITEMS = callables("sets", "lists", "sorts", "builds-dict", "lists-keys", "copies-itself")
_COMPILING = callables("compiles-pattern")
_FAMILY = len("glm-")  # what all ids of the vendor begin with


@dataclass(frozen=True)
class _Use:
    """One place that reads the id: the whole expression that is the same text."""

    module: Module
    node: cst.CSTNode
    point: ProgramPoint
    origin: cst.CSTNode
    id: str

    @property
    def text(self) -> str:
        return self.module.short(self.node)


def text_use(alias: Alias, origin: cst.CSTNode, id: str) -> str:
    """What else the text that is written at `origin` decides; empty where nothing is seen."""
    return alias.module.remembered(
        text_use, (key_of(alias), origin), lambda: _found(alias, origin, id), in_cycle=""
    )


def _found(alias: Alias, origin: cst.CSTNode, id: str) -> str:
    for name in names_of(alias):
        module, parents = name.module, name.module.symbols.parents
        for read in reads(name):
            if not _is_of(name, read):
                continue
            node: cst.CSTNode = read
            while isinstance(parents.get(node), cst.Attribute) and _is_same_text(module, node):
                node = parents[parents[node]]
            use = _Use(module, node, module.symbols.point(read), origin, id)
            if why := _judged(use) or made_name(module, node, id):
                return why
    return ""


def _is_same_text(module: Module, node: cst.CSTNode) -> bool:
    parent = module.symbols.parents[node]
    call = module.symbols.parents.get(parent)
    is_method = isinstance(parent, cst.Attribute) and parent.attr.value in _SAME_TEXT
    return is_method and isinstance(call, cst.Call)


def _is_of(alias: Alias, read: cst.Name | cst.Attribute) -> bool:
    """Whether an attribute of the same name is the one that is meant."""
    if isinstance(read, cst.Name):
        return True
    point = alias.module.symbols.point(read)
    if alias.owner is None:
        return dotted(read) == alias.text
    if is_own(alias, read.value, point.scope):
        return True
    found = alias.module.resolver.attributes.class_of(read.value, point)
    return found is not None and alias.owner in found.lineage


def _judged(use: _Use) -> str:
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
    return ""


def _piece(use: _Use, whole: cst.Subscript) -> str:
    """`MODEL[-1]`: a part of the text that another id need not have."""
    index = whole.slice[0].slice
    if len(whole.slice) != 1 or not isinstance(use.origin, cst.BaseString):
        return ""
    if isinstance(index, cst.Slice):
        end = index.upper
        if isinstance(end, cst.Integer) and end.evaluated_value <= _FAMILY:
            return ""
    elif not _is_number(index) or not _names_itself(use):
        return ""
    ruling = role_of(use.module, whole)
    is_shown = ruling is not None and ruling[0] is Role.LABEL
    return "" if is_shown or not _names_itself(use) else f"`{use.module.short(whole)}` is read"


def _is_number(index: cst.BaseSlice) -> bool:
    value = index.value if isinstance(index, cst.Index) else None
    if isinstance(value, cst.UnaryOperation):
        return isinstance(value.expression, cst.Integer)
    return isinstance(value, cst.Integer) and value.evaluated_value >= _FAMILY


def _names_itself(use: _Use) -> bool:
    """Whether the variable is the text itself, and no list or dict that holds it."""
    if not isinstance(use.node, cst.BaseExpression):
        return False
    found = use.module.resolver.resolve(use.node, use.point).found
    return not found or any(one.node is use.origin for one in found)


def _lookup(use: _Use, index: cst.Index) -> str:
    """`LIMITS[MODEL]`, where it is read."""
    whole = item_read(use.module, index)
    if whole is None:
        return ""
    if isinstance(whole.value, cst.Call) and dotted(whole.value.func) in _NAMESPACES:
        return f"`{use.text}` is a name in `{use.module.short(whole.value)}`"
    return _among(use, whole.value, f"is looked up in `{use.module.short(whole.value)}`")


def _argument(use: _Use, argument: cst.Arg) -> str:
    call = use.module.symbols.parents.get(argument)
    if not isinstance(call, cst.Call):
        return ""
    index, name = call.args.index(argument), dotted(call.func).rpartition(".")[2]
    if isinstance(call.func, cst.Attribute):
        name = call.func.attr.value
    if name in _ATTRIBUTE_CALLS and index == 1:
        return f"`{use.text}` is the name of an attribute in {name}(…)"
    if name in _MODULES and index == 0:
        return f"`{use.text}` is the name of a module in {name}(…)"
    if name in _FILE_PATTERNS and index == 0 and len(call.args) > 1:
        texts = _texts(use, call.args[1].value)
        return next(
            (f'`{use.text}` is tested for "{one}"' for one in texts if _tells(one, use.id)), ""
        )
    if index == 0 and isinstance(call.func, cst.Attribute):
        if name in _LOOKUPS:
            receiver = call.func.value
            return _among(use, receiver, f"is looked up in `{use.module.short(receiver)}`")
        if name in _MATCHERS:
            return _compiled(use, call.func.value)
    return ""


def _tells(pattern: str, id: str) -> bool:
    """Whether a pattern of file names holds for this id, and not for all of the vendor's."""
    return fnmatch(id, pattern.lower()) and not fnmatch("glm-", pattern.lower())


def _texts(use: _Use, node: cst.BaseExpression) -> Iterator[str]:
    for one in use.module.resolver.resolve(node, use.point).found:
        text = joined(one.node) if isinstance(one.node, cst.BaseString) else None
        if isinstance(text, str):
            yield text


def _compiled(use: _Use, receiver: cst.BaseExpression) -> str:
    """`PATTERN.match(MODEL)`."""
    for one in use.module.resolver.resolve(receiver, use.point).found:
        call = one.node
        if not isinstance(call, cst.Call) or dotted(call.func) not in _COMPILING:
            continue
        first = call.args[0].value if call.args else None
        text = joined(first) if isinstance(first, cst.BaseString) else None
        try:
            if isinstance(text, str) and _fits(text, use.id):
                return f'`{use.text}` is tested for "{text}"'
        except re.error:
            continue
    return ""


def _fits(pattern: str, id: str) -> bool:
    """Whether a pattern holds for this id, and not for what all of the vendor's begin with."""
    if re.search(pattern, "glm-", re.IGNORECASE):
        return False
    return re.search(pattern, id, re.IGNORECASE) is not None


def _comparison(use: _Use, parent: cst.Comparison | cst.ComparisonTarget) -> str:
    parents = use.module.symbols.parents
    whole = parent if isinstance(parent, cst.Comparison) else parents[parent]
    if not isinstance(whole, cst.Comparison) or len(whole.comparisons) != 1:
        return ""
    target = whole.comparisons[0]
    is_left = whole.left is use.node
    other = target.comparator if is_left else whole.left
    if isinstance(target.operator, (cst.In, cst.NotIn)):
        what = f"is looked for in `{use.module.short(other)}`"
        return _among(use, other, what) if is_left else ""
    if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        return ""
    what = f"is compared with `{use.module.short(other)}`"
    values = use.module.resolver.resolve(other, use.point).found
    is_same = any(_is_same(use, one.module, one.node, one.point) for one in values)
    return f"`{use.text}` {what}" if is_same else ""


def _among(use: _Use, node: cst.BaseExpression, what: str) -> str:
    """Why a table or list may not hold another id; empty where nothing says so."""
    for one in use.module.resolver.resolve(node, use.point).found:
        if _holds(use, one.module, one.node, one.point):
            return f"`{use.text}` {what}"
    return ""


def _holds(
    use: _Use, module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int = 0
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
    use: _Use, module: Module, call: cst.Call, point: ProgramPoint, depth: int
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


def _is_same(use: _Use, module: Module, node: cst.CSTNode, point: ProgramPoint) -> bool:
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
    return role_of(module, node) is not None


def _says(use: _Use, one: ResolvedValue) -> bool:
    text = joined(one.node) if isinstance(one.node, cst.BaseString) else None
    return isinstance(text, str) and text.lower() == use.id
