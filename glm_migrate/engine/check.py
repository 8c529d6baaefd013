"""Sources in, findings out: every site of a project, judged by every rule that is on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from glm_migrate.analysis.dependencies.governing import Declarations
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.kinds import FILE_KINDS, kind_of
from glm_migrate.config.schema import Config
from glm_migrate.engine.shared_places import built_texts, one_of_both, without_vain_waits
from glm_migrate.errors import FileError, RuleFailed
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding, Hop
from glm_migrate.model.site import Site
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.policy.sdk_requirements import needs_of
from glm_migrate.project.module_index import Project
from glm_migrate.rules.codes import OUTDATED_MODEL_ID
from glm_migrate.rules.rule import Rule
from glm_migrate.rules.selectors import selected, selects
from glm_migrate.suppression import decisions, filtering
from glm_migrate.suppression.baseline import Accepted
from glm_migrate.suppression.decisions import OpenDecisions
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source, Span

Watch = Callable[[Site, Sequence[Finding]], None]
_LEFT = "you skipped it in this run; the fix is safe, and 'glm-migrate fix' applies it"
# Of several findings about one place one is kept.
_Identity = tuple[str, str, Span]


@dataclass(frozen=True)
class Checked:
    """What a check of several files says.

    Attributes:
        errors: Why files could not be read.
        needs: Versions of packages that the files need.
        calls: How many GLM calls each file has, where it has any.
        renamed: Where ids are rewritten by a run that applies these fixes.
    """

    findings: tuple[Finding, ...]
    errors: tuple[FileError, ...] = ()
    needs: tuple[Need, ...] = ()
    calls: Mapping[Path, int] = field(default_factory=dict)
    failed_rules: tuple[RuleFailed, ...] = ()
    renamed: frozenset[tuple[Path, Span]] = frozenset()

    def of(self, path: Path) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.path == path)


def check(
    source: Source, config: Config | None = None, rules: Sequence[Rule] | None = None
) -> tuple[Finding, ...]:
    """What `rules` (default: all that `config` selects) say about `source`, by position.

    Suppression comments and per-file ignores of `config` are not applied here but by
    `filtering.settle`.

    Raises:
        FileError: the source can't be parsed, or not reproduced, or a rule of ours failed.
    """
    checked = check_project(Project([source]), config, rules)
    for error in (*checked.errors, *checked.failed_rules):
        raise error
    return checked.findings


def check_project(
    project: Project,
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    watch: Watch | None = None,
    needs: Sequence[Need] = (),
    open_decisions: OpenDecisions | None = None,
    at_least: Applicability = Applicability.SAFE,
    frozen: frozenset[Path] = frozenset(),
    accepted: Accepted | None = None,
    is_agreed: Callable[[Finding], bool] | None = None,
) -> Checked:
    """What `rules` say about the files of a project, whose values may come from one another.

    What one fix may rest on another is known for a run that applies the fixes from `at_least` on,
    but none in the files that are `frozen`.

    Args:
        watch: Gets every site with what was found there.
        needs: What other code needs that runs with the dependencies declared in these files.
        open_decisions: What earlier fixes left to the user.
        accepted: The baseline: an id whose finding it accepts stays.
        is_agreed: Whether the user has agreed to the unsafe fix of a finding, at its place.
    """
    config = config or Config()
    rules = selected(config) if rules is None else rules
    migration = Migration(config, filtering.keeper(project.source, config, rules, accepted))
    context = _context(project, config, migration, needs, is_listed=watch is not None)
    sites = _extracted(context)
    calls = [site for site in sites if isinstance(site, ChatCall)]
    migration = replace(migration, built=built_texts(calls))
    configured = partial(_configured, config=config, is_agreed=is_agreed)
    renamed = _renamed(project, sites, rules, migration, configured, at_least, frozen)
    migration = replace(migration, renamed=renamed)
    found, failed = _found(project, sites, rules, migration, watch)
    for finding in _undecided(project, open_decisions or {}, calls):
        _put_for_the_same(found, finding)
    is_silenced = filtering.silencer(project.source, config, rules, accepted)
    settled = without_vain_waits(
        tuple(configured(one) for one in _in_order(found.values())),
        lambda one: one.path in project.files and not is_silenced(one),
    )
    errors = tuple(error for error in context.errors if error.path in project.files)
    counted = Counter(
        call.source.path for call in calls if migration.audience(call) is Audience.GLM
    )
    return Checked(settled, errors, tuple(context.needs), counted, failed, renamed)


def _context(
    project: Project,
    config: Config,
    migration: Migration,
    needs: Sequence[Need],
    *,
    is_listed: bool,
) -> ExtractionContext:
    """What the kinds of files are asked for; calls that are listed are read whole."""
    return ExtractionContext(
        project,
        migration.is_old,
        config.known_clients,
        list(needs),
        is_target=migration.names_target,
        declared=Declarations(project).of,
        is_judged=partial(_is_judged, migration, is_listed),
        is_surveyed=is_listed,
        lists_all=config.settings_files == "all",
    )


def _found(
    project: Project,
    sites: Sequence[Site],
    rules: Sequence[Rule],
    migration: Migration,
    watch: Watch | None,
) -> tuple[dict[_Identity, Finding], tuple[RuleFailed, ...]]:
    """What the rules say about each site, one finding for a place; and those that failed."""
    found: dict[_Identity, Finding] = {}
    failed_rules: dict[tuple[Path, str], RuleFailed] = {}
    for site in sites:
        judged = tuple(_judged(project, site, rules, migration, failed_rules))
        if watch is not None:
            watch(site, judged)
        _add(found, judged)
    return found, tuple(failed_rules.values())


def _identity(finding: Finding) -> _Identity:
    """What one finding of several about one place is known by."""
    return str(finding.path), finding.code, finding.span


def _put_for_the_same(found: dict[_Identity, Finding], question: Finding) -> None:
    """Add an open question, in place of what is still seen of it in its line."""
    for identity, one in found.items():
        is_same = (one.path, one.code, one.key) == (question.path, question.code, question.key)
        if is_same and one.fix is None and _lies_within(one.span, question.span):
            found[identity] = replace(question, span=one.span)
            return
    found.setdefault(_identity(question), question)


def _lies_within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: (str(one.path), one.span, one.code))


def _is_judged(migration: Migration, is_listed: bool, call: ChatCall) -> bool:
    """Whether a rule asks more of a call than its model, or it is to be listed as it is."""
    audience = migration.audience(call)
    is_concerned = audience is Audience.GLM or (is_listed and audience is Audience.UNSEEN)
    return is_concerned or migration.is_known(call)


def _extracted(context: ExtractionContext) -> tuple[Site, ...]:
    """Every site, kind by kind: what the code needs is known before what declares it is read."""
    sites: list[Site] = []
    for kind in FILE_KINDS:
        for site in kind.extract(context):
            if isinstance(site, ChatCall):
                context.needs.extend(needs_of(site))
            sites.append(site)
    return tuple(sites)


def _renamed(
    project: Project,
    sites: Sequence[Site],
    rules: Sequence[Rule],
    migration: Migration,
    configured: Callable[[Finding], Finding],
    at_least: Applicability,
    frozen: frozenset[Path],
) -> frozenset[tuple[Path, Span]]:
    """Where a run with these fixes rewrites ids: what other rules ask of a call rests on it."""
    renaming = [rule for rule in rules if rule.code == OUTDATED_MODEL_ID]
    found: dict[_Identity, Finding] = {}
    for site in sites if renaming else ():
        _add(found, _judged(project, site, renaming, migration, {}))
    writable = frozenset(project.files) - frozen
    fixed = ((one, configured(one).fix) for one in found.values())
    return frozenset(
        (one.path, one.span)
        for one, fix in fixed
        if fix and fix.applicability >= at_least and one.path in writable
    )


def _add(found: dict[_Identity, Finding], more: Iterable[Finding]) -> None:
    """Put findings to the others; of two about one place the one that allows less stays."""
    for finding in more:
        key = _identity(finding)
        known = found.get(key)
        found[key] = one_of_both(known, finding) if known else finding


def _undecided(
    project: Project, open_decisions: OpenDecisions, calls: Sequence[ChatCall]
) -> Iterator[Finding]:
    """What earlier fixes left to the user in the files of a project."""
    for path in project.files if open_decisions else ():
        if (source := project.source(path)) is not None:
            own = [call for call in calls if call.source.path == path]
            yield from decisions.findings(source, open_decisions, own)


def _judged(
    project: Project,
    site: Site,
    rules: Sequence[Rule],
    migration: Migration,
    failed_rules: dict[tuple[Path, str], RuleFailed],
) -> Iterator[Finding]:
    """What the rules say about a site; one that fails costs nothing but its own word."""
    for rule in rules:
        for kind, judge in rule.checks:
            if not isinstance(site, kind):
                continue
            try:
                said = tuple(judge(site, migration))
                yield from (_as_of_its_kind(_at_call(one, site), site, project) for one in said)
            except (MemoryError, RecursionError):  # of the file, not of the rule
                raise
            except Exception as error:
                failed = _failed(site.source.path, rule, error)
                failed_rules.setdefault((failed.path, failed.rule), failed)


def _failed(path: Path, rule: Rule, error: Exception) -> RuleFailed:
    from traceback import format_exception

    first = str(error).partition("\n")[0]
    reason = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return RuleFailed(path, rule.code, reason, "".join(format_exception(error)))


def _at_call(finding: Finding, site: Site) -> Finding:
    """`finding` with the call that it is about, where it is about one."""
    if not isinstance(site, ChatCall):
        return finding
    line = site.source.position(site.name_span.start).line
    return replace(finding, call_site=Hop(site.source.path, line, site.scope))


def _as_of_its_kind(finding: Finding, site: Site, project: Project) -> Finding:
    """`finding` with a fix that waits for the user, where its kind of file has a reason to."""
    fix = finding.fix
    if fix is None or fix.applicability is not Applicability.SAFE:
        return finding
    source = project.source(finding.path)
    kind = kind_of(finding.path)
    reason = kind.unsafe_reason(site, finding, source) if source is not None else None
    if reason is None:
        return finding
    unsafe = replace(fix, applicability=Applicability.UNSAFE)
    return replace(finding, fix=unsafe, advice=str(reason))


def _configured(
    finding: Finding, config: Config, is_agreed: Callable[[Finding], bool] | None
) -> Finding:
    """`finding` with the applicability that the user gave its rule."""
    fix = finding.fix
    if fix is None or fix.applicability is Applicability.DISPLAY:
        return finding
    code = finding.code
    if selects(config.unfixable, code):
        return replace(
            finding, fix=None, advice=finding.advice or "the setting `unfixable` names its rule"
        )
    if selects(config.accept, code) or (is_agreed is not None and is_agreed(finding)):
        return replace(finding, fix=replace(fix, applicability=Applicability.SAFE))
    if config.only_accepted or selects(config.extend_unsafe_fixes, code):
        is_left = config.only_accepted and fix.applicability is Applicability.SAFE
        advice = finding.advice or (_LEFT if is_left else "")
        return replace(finding, fix=replace(fix, applicability=Applicability.UNSAFE), advice=advice)
    if selects(config.extend_safe_fixes, code):
        return replace(finding, fix=replace(fix, applicability=Applicability.SAFE))
    return finding
