"""Sources in, findings and rewritten sources out.

Pure: nothing here touches a file. `check` and `fix` raise `FileError` for a source that can't be
handled; whoever walks files turns that into a finding and goes on.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glm_migrate import edits, suppress
from glm_migrate.config import Config
from glm_migrate.edits import Applicability, Edit, Fix
from glm_migrate.errors import FileError, FixRejected
from glm_migrate.findings import Finding
from glm_migrate.frontends import python
from glm_migrate.migration import Migration
from glm_migrate.rules import Rule
from glm_migrate.selectors import selected, selects
from glm_migrate.source import Source

MAX_ROUNDS = 10


@dataclass(frozen=True)
class Fixed:
    """A source before and after; the two are equal when nothing was applied.

    Attributes:
        applied: What was fixed, in order of application; spans count in the source of its round.
        left: What a check of `after` still reports.
    """

    before: Source
    after: Source
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]


def check(
    source: Source, config: Config | None = None, rules: Sequence[Rule] | None = None
) -> tuple[Finding, ...]:
    """What `rules` (default: all that `config` selects) say about `source`, by position.

    Suppression comments and per-file ignores of `config` are not applied here but by
    `suppress.settle`.

    Raises:
        FileError: the source can't be parsed, or not reproduced.
    """
    config = config or Config()
    migration = Migration(config)
    rules = selected(config) if rules is None else rules
    found: dict[tuple[object, ...], Finding] = {}
    for site in python.sites(source, migration.is_old, config.known_clients):
        for rule in rules:
            for kind, judge in rule.checks:
                if isinstance(site, kind):
                    for finding in judge(site, migration):
                        key = (str(finding.path), finding.code, finding.span)
                        known = found.get(key)
                        found[key] = _weaker(known, finding) if known else finding
    ordered = sorted(found.values(), key=lambda f: (str(f.path), f.span, f.code))
    return tuple(_configured(finding, config) for finding in ordered)


def _weaker(one: Finding, other: Finding) -> Finding:
    """Of two findings about one place, from two calls: the one that allows less."""
    fixes = [-1 if f.fix is None else int(f.fix.applicability) for f in (one, other)]
    return one if fixes[0] <= fixes[1] else other


def _configured(finding: Finding, config: Config) -> Finding:
    """`finding` with the applicability that the user gave its rule."""
    fix = finding.fix
    if fix is None or fix.applicability is Applicability.DISPLAY:
        return finding
    code = finding.code
    if selects(config.unfixable, code):
        return replace(
            finding, fix=None, advice=finding.advice or "it is unfixable by configuration"
        )
    if selects(config.extend_unsafe_fixes, code):
        return replace(finding, fix=replace(fix, applicability=Applicability.UNSAFE))
    if selects(config.extend_safe_fixes, code):
        return replace(finding, fix=replace(fix, applicability=Applicability.SAFE))
    return finding


def fix(
    source: Source,
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    at_least: Applicability = Applicability.SAFE,
) -> Fixed:
    """Apply fixes in rounds until nothing is left to apply, and prove the result.

    Suppressed findings are never fixed.

    Raises:
        FileError: the source can't be parsed, or not reproduced.
        FixRejected: the result failed the self-check; nothing of it may be used.
    """
    config = config or Config()
    rules = selected(config) if rules is None else rules
    current, applied = source, list[Finding]()
    for _ in range(MAX_ROUNDS):
        left = _checked(current, source, config, rules)
        now = _applicable(left, source, at_least)
        if not now:
            _prove(source, current)
            return Fixed(source, current, tuple(applied), left)
        text = edits.apply(current.utf8, [f.fix for f in now if f.fix])
        _prove_untouched(current, text, [f.fix for f in now if f.fix])
        current = current.replace(text)
        applied += now
    names = ", ".join(sorted({finding.code for finding in now}))
    raise FixRejected(
        source.path, f"{names} still finds something to fix after {MAX_ROUNDS} rounds"
    )


def _checked(
    current: Source, original: Source, config: Config, rules: Sequence[Rule]
) -> tuple[Finding, ...]:
    """Findings after suppression; a text that our own edits broke is a rejected fix."""
    try:
        kept, _ = suppress.settle(current, check(current, config, rules), config, rules)
    except FileError as error:
        if current is original:
            raise
        raise FixRejected(original.path, f"the rewritten text: {error.detail}") from error
    return kept


def _applicable(
    findings: Sequence[Finding], source: Source, at_least: Applicability
) -> list[Finding]:
    """The findings whose fixes go into this round; several may share one fix."""
    fixes = dict.fromkeys(f.fix for f in findings if f.fix is not None and f.path == source.path)
    now, _ = edits.select(fixes, at_least)
    chosen = {id(one) for one in now}
    first = {fix: fix for fix in now}
    return [f for f in findings if f.fix in first and id(first[f.fix]) in chosen]


def _prove_untouched(before: Source, after: bytes, fixes: Sequence[Fix]) -> None:
    """Every byte outside the edits is where it was, in the same order."""
    position = shift = 0
    every: list[Edit] = sorted({edit for fix in fixes for edit in fix.edits})
    for edit in every:
        kept = before.utf8[position : edit.span.start]
        if after[position + shift : edit.span.start + shift] != kept:
            raise FixRejected(before.path, "bytes outside the edits would change")
        shift += len(edit.text.encode()) - (edit.span.end - edit.span.start)
        position = edit.span.end
    if after[position + shift :] != before.utf8[position:]:
        raise FixRejected(before.path, "bytes outside the edits would change")


def _prove(before: Source, after: Source) -> None:
    """What compiled before must compile after; LibCST has parsed `after` already."""
    if before is after:
        return
    if _compiles(before) and not _compiles(after):
        raise FixRejected(before.path, "the rewritten text would not compile")
    if Source.decode(after.path, after.data).text != after.text:
        raise FixRejected(before.path, "the rewritten text would not be read back the same")


def _compiles(source: Source) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
