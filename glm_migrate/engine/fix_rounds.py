"""Fixes applied in rounds until nothing is left to apply, each result proved.

Pure: sources in, rewritten sources out; whoever writes files does it with what comes out here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import Checked, check_project
from glm_migrate.engine.self_check import prove, prove_untouched
from glm_migrate.errors import FileError, FixRejected
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding
from glm_migrate.project.module_index import Project
from glm_migrate.rules.rule import Rule
from glm_migrate.rules.selectors import selected
from glm_migrate.suppression import filtering
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Position, Source

MAX_ROUNDS = 10


@dataclass(frozen=True)
class Fixed:
    """A source before and after; the two are equal when nothing was applied.

    Attributes:
        applied: What was fixed, in order of application; spans count in the source of its round.
        applied_at: The position of each of them in the text of its round.
        left: What a check of `after` still reports.
        faded: What a check of `before` reported and can't any more, though nothing settled it:
            only the older id told. Spans count in `before`.
    """

    before: Source
    after: Source
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]
    undetectable: tuple[Finding, ...] = ()
    applied_at: tuple[tuple[Position, Position], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a fix of several files would make of them.

    Attributes:
        files: Every file that could be read, also where nothing changes.
        errors: Why the others were left as they are; a `FixRejected` is a defect of ours.
        outside: Findings in files that are not part of this run.
        needs: Versions of packages that the files need afterwards.
    """

    files: tuple[Fixed, ...]
    errors: tuple[FileError, ...] = ()
    outside: tuple[Finding, ...] = ()
    needs: tuple[Need, ...] = ()


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
    plan = fix_project(Project([source]), config, rules, at_least)
    for error in plan.errors:
        raise error
    return plan.files[0]


def fix_project(
    project: Project,
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    at_least: Applicability = Applicability.SAFE,
    needs: Sequence[Need] = (),
) -> Plan:
    """Fix the files of a project together, in rounds, and prove each result.

    A file whose rewrite is rejected stays as it was; the others are planned again without it.
    """
    config = config or Config()
    rules = selected(config) if rules is None else rules
    rejected: dict[Path, FileError] = {}
    while True:
        try:
            plan = _Rounds(project, config, rules, at_least, frozenset(rejected), needs).run()
        except FixRejected as error:
            if error.path in rejected:
                raise
            rejected[error.path] = error
        else:
            return replace(plan, errors=(*plan.errors, *rejected.values()))


class _Rounds:
    """One attempt to fix a project."""

    def __init__(
        self,
        project: Project,
        config: Config,
        rules: Sequence[Rule],
        at_least: Applicability,
        frozen: frozenset[Path],
        needs: Sequence[Need],
    ) -> None:
        self._needs = needs
        self._config, self._rules, self._at_least = config, rules, at_least
        self._frozen = frozen
        self._project = project
        self._before = {p: s for p in project.files if (s := project.source(p)) is not None}
        self._now = dict(self._before)
        self._applied: dict[Path, list[Finding]] = {path: [] for path in self._before}
        self._first: dict[Path, tuple[Finding, ...]] = {}
        self._places: dict[Path, list[tuple[Position, Position]]] = defaultdict(list)

    def run(self) -> Plan:
        for _ in range(MAX_ROUNDS):
            project = self._project.with_files(self._now)
            checked = check_project(project, self._config, self._rules, needs=self._needs)
            self._expect_readable(checked.errors)
            left = {path: self._settled(path, checked) for path in self._now}
            self._first = self._first or left
            early = any(self._is_early(path, f) for path, found in left.items() for f in found)
            chosen = {path: self._chosen(path, found, early) for path, found in left.items()}
            if not any(chosen.values()):
                return self._proven(left, checked)
            for path, findings in chosen.items():
                self._apply(path, findings)
        path = next(path for path, findings in chosen.items() if findings)
        names = ", ".join(sorted({finding.code for finding in chosen[path]}))
        raise FixRejected(path, f"{names} finds more to fix after {MAX_ROUNDS} rounds")

    def _expect_readable(self, errors: Sequence[FileError]) -> None:
        """Only a file that could be read before its rewrite and can't now is our fault."""
        for error in errors:
            if self._applied[error.path]:
                raise FixRejected(error.path, f"the rewritten text: {error.detail}") from error

    def _settled(self, path: Path, checked: Checked) -> tuple[Finding, ...]:
        kept, _ = filtering.settle(self._now[path], checked.of(path), self._config, self._rules)
        return kept

    def _is_early(self, path: Path, finding: Finding) -> bool:
        fix = finding.fix
        if fix is None or not fix.early or path in self._frozen:
            return False
        return fix.applicability >= max(self._at_least, Applicability.UNSAFE)

    def _chosen(self, path: Path, findings: Sequence[Finding], early: bool) -> list[Finding]:
        """The findings whose fixes go into this round; several may share one fix.

        Early ones go in rounds of their own, in all files: what to keep of an old model must be
        written while its id is still there.
        """
        if path in self._frozen:
            return []
        fixes = dict.fromkeys(
            finding.fix
            for finding in findings
            if finding.fix is not None and (finding.fix.early or not early)
        )
        now, _ = edits.select(fixes, self._at_least)
        wanted = frozenset(now)
        return [finding for finding in findings if finding.fix in wanted]

    def _apply(self, path: Path, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        current = self._now[path]
        fixes = [finding.fix for finding in findings if finding.fix is not None]
        text = edits.apply(current.utf8, fixes)
        prove_untouched(current, text, fixes)
        self._now[path] = current.replace(text)
        self._applied[path] += findings
        self._places[path] += (
            (current.position(one.span.start), current.position(one.span.end)) for one in findings
        )

    def _proven(self, left: dict[Path, tuple[Finding, ...]], checked: Checked) -> Plan:
        broken = {error.path for error in checked.errors}
        for path, before in self._before.items():
            prove(before, self._now[path])
        files = tuple(
            Fixed(
                before,
                self._now[path],
                tuple(self._applied[path]),
                left[path],
                tuple(self._undetectable(path, left[path])),
                tuple(self._places[path]),
            )
            for path, before in self._before.items()
            if path not in broken
        )
        outside = tuple(f for f in checked.findings if f.path not in self._before)
        return Plan(files, checked.errors, outside, checked.needs)

    def _undetectable(self, path: Path, left: Sequence[Finding]) -> Iterator[Finding]:
        """What only the older id told, where neither a fix nor what is left answers for it."""
        undetectable = {rule.code for rule in self._rules if rule.needs_old_id}
        answered = Counter(map(_about, (*self._applied[path], *left)))
        for finding in self._first[path]:
            if finding.code in undetectable:
                answered[_about(finding)] -= 1
                if answered[_about(finding)] < 0:
                    yield finding


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.call, finding.message
