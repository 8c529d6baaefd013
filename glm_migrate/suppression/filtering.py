"""Which findings the user silenced, by a comment or in the configuration, and which comments lie.

A directive that is malformed or expired silences nothing and is itself a finding, and so is one
that silences nothing. Findings about directives are silenced only by their own exact code or name:
a blanket comment must not hide that it is useless.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from glm_migrate.config.globs import Globs
from glm_migrate.errors import UsageError
from glm_migrate.model.findings import Finding, Severity, SuppressedBy, Suppression
from glm_migrate.rules.codes import (
    CANNOT_READ,
    EXPIRED_SUPPRESSION,
    INVALID_SUPPRESSION,
    NOT_REPRODUCIBLE,
    OUTDATED_MODEL_ID,
    SYNTAX_ERROR,
    UNUSED_SUPPRESSION,
)
from glm_migrate.rules.rule_names import rule_names
from glm_migrate.rules.selectors import codes
from glm_migrate.suppression import baseline_matching
from glm_migrate.suppression.baseline import Accepted, key_of
from glm_migrate.suppression.baseline_matching import Claims
from glm_migrate.suppression.comments import NOQA, Directive, Lines, directives, may_have, scan
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source

if TYPE_CHECKING:
    from glm_migrate.config.schema import Config
    from glm_migrate.model.values import Literal
    from glm_migrate.rules.rule import Rule

Suppressed = tuple[Finding, Suppression]
Settled = tuple[tuple[Finding, ...], tuple[Suppressed, ...]]

_ABOUT_DIRECTIVES = frozenset({UNUSED_SUPPRESSION, INVALID_SUPPRESSION, EXPIRED_SUPPRESSION})
_NOT_CHECKED = frozenset({CANNOT_READ, SYNTAX_ERROR, NOT_REPRODUCIBLE})


def settle(
    source: Source,
    findings: Sequence[Finding],
    config: Config,
    rules: Sequence[Rule],
    *,
    today: date | None = None,
    complete: bool = True,
    accepted: Accepted | None = None,
) -> Settled:
    """Split `findings` into those to report and those that are suppressed, with the reason.

    Findings about the comments themselves (GLM910 to GLM912) are added where their rule is among
    `rules`, the selected ones; whether one is unused is known only where the check was `complete`.
    Findings that lie in other files are passed through.

    Args:
        accepted: The baseline, which is asked last.
    """
    today = today or date.today()
    kept: list[Finding] = list(findings)
    suppressed: list[Suppressed] = []
    if may_have(source, noqa=bool(findings)):
        comments = _Comments(source, tuple(rules), today)
        kept, suppressed = comments.split(findings)
        checked = complete and not any(finding.code in _NOT_CHECKED for finding in findings)
        more, silenced = comments.split(comments.own_findings(checked))
        kept, suppressed = kept + more, suppressed + silenced
    rest, ignored = per_file(source.path, kept, config)
    entries = accepted.get(key_of(source.path), ()) if accepted else ()
    rest, known = baseline_matching.split(source, rest, entries, today) if entries else (rest, ())
    order = sorted(rest, key=lambda one: (one.path != source.path, one.span, one.code))
    return tuple(order), (*suppressed, *ignored, *known)


def per_file(path: Path, findings: Iterable[Finding], config: Config) -> Settled:
    """Split by `per-file-ignores` alone: all there is for a file that could not be decoded."""
    patterns = [
        (pattern, selector)
        for pattern, selectors in config.per_file_ignores.items()
        if _is_at(path, pattern, config.root)
        for selector in selectors
    ]
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        pattern = next((p for p, s in patterns if finding.code in codes(s)), None)
        if pattern is None:
            kept.append(finding)
        else:
            why = Suppression(SuppressedBy.SETTING, f"per-file-ignores: {pattern}")
            suppressed.append((finding, why))
    return tuple(kept), tuple(suppressed)


def keeper(
    source: Callable[[Path], Source | None],
    config: Config,
    rules: Sequence[Rule],
    accepted: Accepted | None = None,
) -> Callable[[Literal], bool]:
    """Whether an id stays as it is because the finding about it is silenced.

    What else a call needs depends on the model that it will ask, so this must be known first.
    """
    is_silenced = silencer(source, config, rules, accepted)

    def stays(literal: Literal) -> bool:
        path, severity = literal.path, Severity.ERROR
        return is_silenced(
            Finding(path, OUTDATED_MODEL_ID, "outdated-model-id", literal.span, "", severity)
        )

    return stays


def silencer(
    source: Callable[[Path], Source | None],
    config: Config,
    rules: Sequence[Rule],
    accepted: Accepted | None = None,
) -> Callable[[Finding], bool]:
    """Whether a finding is silenced by a comment, by per-file ignores or by the baseline."""
    known: dict[Path, _Comments | None] = {}
    claims: dict[Path, Claims | None] = {}

    def comments(path: Path) -> _Comments | None:
        if path not in known:
            text = source(path)
            found = text is not None and may_have(text, noqa=True)
            known[path] = _Comments(text, tuple(rules), date.today()) if text and found else None
        return known[path]

    def is_accepted(finding: Finding) -> bool:
        path = finding.path
        if path not in claims:
            entries = accepted.get(key_of(path), ()) if accepted else ()
            text = source(path) if entries else None
            claims[path] = Claims(text, entries, date.today()) if text else None
        own = claims[path]
        return own is not None and own.claim(finding) >= 0

    def is_silenced(finding: Finding) -> bool:
        if per_file(finding.path, [finding], config)[1]:
            return True
        directives = comments(finding.path)
        return bool(directives and directives.split([finding])[1]) or is_accepted(finding)

    return is_silenced


def _is_at(path: Path, pattern: str, root: Path) -> bool:
    inverted = pattern.startswith("!")
    below = PurePath(os.path.relpath(path, root)).as_posix()
    return _matches(pattern[inverted:], below) is not inverted


@cache
def _matches(pattern: str, path: str) -> bool:
    return Globs((pattern,)).matches(path)


@dataclass(frozen=True)
class _UsedSelector:
    """A selector of a directive that silenced something; None where it lists none."""

    directive: Directive
    selector: str | None


class _Comments:
    """The directives of one file, and which of them were of use."""

    def __init__(self, source: Source, rules: tuple[Rule, ...], today: date) -> None:
        self.source = source
        self.rules = rules
        self.selected = {rule.code for rule in rules}
        self.lines: Lines = scan(source)
        self.used: set[_UsedSelector] = set()
        self.judged: dict[str | None, bool] = {}
        self.problems: dict[Directive, str] = {}
        self.expired: list[Directive] = []
        self.active: list[Directive] = []
        self.near: dict[int, list[Directive]] = {}  # by the row of code that they are about
        self.wide: list[Directive] = []  # regions and the whole file
        self.code_row = _code_rows(source, self.lines)
        for one in directives(source, self.lines):
            if problem := one.problem or _unknown_selector(one):
                self.problems[one] = problem
            elif one.until and one.until < today:
                self.expired.append(one)
            else:
                self.active.append(one)
                self._place(one)

    def _place(self, directive: Directive) -> None:
        if directive.verb not in ("ignore", NOQA):
            self.wide.append(directive)
            return
        row = self.code_row.get(directive.row, directive.row)
        self.near.setdefault(row if directive.verb == "ignore" else directive.row, []).append(
            directive
        )

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Suppressed]]:
        kept: list[Finding] = []
        suppressed: list[Suppressed] = []
        for finding in findings:
            uses = self._silencers(finding) if finding.path == self.source.path else []
            self.used.update(uses)
            if uses:
                reasons = (use.directive.reason for use in uses)
                why = Suppression(SuppressedBy.COMMENT, next(filter(None, reasons), ""))
                suppressed.append((finding, why))
            else:
                kept.append(finding)
        return kept, suppressed

    def own_findings(self, checked: bool) -> list[Finding]:
        """What is to be said about the directives; unused ones only where a check took place."""
        return [
            finding
            for rule in self.rules
            for finding in (
                self._invalid(rule)
                if rule.code == INVALID_SUPPRESSION
                else self._expired(rule)
                if rule.code == EXPIRED_SUPPRESSION
                else self._unused(rule)
                if rule.code == UNUSED_SUPPRESSION and checked
                else ()
            )
        ]

    def _invalid(self, rule: Rule) -> Iterator[Finding]:
        for directive, problem in self.problems.items():
            message = f"invalid suppression, nothing is silenced: {problem}"
            advice = "correct the comment or remove it"
            key = (directive.verb, *directive.selectors)
            yield rule.finding(self.source.path, directive.span, message, key=key, advice=advice)

    def _expired(self, rule: Rule) -> Iterator[Finding]:
        for directive in self.expired:
            message = f"suppression expired after {directive.until}, nothing is silenced"
            advice = "do the postponed work and remove the comment, or set a new date"
            key = (str(directive.until),)
            yield rule.finding(self.source.path, directive.span, message, key=key, advice=advice)

    def _unused(self, rule: Rule) -> Iterator[Finding]:
        for directive in self.active:
            if directive.verb == NOQA:
                continue
            listed: tuple[str | None, ...] = directive.selectors or (None,)
            if unused := [one for one in listed if not self._is_useful(directive, one)]:
                what = ", ".join(filter(None, unused))
                verb = "disabled" if directive.verb == "enable" else "silenced"
                of = f" of {what}" if what else ""
                message = f"unused {directive.verb}{of}: nothing is {verb} here"
                fix = _removal(self.source, directive, unused)
                key = (directive.verb, what)
                yield rule.finding(self.source.path, directive.span, message, key=key, fix=fix)

    def _silencers(self, finding: Finding) -> list[_UsedSelector]:
        row = self.source.position(finding.span.start).line
        uses: list[_UsedSelector] = []
        for place in {row, *self.lines.extent(row)}:
            for directive in self.near.get(place, ()):
                if self._covers(directive, row):
                    uses += _matching(directive, finding)
        region: list[_UsedSelector] = []
        for directive in self.wide:
            matching = _matching(directive, finding)
            if directive.verb == "file-ignore":
                uses += matching
            elif directive.row <= row and matching:
                region = region + matching if directive.verb == "disable" else []
        return uses + region

    def _covers(self, directive: Directive, row: int) -> bool:
        first, last = self.lines.extent(row)
        if directive.verb == NOQA:
            return directive.row in (row, last)
        if directive.alone:
            return self.code_row[directive.row] in (row, first)
        return directive.row in (row, first, last)

    def _is_useful(self, directive: Directive, selector: str | None) -> bool:
        if directive.verb == "enable":
            # Even after an unused disable: without its end it would reach what comes later.
            return any(
                _targets(one) & _targets(selector)
                for other in (*self.wide, *self.expired)
                if other.verb == "disable" and other.row <= directive.row
                for one in other.selectors or (None,)
            )
        return _UsedSelector(directive, selector) in self.used or not self._can_judge(selector)

    def _can_judge(self, selector: str | None) -> bool:
        """Whether all that `selector` could silence was looked for in this run."""
        if selector not in self.judged:
            meant = _targets(selector) - _ABOUT_DIRECTIVES
            off = {code for code in meant if code not in self.selected}
            self.judged[selector] = off < meant and off.isdisjoint(_on_by_default())
        return self.judged[selector]


@cache
def _on_by_default() -> frozenset[str]:
    from glm_migrate.rules.catalogue import all_rules

    return frozenset(rule.code for rule in all_rules() if rule.default)


def _matching(directive: Directive, finding: Finding) -> list[_UsedSelector]:
    """Which selectors of `directive` mean the rule of `finding`."""
    if finding.code in _ABOUT_DIRECTIVES:
        exact = (finding.code.lower(), finding.name)
        return [
            _UsedSelector(directive, one) for one in directive.selectors if one.lower() in exact
        ]
    if not directive.selectors:
        return [_UsedSelector(directive, None)]
    return [
        _UsedSelector(directive, one)
        for one in directive.selectors
        if finding.code in _listed_codes(one, directive.verb)
    ]


@cache
def _listed_codes(selector: str, verb: str) -> frozenset[str]:
    """What `selector` means; `noqa` also lists the codes of other tools, and only codes."""
    if verb != NOQA:
        return codes(selector)
    return frozenset(code for code in rule_names() if code.startswith(selector.upper()))


def _removal(source: Source, directive: Directive, unused: Sequence[str | None]) -> Fix:
    kept = [one for one in directive.selectors if one not in unused]
    if not kept or not directive.listed:
        return Fix("Remove the comment", (Edit(directive.removal, ""),))
    comma = ", " if ", " in source.slice(directive.listed) else ","
    what = ", ".join(filter(None, unused))
    return Fix(f"Remove {what}", (Edit(directive.listed, comma.join(kept)),))


def _code_rows(source: Source, lines: Lines) -> dict[int, int]:
    """For each row that holds only a comment the row of code that its block stands above."""
    alone = {row for row, column in lines.comments if not source.line(row)[:column].strip()}
    below: dict[int, int] = {}
    for row in sorted(alone, reverse=True):
        below[row] = below.get(row + 1, row + 1)
    return below


def _targets(selector: str | None) -> frozenset[str]:
    return frozenset(rule_names()) if selector is None else _listed_codes(selector, "ignore")


def _unknown_selector(directive: Directive) -> str:
    if directive.verb != NOQA:
        try:
            for selector in directive.selectors:
                _targets(selector)
        except UsageError as error:
            return str(error)
    return ""
