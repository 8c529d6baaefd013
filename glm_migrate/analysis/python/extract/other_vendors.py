"""What a program sends to other vendors alone, by the tests around it.

`if vendor == "gpt": body["top_p"] = 0.9` adds nothing to a request for GLM. "openai" may be the
protocol in which GLM is asked, though, so what is set there counts as not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.conditions import Condition, conditions
from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry, Entries
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.endpoints import names_other_vendor
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_roles import normal, words
from glm_migrate.model.unresolved import Reason, Unresolved

_ALWAYS_OWN = frozenset({"model", "messages"})
_STARTS = callables("tests-text")
_SAME = (cst.Equal, cst.In, cst.Is)
_DIFFERENT = (cst.NotEqual, cst.NotIn, cst.IsNot)


def without_others(entries: Entries) -> Entries:
    """The entries of a request for GLM, and those of which it is not seen whether it has them."""
    others = [one for one in entries.entries if is_of_others(one)]
    if any(one.key == "model" and knowledge.spelling(text_of(one.value)) for one in others):
        return entries  # these tests tell no vendors
    others = [one for one in others if one.key not in _ALWAYS_OWN]
    own = tuple(one for one in entries.entries if one not in others)
    hidden = (Unresolved(Reason.OTHER_VENDOR, key) for key in dict.fromkeys(o.key for o in others))
    return replace(entries, entries=own, unresolved=(*entries.unresolved, *hidden))


def is_of_others(entry: DictEntry) -> bool:
    """Whether an entry is only set where a test says that another vendor is asked."""
    known = conditions(entry.point, entry.module.symbols) if entry.conditional else ()
    return any(_means_others(one) for one in known)


def _means_others(condition: Condition) -> bool:
    """Whether a test that came out so says that another vendor is meant than GLM's."""
    for texts, is_meant in _compared(condition.test):
        if is_meant is condition.outcome:
            return bool(texts) and all(map(names_other_vendor, texts))
        return not words("provider", "values").isdisjoint(map(normal, texts))
    return False


def _compared(test: cst.BaseExpression) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The texts that something is compared with, and whether the test is true where it is one."""
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        sides = (*_texts(test.left), *_texts(target.comparator))
        if sides and isinstance(target.operator, (*_SAME, *_DIFFERENT)):
            yield sides, isinstance(target.operator, _SAME)
    elif isinstance(test, cst.Call) and len(test.args) == 1 and called(test) in _STARTS:
        yield tuple(_texts(test.args[0].value)), True


def _texts(node: cst.BaseExpression) -> Iterator[str]:
    """The text or the list of texts that an expression writes out."""
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        yield from (text_of(one.value) for one in node.elements)
    elif text := text_of(node):
        yield text
