"""What expressions over texts come to: sums, formats, methods of `str`, joined addresses.

Constant folding: nothing of the program runs, and only methods that give the same everywhere are
applied. Where a part is not seen, what stands before it is kept as the beginning of the text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from urllib.parse import urljoin

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import (
    MAX_FOLD_NAMES,
    MAX_FOLDED,
    MAX_FOLDS,
    MAX_TEXT,
)
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.findings import Hop

_METHODS = callables("same-text", "cut-text", "split-text", "tests-text", "splits-from-end")
_CUTS_THE_END = callables("cuts-end")
_AS_TEXT = callables("as-text")
_JOINS_ADDRESSES = "urljoin"
_WORDS = {"None": None, "True": True, "False": False}
_FIELD = re.compile(r"%(?:\((\w+)\))?[sd]")

Constant = str | int | float | None | tuple["Constant", ...]


@dataclass(frozen=True)
class Folded:
    """One value that an expression can have.

    Attributes:
        value: A text, a number, a truth value, None or a tuple of them.
        whole: Else `value` is a text of which only this beginning is known.
        via: From the expression to the first literal that is a part of it.
    """

    value: Constant
    whole: bool = True
    via: tuple[Hop, ...] = ()


UNKNOWN = Folded("", whole=False)
Leaf = Callable[[cst.BaseExpression, int], Sequence[Folded]]


def folded(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> tuple[Folded, ...]:
    """All that `node`, evaluated at `point`, is seen to come to, each once."""
    return _Names().at(ResolvedValue(module, node, point), 0)


class _Names:
    """Follows the names of one expression through the project, up to a number of them."""

    def __init__(self) -> None:
        self._left = MAX_FOLD_NAMES

    def at(self, value: ResolvedValue, depth: int) -> tuple[Folded, ...]:
        """What an expression comes to."""

        def leaf(node: cst.BaseExpression, below: int) -> Sequence[Folded]:
            self._left -= 1
            if self._left < 0:
                return (UNKNOWN,)
            found = value.module.resolver.resolve(node, value.point).found[:MAX_FOLDED]
            return [one for each in found for one in self._behind(each, node, below)] or (UNKNOWN,)

        assert isinstance(value.node, cst.BaseExpression)
        return tuple(dict.fromkeys(fold(value.node, leaf, depth)))[:MAX_FOLDED]

    def _behind(
        self, found: ResolvedValue, original: cst.BaseExpression, depth: int
    ) -> Sequence[Folded]:
        """What a value that a name leads to comes to."""
        if found.node is original or not isinstance(found.node, cst.BaseExpression):
            return (UNKNOWN,)
        return [replace(one, via=(*found.via, *one.via)) for one in self.at(found, depth)]


def fold(node: cst.BaseExpression, leaf: Leaf, depth: int = 0) -> Sequence[Folded]:
    """What `node` comes to, where `leaf` says what its names and unknown calls are."""
    if depth > MAX_FOLDS:
        return (UNKNOWN,)
    handler = _HANDLERS.get(type(node))
    return leaf(node, depth + 1) if handler is None else handler(node, leaf, depth + 1)


def _literal(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, (cst.SimpleString, cst.ConcatenatedString))
    text = joined(node)
    return (Folded(text),) if isinstance(text, str) else (UNKNOWN,)


def _name(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.Name)
    if node.value in _WORDS:
        return (Folded(_WORDS[node.value]),)
    return leaf(node, depth)


def _number(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, (cst.Integer, cst.Float))
    return (Folded(node.evaluated_value),) if len(node.value) < 20 else (UNKNOWN,)


def _display(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """A tuple, list or set whose elements are known; a dict counts by its keys."""
    assert isinstance(node, (cst.Tuple, cst.List, cst.Set, cst.Dict))
    if any(isinstance(e, (cst.StarredElement, cst.StarredDictElement)) for e in node.elements):
        return (UNKNOWN,)
    parts = [e.key if isinstance(e, cst.DictElement) else e.value for e in node.elements]
    options = [fold(part, leaf, depth) for part in parts]
    if any(len(option) != 1 or not option[0].whole for option in options):
        return (UNKNOWN,)
    return (Folded(tuple(option[0].value for option in options)),)


def _sum(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.BinaryOperation)
    if isinstance(node.operator, cst.Add):
        return _joined([fold(node.left, leaf, depth), fold(node.right, leaf, depth)])
    if isinstance(node.operator, cst.Modulo):
        return _percent(node, leaf, depth)
    return (UNKNOWN,)


def _percent(node: cst.BinaryOperation, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`"%s/v4" % host`."""
    right = node.right
    values = [e.value for e in right.elements] if isinstance(right, cst.Tuple) else [right]
    found: list[Folded] = []
    for pattern in fold(node.left, leaf, depth):
        if not isinstance(pattern.value, str) or not pattern.whole or isinstance(right, cst.Dict):
            return (UNKNOWN,)
        texts, waiting = _FIELD.split(pattern.value)[::2], list(values)
        parts: list[Sequence[Folded]] = [(Folded(texts[0], via=pattern.via),)]
        for text in texts[1:]:
            parts += [fold(waiting.pop(0), leaf, depth) if waiting else (UNKNOWN,), (Folded(text),)]
        found += _joined(parts)
    return found


def _formatted(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.FormattedString)
    parts: list[Sequence[Folded]] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append((Folded(part.value),))
        elif isinstance(part, cst.FormattedStringExpression):
            is_plain = part.format_spec is None and part.conversion in (None, "s")
            parts.append(fold(part.expression, leaf, depth) if is_plain else (UNKNOWN,))
    return _joined(parts)


def _either(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`a or b`; a test of its own where it is no choice of texts."""
    assert isinstance(node, cst.BooleanOperation)
    left, right = fold(node.left, leaf, depth), fold(node.right, leaf, depth)
    if isinstance(node.operator, cst.Or):
        kept = [one for one in left if one.value or not one.whole]
        return (*kept, *right) if len(kept) < len(left) or UNKNOWN in left else kept
    return [one for one in left if not one.value] + (
        list(right) if any(one.value or not one.whole for one in left) else []
    )


def _conditional(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.IfExp)
    return (*fold(node.body, leaf, depth), *fold(node.orelse, leaf, depth))


def _call(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.Call)
    if any(argument.star for argument in node.args):
        return leaf(node, depth)
    given = [a.value for a in node.args if a.keyword is None]
    name = dotted(node.func).rpartition(".")[2]
    if name in _AS_TEXT and len(given) == 1:
        return [replace(one, value=str(one.value)) for one in fold(given[0], leaf, depth)]
    if name == _JOINS_ADDRESSES and len(given) == 2:
        return _addresses(*(fold(one, leaf, depth) for one in given))
    if isinstance(node.func, cst.Attribute):
        return _method(node, node.func, given, leaf, depth)
    return leaf(node, depth)


def _addresses(bases: Sequence[Folded], paths: Sequence[Folded]) -> Sequence[Folded]:
    """What `urljoin` makes; the base is its beginning where the path is not known."""
    found = []
    for base, path in product(bases, paths):
        if not isinstance(base.value, str) or not isinstance(path.value, str) or not base.whole:
            found.append(UNKNOWN)
        elif path.whole:
            found.append(Folded(urljoin(base.value, path.value), via=base.via))
        else:
            found.append(replace(base, whole=False))
    return found


def _method(
    node: cst.Call,
    called: cst.Attribute,
    given: Sequence[cst.BaseExpression],
    leaf: Leaf,
    depth: int,
) -> Sequence[Folded]:
    """A method of a text, applied to what it is called on."""
    name = called.attr.value
    if name == "format":
        return _filled(node, called, leaf, depth)
    if name == "join" and len(given) == 1 and isinstance(given[0], (cst.List, cst.Tuple)):
        return _strung(called, given[0], leaf, depth)
    if name not in _METHODS or len(given) != len(node.args):
        return leaf(node, depth)
    receivers = fold(called.value, leaf, depth)
    options = [fold(one, leaf, depth) for one in given]
    return [
        _applied(name, receiver, arguments)
        for receiver in receivers
        for arguments in product(*options)
    ][:MAX_FOLDED]


def _applied(name: str, receiver: Folded, arguments: Sequence[Folded]) -> Folded:
    """`receiver.name(*arguments)`, as far as it is known and small."""
    text, values = receiver.value, [one.value for one in arguments]
    if not isinstance(text, str) or not all(one.whole for one in arguments):
        return UNKNOWN
    if not receiver.whole:  # what is done to its end is not seen
        return receiver if name in _CUTS_THE_END and text else UNKNOWN
    if len(text) * max((len(str(one)) for one in values), default=1) > MAX_TEXT:
        return UNKNOWN
    try:
        result = getattr(text, name)(*values)
    except (TypeError, ValueError):
        return UNKNOWN
    return replace(receiver, value=tuple(result) if isinstance(result, list) else result)


def _filled(node: cst.Call, called: cst.Attribute, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`"https://{}/v4".format(host)`, with plain fields only."""
    given: dict[str, cst.BaseExpression] = {}
    for index, argument in enumerate(node.args):
        given[argument.keyword.value if argument.keyword else str(index)] = argument.value
    found: list[Folded] = []
    for pattern in fold(called.value, leaf, depth):
        if not isinstance(pattern.value, str) or not pattern.whole:
            return (UNKNOWN,)
        try:
            fields = list(string.Formatter().parse(pattern.value))
        except ValueError:
            return (UNKNOWN,)
        found += _joined(list(_pieces(pattern, fields, given, leaf, depth)))
    return found


def _pieces(
    pattern: Folded,
    fields: Sequence[tuple[str, str | None, str | None, str | None]],
    given: dict[str, cst.BaseExpression],
    leaf: Leaf,
    depth: int,
) -> Iterator[Sequence[Folded]]:
    automatic = 0
    for text, name, specification, conversion in fields:
        yield (Folded(text, via=pattern.via),)
        if name is None:
            continue
        key, automatic = (name, automatic) if name else (str(automatic), automatic + 1)
        is_plain = not specification and not conversion and key in given
        yield fold(given[key], leaf, depth) if is_plain else (UNKNOWN,)


def _strung(
    called: cst.Attribute, given: cst.List | cst.Tuple, leaf: Leaf, depth: int
) -> Sequence[Folded]:
    """`"/".join([base, "v4"])`."""
    parts: list[Sequence[Folded]] = []
    for element in given.elements:
        if isinstance(element, cst.StarredElement):
            return _joined([*parts, (UNKNOWN,)])
        parts += [fold(called.value, leaf, depth)] if parts else []
        parts.append(fold(element.value, leaf, depth))
    return _joined(parts)


def _subscript(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """An item of a tuple of texts, such as `name.split("/")[0]`; all else is looked up."""
    assert isinstance(node, cst.Subscript)
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if not isinstance(index, cst.Index) or not isinstance(node.value, cst.Call):
        return leaf(node, depth)
    found = []
    for base, key in product(fold(node.value, leaf, depth), fold(index.value, leaf, depth)):
        if not isinstance(base.value, tuple) or not isinstance(key.value, int):
            return leaf(node, depth)
        in_range = -len(base.value) <= key.value < len(base.value)
        found.append(replace(base, value=base.value[key.value]) if in_range else UNKNOWN)
    return found


def _negative(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.UnaryOperation)
    inner = fold(node.expression, leaf, depth)
    if not isinstance(node.operator, cst.Minus):
        return (UNKNOWN,)
    return [
        replace(one, value=-one.value) if isinstance(one.value, (int, float)) else UNKNOWN
        for one in inner
    ]


def _joined(parts: Sequence[Sequence[Folded]]) -> Sequence[Folded]:
    """The parts one after the other; what follows an unknown part is not kept."""
    result: list[Folded] = [Folded("")]
    for options in parts:
        result = [
            one if not one.whole else _longer(one, other)
            for one in result
            for other in (options if one.whole else options[:1])
        ]
        result = list(dict.fromkeys(result))[:MAX_FOLDED]
    return result


def _longer(start: Folded, end: Folded) -> Folded:
    text = f"{start.value}{end.value}"
    if isinstance(end.value, tuple) or len(text) > MAX_TEXT:
        return replace(start, whole=False)
    return Folded(text, end.whole, start.via or end.via)


_HANDLERS: dict[type, Callable[[cst.CSTNode, Leaf, int], Sequence[Folded]]] = {
    cst.SimpleString: _literal,
    cst.ConcatenatedString: _literal,
    cst.Name: _name,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Tuple: _display,
    cst.List: _display,
    cst.Set: _display,
    cst.Dict: _display,
    cst.BinaryOperation: _sum,
    cst.FormattedString: _formatted,
    cst.BooleanOperation: _either,
    cst.IfExp: _conditional,
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.UnaryOperation: _negative,
}
