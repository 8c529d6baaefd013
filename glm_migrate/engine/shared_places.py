"""Findings that meet: two calls that lead to one place, and fixes that wait for other fixes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Span


def one_of_both(one: Finding, other: Finding) -> Finding:
    """Of two findings about one place, from two calls: the one that allows less.

    Its fix also makes the edits that belong to it because of the other call, and waits for all
    that either waits for.
    """
    weaker = one if _strength(one) <= _strength(other) else other
    if one.fix is None or other.fix is None or one.fix == other.fix:
        return weaker
    assert weaker.fix is not None
    edits = tuple(dict.fromkeys((*one.fix.edits, *other.fix.edits)))
    fix = replace(
        weaker.fix,
        edits=edits if _has_company(one.fix, other.fix) else weaker.fix.edits,
        after=tuple(dict.fromkeys((*one.fix.after, *other.fix.after))),
        settles=(*one.fix.settles, *other.fix.settles),
    )
    advice = weaker.advice or one.advice or other.advice
    return replace(weaker, fix=fix, advice=advice)


def _strength(finding: Finding) -> int:
    return -1 if finding.fix is None else int(finding.fix.applicability)


def _has_company(one: Fix, other: Fix) -> bool:
    """Whether both make the same change, and one of them brings more with it."""
    return bool(one.settles or other.settles) and bool(set(one.edits) & set(other.edits))


def built_texts(calls: Iterable[ChatCall]) -> dict[tuple[Path, Span], frozenset[str]]:
    """What calls send as a model that is made of other texts, by the places of these."""
    built = defaultdict[tuple[Path, Span], set[str]](set)
    for call in calls:
        for literal in call.model.candidates:
            for place in literal.made_of:
                built[place].add(str(literal.value))
    return {place: frozenset(texts) for place, texts in built.items()}


def without_vain_waits(
    findings: Sequence[Finding], can_be_fixed: Callable[[Finding], bool]
) -> tuple[Finding, ...]:
    """`findings`, where a fix that waits for edits that no safe fix makes needs the user's word."""
    if not any(finding.fix is not None and finding.fix.after for finding in findings):
        return tuple(findings)
    coming = {
        (finding.path, edit)
        for finding in findings
        if finding.fix is not None
        and finding.fix.applicability is Applicability.SAFE
        and can_be_fixed(finding)
        for edit in finding.fix.edits
    }
    return tuple(
        replace(
            one,
            fix=replace(
                one.fix, applicability=min(one.fix.applicability, Applicability.UNSAFE), after=()
            ),
        )
        if one.fix is not None and not coming.issuperset(one.fix.after)
        else one
        for one in findings
    )
