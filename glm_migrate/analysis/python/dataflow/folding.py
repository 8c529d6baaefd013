"""What expressions over texts come to: sums, formats, methods of `str`, joined addresses.

Constant folding: nothing of the program runs, and only methods that give the same everywhere are
applied. Where a part is not seen, what stands before it is kept as the beginning of the text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import libcst as cst

from glm_migrate.analysis.python.dataflow.folded_values import (
    UNKNOWN,
    Folded,
    Leaf,
    addresses,
    applied,
    as_number,
    calculated,
    extremes,
    sliced,
    strung,
    unsplit,
    with_slashes,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_FOLDED, MAX_FOLDS, MAX_NUMBER_TEXT
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import joined, text_of
from glm_migrate.knowledge.known_callables import callables

_METHODS = callables("same-text", "cut-text", "split-text", "tests-text", "splits-from-end")
_AS_TEXT = callables("as-text", "as-address")
_JOINS_ADDRESSES = "urljoin"
_NUMBERS = callables("makes-number")
_EXTREMES = callables("picks-extreme")
_UNSPLITS = callables("unsplits-address")
_WORDS = {"None": None, "True": True, "False": False}
_FIELD = re.compile(r"%(?:\((\w+)\))?[sd]")
_TEMPLATE = re.compile(r"\$\{?(\w+)\}?")


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
    return (Folded(node.evaluated_value),) if len(node.value) < MAX_NUMBER_TEXT else (UNKNOWN,)


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
        sides = fold(node.left, leaf, depth), fold(node.right, leaf, depth)
        are_texts = any(isinstance(one.value, str) for side in sides for one in side)
        return strung(sides) if are_texts else calculated(cst.Add, *sides)
    if isinstance(node.operator, cst.Modulo):
        return _percent(node, leaf, depth)
    left, right = fold(node.left, leaf, depth), fold(node.right, leaf, depth)
    if isinstance(node.operator, cst.Divide) and all("://" in str(one.value) for one in left):
        return with_slashes([left, right])
    return calculated(type(node.operator), left, right)


def _percent(node: cst.BinaryOperation, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`"%s/v4" % host`, `"%(host)s/v4" % {"host": host}`."""
    right = node.right
    if isinstance(right, cst.Dict):
        return _by_names(fold(node.left, leaf, depth), _named(right), leaf, depth)
    values = [e.value for e in right.elements] if isinstance(right, cst.Tuple) else [right]
    found: list[Folded] = []
    for pattern in fold(node.left, leaf, depth):
        if not isinstance(pattern.value, str) or not pattern.whole:
            return (UNKNOWN,)
        texts, waiting = _FIELD.split(pattern.value)[::2], list(values)
        parts: list[Sequence[Folded]] = [(Folded(texts[0], via=pattern.via),)]
        for text in texts[1:]:
            parts += [fold(waiting.pop(0), leaf, depth) if waiting else (UNKNOWN,), (Folded(text),)]
        found += strung(parts)
    return found


_Given = Mapping[str, cst.BaseExpression]


def _named(values: cst.Dict) -> _Given:
    """The entries of a dict display by their keys."""
    entries = (one for one in values.elements if isinstance(one, cst.DictElement))
    return {text_of(one.key): one.value for one in entries}


def _by_names(
    patterns: Sequence[Folded],
    given: _Given,
    leaf: Leaf,
    depth: int,
    field: re.Pattern[str] = _FIELD,
) -> Sequence[Folded]:
    """Texts with fields that a dict or keywords fill: `%(host)s`, `$host`."""
    found: list[Folded] = []
    for pattern in patterns:
        if not isinstance(pattern.value, str) or not pattern.whole:
            return (UNKNOWN,)
        first, *rest = field.split(pattern.value)
        parts: list[Sequence[Folded]] = [(Folded(first, via=pattern.via),)]
        for name, text in zip(rest[::2], rest[1::2], strict=True):
            known = fold(given[name], leaf, depth) if name in given else (UNKNOWN,)
            parts += [known, (Folded(text),)]
        found += strung(parts)
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
    return strung(parts)


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
    if name == "len" and len(given) == 1:
        return [_length(one) for one in fold(given[0], leaf, depth)]
    if name in _NUMBERS and len(given) == 1:
        return [as_number(name, one) for one in fold(given[0], leaf, depth)]
    if name in _EXTREMES and len(given) > 1:
        return extremes(name, [fold(one, leaf, depth) for one in given])
    if name in _AS_TEXT and len(given) == 1:
        return [replace(one, value=str(one.value)) for one in fold(given[0], leaf, depth)]
    if name == _JOINS_ADDRESSES and len(given) == 2:
        return addresses(*(fold(one, leaf, depth) for one in given))
    if name in _UNSPLITS and len(given) == 1:
        return [unsplit(one) for one in fold(given[0], leaf, depth)]
    if name == "join" and len(given) > 1:  # of `posixpath`; a text joins one list
        parts = [fold(one, leaf, depth) for one in given]
        return with_slashes(parts) if all("://" in str(o.value) for o in parts[0]) else (UNKNOWN,)
    if isinstance(node.func, cst.Attribute):
        return _method(node, node.func, given, leaf, depth)
    return leaf(node, depth)


def _length(text: Folded) -> Folded:
    known = text.whole and isinstance(text.value, (str, tuple))
    return Folded(len(text.value)) if known else UNKNOWN  # type: ignore[arg-type]


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
    if name == "format_map" and len(given) == 1 and isinstance(given[0], cst.Dict):
        return _from(called.value, _named(given[0]), leaf, depth)
    if name == "substitute" and isinstance(called.value, cst.Call) and called.value.args:
        keywords = {one.keyword.value: one.value for one in node.args if one.keyword is not None}
        patterns = fold(called.value.args[0].value, leaf, depth)
        return _by_names(patterns, keywords, leaf, depth, _TEMPLATE)
    if name == "join" and len(given) == 1 and isinstance(given[0], (cst.List, cst.Tuple)):
        return _strung(called, given[0], leaf, depth)
    if name not in _METHODS or len(given) != len(node.args):
        return leaf(node, depth)
    receivers = fold(called.value, leaf, depth)
    options = [fold(one, leaf, depth) for one in given]
    return [
        applied(name, receiver, arguments)
        for receiver in receivers
        for arguments in product(*options)
    ][:MAX_FOLDED]


def _filled(node: cst.Call, called: cst.Attribute, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`"https://{}/v4".format(host)`, with plain fields only."""
    given: dict[str, cst.BaseExpression] = {}
    for index, argument in enumerate(node.args):
        given[argument.keyword.value if argument.keyword else str(index)] = argument.value
    return _from(called.value, given, leaf, depth)


def _from(template: cst.BaseExpression, given: _Given, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """A text with `{fields}` that are filled."""
    found: list[Folded] = []
    for pattern in fold(template, leaf, depth):
        if not isinstance(pattern.value, str) or not pattern.whole:
            return (UNKNOWN,)
        try:
            fields = list(string.Formatter().parse(pattern.value))
        except ValueError:
            return (UNKNOWN,)
        found += strung(list(_pieces(pattern, fields, given, leaf, depth)))
    return found


def _pieces(
    pattern: Folded,
    fields: Sequence[tuple[str, str | None, str | None, str | None]],
    given: _Given,
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
            return strung([*parts, (UNKNOWN,)])
        parts += [fold(called.value, leaf, depth)] if parts else []
        parts.append(fold(element.value, leaf, depth))
    return strung(parts)


def _subscript(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """An item of a tuple of texts, such as `name.split("/")[0]`; all else is looked up."""
    assert isinstance(node, cst.Subscript)
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if isinstance(index, cst.Slice) and index.step is None:
        return _sliced(node.value, index, leaf, depth)
    if not isinstance(index, cst.Index) or not isinstance(node.value, cst.Call):
        return leaf(node, depth)
    found = []
    for base, key in product(fold(node.value, leaf, depth), fold(index.value, leaf, depth)):
        if not isinstance(base.value, tuple) or not isinstance(key.value, int):
            return leaf(node, depth)
        in_range = -len(base.value) <= key.value < len(base.value)
        found.append(replace(base, value=base.value[key.value]) if in_range else UNKNOWN)
    return found


def _sliced(value: cst.BaseExpression, part: cst.Slice, leaf: Leaf, depth: int) -> Sequence[Folded]:
    """`url[: -len("/chat/completions")]`"""
    lower, upper = (
        fold(end, leaf, depth) if end is not None else (None,) for end in (part.lower, part.upper)
    )
    texts = fold(value, leaf, depth)
    return [sliced(*one) for one in product(texts, lower, upper)][:MAX_FOLDED]


def _negative(node: cst.CSTNode, leaf: Leaf, depth: int) -> Sequence[Folded]:
    assert isinstance(node, cst.UnaryOperation)
    inner = fold(node.expression, leaf, depth)
    if not isinstance(node.operator, cst.Minus):
        return (UNKNOWN,)
    return [
        replace(one, value=-one.value) if isinstance(one.value, (int, float)) else UNKNOWN
        for one in inner
    ]


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
