"""Text of a delta that may be None where it is joined, printed or asked; and its repair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, effect_of
from glm_migrate.analysis.python.streams.absent_text import may_be_absent, with_get
from glm_migrate.analysis.python.streams.answer_schema import TEXTS, Part
from glm_migrate.analysis.python.streams.collected_text import is_taken_out
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.handed_text import is_handed_over, is_listed
from glm_migrate.analysis.python.streams.named_tests import inside_named
from glm_migrate.analysis.python.streams.refused_text import (
    ends_the_loop,
    is_refused,
    passed_without_text,
)
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Excerpt, Repair
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_SHOWING = callables("shows-text")

_TYPE_HANDLERS = frozenset({"TypeError", "Exception", "BaseException"})
_TITLE = "Treat missing text as empty"
_REFUSED = Repair(_TITLE, (), UnsafeReason(UnsafeKind.REFUSES_NO_TEXT))
_NO_ITEM = Repair(_TITLE, (), UnsafeReason(UnsafeKind.NO_ITEM))
_LEFT = Repair(_TITLE, (), UnsafeReason(UnsafeKind.ENDS_WITHOUT_TEXT))
# What holds a whole expression, so that nothing beside it binds closer than `or`.
_ALONE = (
    *(cst.AugAssign, cst.Arg, cst.Assign, cst.AnnAssign, cst.Element),
    *(cst.GeneratorExp, cst.ListComp, cst.Yield, cst.Return, cst.DictElement),
    *(cst.Lambda, cst.DictComp, cst.IfExp),
)
# Where a text is expected as before, though nothing fails on None at once.
_GOES_ON = frozenset(
    {
        *(EffectKind.PASSED, EffectKind.RETURNED, EffectKind.YIELDED, EffectKind.STORED),
        *(EffectKind.APPENDED, EffectKind.SHOWN, EffectKind.JOINED, EffectKind.METHOD),
    }
)
# How the items of a comprehension come under a name.
_LISTED_AS = frozenset({EffectKind.NAMED, EffectKind.EXTENDED, EffectKind.JOINED})
_ATOMS = (cst.Attribute, cst.Subscript, cst.Call, cst.Name)


def nullable(consumer: Consumer) -> Iterator[Excerpt]:
    """Reads of the delta's text that fail on None or without the key, print it or hand it on."""
    for one in consumer.seen:
        if one.reading.part not in TEXTS or one.reading.depth:
            continue
        if _is_error(consumer, one):
            what = "None or empty" if is_refused(consumer, one, "") else ""
            yield replace(one.excerpt(_REFUSED), what=what)
            continue
        if _is_end(consumer, one):
            what = "None or empty" if ends_the_loop(consumer, one, "") else ""
            yield replace(one.excerpt(_LEFT), what=what)
            continue
        if _is_taken_apart(one) and not bears_none(consumer, one):
            yield one.excerpt(_NO_ITEM)
            continue
        minds, read = _is_minded(consumer, one), _arm(consumer, one)
        if may_be_absent(consumer, one):
            yield replace(one.excerpt(_with_default(read, minds)), what="missing or None")
        elif minds:
            yield one.excerpt(_or_empty(read))


def _is_taken_apart(one: PartUse) -> bool:
    """`delta.content[0]`: an item of the text itself."""
    parent = one.parent
    if not isinstance(parent, cst.Subscript) or parent.value is not one.node:
        return False
    return any(isinstance(part.slice, cst.Index) for part in parent.slice)


def _arm(consumer: Consumer, one: PartUse) -> PartUse:
    """The read itself in `delta.content if chunk.choices else ""`."""
    while isinstance(one.node, cst.IfExp):
        body, orelse = one.node.body, one.node.orelse
        is_body = consumer.answer.of(one.module, body) is not None
        one = replace(one, node=body if is_body else orelse)
    return one


def _is_error(consumer: Consumer, one: PartUse) -> bool:
    """Whether no text is an error at the read, and no `or ""` before it helps."""
    return _holds_without_text(is_refused, consumer, one)


def _is_judged_further_out(consumer: Consumer, one: PartUse) -> bool:
    """Whether no text gets to the read, or an expression around it is judged in its place."""
    is_copy = _is_copy(consumer, one) and not isinstance(one.parent, cst.NamedExpr)
    return is_copy or _is_looked_after(consumer, one)


def _is_end(consumer: Consumer, one: PartUse) -> bool:
    """Whether a delta without text ends the loop, so that the answer behind it is lost."""
    return _holds_without_text(ends_the_loop, consumer, one)


def _holds_without_text(
    judge: Callable[[Consumer, PartUse, str | None], bool], consumer: Consumer, one: PartUse
) -> bool:
    """What `judge` says of the read with what stands for no text there, if that gets to it."""
    if _is_judged_further_out(consumer, one):
        return False
    if not one.reading.yielded:
        return judge(consumer, one, "" if one.reading.filled else None)
    return judge(consumer, one, "") and _yields_no_text(consumer, one)


def _yields_no_text(consumer: Consumer, one: PartUse) -> bool:
    """Whether the part that a reader is given is also yielded where there is no text."""
    return any(
        other.effect.kind is EffectKind.YIELDED
        and other.reading.part is one.reading.part
        and not _is_looked_after(consumer, other)
        for other in consumer.everywhere
        if not other.reading.yielded and not _is_copy(consumer, other)
    )


def bears_none(consumer: Consumer, one: PartUse) -> bool:
    """Whether None does not get to a read of the text, or another read speaks for it."""
    return _is_copy(consumer, one) or _is_safe(consumer, one)


def _is_minded(consumer: Consumer, one: PartUse) -> bool:
    """Whether None would be an error at the read, or get where nobody expects it."""
    if bears_none(consumer, one):
        return False
    if is_handed_over(consumer, one, _fails):
        return True
    return not one.reading.yielded and _fails_on_none(one)


def _fails(consumer: Consumer, one: PartUse) -> bool:
    """Whether a reader of what a generator yields fails on None."""
    if one.reading.depth or _is_safe(consumer, one):
        return False
    is_only_none = any(
        test(consumer, one) and not test(consumer, one, "") for test in (is_refused, ends_the_loop)
    )
    if _is_copy(consumer, one):
        return is_only_none and isinstance(one.parent, cst.NamedExpr)
    return is_only_none or _fails_on_none(one)


def _is_safe(consumer: Consumer, one: PartUse) -> bool:
    """Whether None does not get to the read, or is caught there."""
    return one.reading.filled or _is_looked_after(consumer, one)


def _is_looked_after(consumer: Consumer, one: PartUse) -> bool:
    """Whether a delta without text does not get to the read, or the error is caught."""
    part = one.reading.part
    if _is_tested(consumer, one, part) or consumer.is_replaced(one):
        return True
    if consumer.is_judged_elsewhere(one) or _is_handed_over_whole(consumer, one, part):
        return True
    return bool(consumer.expected(one.module, one.node) & _TYPE_HANDLERS)


def _is_copy(consumer: Consumer, one: PartUse) -> bool:
    """The outer expression (`x or ""`, `await x`) is seen as well and speaks for both."""
    parent = one.parent
    if parent is None or isinstance(parent, (cst.Attribute, cst.Arg)):
        return False
    reading = consumer.answer.of(one.module, parent)
    return reading is not None and reading.is_(one.reading.part)


def _fails_on_none(one: PartUse) -> bool:
    """Whether what is done with the text fails on None, or shows it."""
    use = effect_of(one.module, one.node)
    kind, holder = use.kind, use.by
    container = _container(one)
    if container is not None and is_taken_out(one.module, container):
        return True
    if kind is EffectKind.JOINED and not (is_listed(one) and isinstance(holder, cst.AugAssign)):
        return use.made is None or isinstance(holder, cst.Call)
    if kind is EffectKind.METHOD:
        return use.made is None
    if isinstance(one.parent, cst.Subscript) and one.parent.value is one.node:
        return True
    if kind is EffectKind.TESTED:
        return (isinstance(holder, cst.Call) and called(holder) == "len") or _contained(one)
    if kind is EffectKind.SHOWN and isinstance(holder, cst.Call):
        named = any(a.keyword is not None and a.value is use.value for a in holder.args)
        return use.made is None and not named and called(holder) in _SHOWING
    if kind is EffectKind.FORMATTED:
        return True
    if kind is EffectKind.PASSED and isinstance(holder, cst.Call):
        return use.made is None and called(holder) == "write"
    is_collected = kind in _LISTED_AS and is_listed(one)
    return is_collected and use.target is not None and _is_joined(one, use.target)


def _container(one: PartUse) -> cst.BaseExpression | None:
    """What the text is put into: `x.append(text)`, `d[i] = text`, `d = {i: text for …}`."""
    kind, target, made = one.effect.kind, one.effect.target, one.effect.made
    if kind is EffectKind.APPENDED and made is None:
        return target
    if kind is EffectKind.JOINED and isinstance(made, cst.List):  # `x += [text]`
        return target
    if kind is EffectKind.STORED and made is None and isinstance(target, cst.Subscript):
        return target.value
    is_value = isinstance(one.parent, cst.DictComp) and one.parent.value is one.node
    return target if is_value and made is one.parent else None


def _contained(one: PartUse) -> bool:
    """`"x" in delta.content`."""
    parent = one.parent
    return isinstance(parent, cst.ComparisonTarget) and isinstance(
        parent.operator, (cst.In, cst.NotIn)
    )


def _is_joined(one: PartUse, target: cst.BaseExpression) -> bool:
    """Whether the list or dict that the text is put into is joined later."""
    text = one.module.code(target)
    return any(
        call.args and one.module.code(call.args[0].value) in (text, f"{text}.values()")
        for call in one.module.symbols.by_called.get("join", ())
    )


def _is_tested(consumer: Consumer, one: PartUse, part: Part) -> bool:
    passed = passed_without_text(consumer, one) if part in TEXTS else ()
    for test in consumer.tests(one.module, one.node):
        if any(test is other for other in passed):
            continue
        for inner in inside_named(one.module, test):
            reading = consumer.answer.of(one.module, inner)
            if reading is not None and reading.part is part:
                parent = one.module.symbols.parents.get(inner)
                if not isinstance(parent, cst.Arg) or not _is_hasattr(one, parent):
                    return True
    return False


def _is_handed_over_whole(consumer: Consumer, one: PartUse, part: Part) -> bool:
    """Whether a function's parameter is given the text only where the caller has looked at it."""
    around = one.point.scope.function.node
    handed = [other for other in consumer.handed_to(around) if other.is_(part)]
    return bool(handed) and all(
        other.reading.filled or _is_tested(consumer, other, part) for other in handed
    )


def _is_hasattr(one: PartUse, argument: cst.Arg) -> bool:
    call = one.module.symbols.parents.get(argument)
    return isinstance(call, cst.Call) and called(call) == "hasattr"


def _or_empty(one: PartUse) -> Repair:
    """` or ""` behind the read, in brackets where it would bind to something else."""
    span, parent = one.module.span(one.node), one.parent
    if isinstance(parent, cst.FormattedStringExpression):
        return _in_formatted(one, parent, span)
    if one.in_formatted_string:
        return Repair(_TITLE, (), UnsafeReason(UnsafeKind.IN_F_STRING))
    if isinstance(parent, _ALONE) and isinstance(one.node, _ATOMS):
        return Repair(_TITLE, (Edit(Span(span.end, span.end), ' or ""'),))
    edits = (Edit(Span(span.start, span.start), "("), Edit(Span(span.end, span.end), ' or "")'))
    return Repair(_TITLE, edits)


def _with_default(one: PartUse, minds: bool) -> Repair:
    """The same read with `.get`, and with a text where one is needed."""
    if one.in_formatted_string:
        return Repair(_TITLE, (), UnsafeReason(UnsafeKind.IN_F_STRING))
    if "#" in one.module.code(one.node):
        return Repair(_TITLE, (), UnsafeReason(UnsafeKind.COMMENTED))
    edit, wanted = with_get(one), minds or one.effect.kind in _GOES_ON
    if not wanted or one.reading.filled or isinstance(one.parent, cst.BooleanOperation):
        return Repair(_TITLE, (edit,))
    if isinstance(one.parent, _ALONE):
        return Repair(_TITLE, (replace(edit, text=f'{edit.text} or ""'),))
    start = one.module.span(one.node).start
    return Repair(
        _TITLE, (Edit(Span(start, start), "("), replace(edit, text=f'{edit.text} or "")'))
    )


def _in_formatted(one: PartUse, parent: cst.FormattedStringExpression, span: Span) -> Repair:
    fields = [up for up in one.above() if isinstance(up, cst.FormattedStringExpression)]
    if parent.equal is not None or len(fields) > 1:
        return Repair(_TITLE, (), UnsafeReason(UnsafeKind.FORMATTED))
    holder = one.module.symbols.parents.get(parent)
    quote = "'" if isinstance(holder, cst.FormattedString) and '"' in holder.start else '"'
    return Repair(_TITLE, (Edit(Span(span.end, span.end), f" or {quote * 2}"),))
