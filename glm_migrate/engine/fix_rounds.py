"""Fixes applied in rounds until nothing is left to apply, each result proved.

Pure: sources in, rewritten sources out; whoever writes files does it with what comes out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine import old_id_questions
from glm_migrate.engine.check import Checked, check_project
from glm_migrate.engine.first_places import first_place
from glm_migrate.engine.plan import Fixed, Plan
from glm_migrate.engine.self_check import prove, prove_untouched
from glm_migrate.engine.unanswered import SettledQuestions
from glm_migrate.errors import FileError, FixRejected, RuleFailed
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding
from glm_migrate.project.module_index import Project
from glm_migrate.rules.rule import Rule
from glm_migrate.rules.selectors import selected
from glm_migrate.suppression import baseline_matching, decisions, filtering
from glm_migrate.suppression.baseline import Accepted, key_of
from glm_migrate.suppression.decisions import OpenDecisions
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Edit
from glm_migrate.text.source import Position, Source

MAX_ROUNDS = 10


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
    for error in (*plan.errors, *plan.failed_rules):
        raise error
    return plan.files[0]


def fix_project(
    project: Project,
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    at_least: Applicability = Applicability.SAFE,
    needs: Sequence[Need] = (),
    open_decisions: OpenDecisions | None = None,
    accepted: Accepted | None = None,
) -> Plan:
    """Fix the files of a project together, in rounds, and prove each result.

    A file whose rewrite is rejected stays as it was; the others are planned again without it.
    """
    config = config or Config()
    rules = selected(config) if rules is None else rules
    known = (needs, open_decisions or {}, accepted or {})
    rejected: dict[Path, FileError] = {}
    while True:
        try:
            frozen = frozenset(rejected)
            plan = _Rounds(project, config, rules, at_least, frozen, *known).run()
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
        open_decisions: OpenDecisions,
        accepted: Accepted,
    ) -> None:
        self._accepted = dict(accepted)
        self._suppressed: dict[Path, tuple[filtering.Suppressed, ...]] = {}
        self._needs = needs
        self._open = open_decisions
        self._config, self._rules, self._at_least = config, rules, at_least
        self._frozen = frozen
        self._project = project
        self._before = {p: s for p in project.files if (s := project.source(p)) is not None}
        self._now = dict(self._before)
        self._applied: dict[Path, list[Finding]] = {path: [] for path in self._before}
        self._first: dict[Path, tuple[Finding, ...]] = {}
        self._asking = old_id_questions.rules_asking(config, rules)
        self._shifts: dict[Path, list[tuple[Edit, ...]]] = defaultdict(list)
        self._settled_questions: dict[Path, SettledQuestions] = defaultdict(SettledQuestions)
        self._places: dict[Path, list[tuple[Position, Position]]] = defaultdict(list)

    def run(self) -> Plan:
        for _ in range(MAX_ROUNDS):
            project = self._project.with_files(self._now)
            every = check_project(
                project,
                self._config,
                (*self._rules, *self._asking),
                needs=self._needs,
                open_decisions=self._open,
                at_least=self._at_least,
                frozen=self._frozen,
                accepted=self._accepted,
                is_agreed=self._is_agreed if self._config.accept_at else None,
            )
            checked = self._without_asking(every)
            self._expect_readable(checked.errors)
            self._spare(checked.failed_rules)
            broken = {error.path for error in checked.errors}
            left = {p: () if p in broken else self._settled(p, checked) for p in self._now}
            questions = self._questions(every)
            self._first = self._first or questions
            only_preceding = any(
                self._precedes_others(path, f) for path, found in left.items() for f in found
            )
            chosen = {
                path: self._chosen(path, found, only_preceding) for path, found in left.items()
            }
            if not any(chosen.values()):
                return self._proven(left, checked, questions)
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

    def _spare(self, failed_rules: Sequence[RuleFailed]) -> None:
        """Leave the files alone about which a rule could not say all that it has to say."""
        for one in failed_rules:
            if self._applied.get(one.path):
                raise FixRejected(one.path, f"{one.rule} fails on the rewritten text: {one.reason}")
        self._frozen |= {one.path for one in failed_rules}

    def _settled(self, path: Path, checked: Checked) -> tuple[Finding, ...]:
        complete = not any(one.path == path for one in checked.failed_rules)
        kept, self._suppressed[path] = filtering.settle(
            self._now[path],
            checked.of(path),
            self._config,
            self._rules,
            complete=complete,
            accepted=self._accepted,
        )
        return kept

    def _is_agreed(self, finding: Finding) -> bool:
        """Whether the user agreed to what is unsafe at the line where a finding was at first."""
        path = finding.path
        source = self._before.get(path) or self._project.source(path)
        if source is None:
            return False
        place = first_place(path, source, finding.span.start, self._shifts[path])
        by_rule = place._replace(code=finding.code)
        return not {place, by_rule}.isdisjoint(self._config.accept_at)

    def _precedes_others(self, path: Path, finding: Finding) -> bool:
        fix = finding.fix
        if fix is None or not fix.precedes_others or path in self._frozen:
            return False
        return fix.applicability >= max(self._at_least, Applicability.UNSAFE)

    def _chosen(
        self, path: Path, findings: Sequence[Finding], only_preceding: bool
    ) -> list[Finding]:
        """The findings whose fixes go into this round; several may share one fix.

        One that comes after others waits; once they are made, it no longer says that it must.
        Early ones go in rounds of their own, in all files: what to keep of an old model must be
        written while its id is still there.
        """
        if path in self._frozen:
            return []
        fixes = dict.fromkeys(
            finding.fix
            for finding in findings
            if finding.fix is not None
            and not finding.fix.after
            and (finding.fix.precedes_others or not only_preceding)
        )
        wanted = frozenset(edits.select(fixes, self._at_least))
        return [finding for finding in findings if finding.fix in wanted]

    def _apply(self, path: Path, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        current = self._now[path]
        fixes = [finding.fix for finding in findings if finding.fix is not None]
        text = edits.apply(current.utf8, fixes)
        prove_untouched(current, text, fixes)
        changes = sorted({edit for fix in fixes for edit in fix.edits})
        self._now[path] = current.replace(text, [(edit.span, edit.text) for edit in changes])
        self._follow(path, current, changes)
        self._applied[path] += findings
        self._settled_questions[path].add(findings, self._shifts[path])
        self._shifts[path].append(tuple(changes))
        self._places[path] += (
            (current.position(one.span.start), current.position(one.span.end)) for one in findings
        )

    def _follow(self, path: Path, before: Source, changes: Sequence[Edit]) -> None:
        """Let the baseline know the lines that it holds as they are after `changes`."""
        key = key_of(path)
        if entries := self._accepted.get(key):
            self._accepted[key] = baseline_matching.followed(
                self._suppressed[path],
                entries,
                before,
                self._now[path],
                lambda offset: _moved(offset, changes),
            )

    def _without_asking(self, checked: Checked) -> Checked:
        """`checked` without what was only looked for because a fix could hide it."""
        extra = {rule.code for rule in self._asking}
        kept = tuple(one for one in checked.findings if one.code not in extra)
        return replace(checked, findings=kept)

    def _questions(self, checked: Checked) -> dict[Path, tuple[Finding, ...]]:
        """The questions that are open now, by file."""

        def kept(path: Path, findings: Sequence[Finding]) -> Sequence[Finding]:
            source = self._now.get(path) or self._project.source(path)
            if source is None:
                return ()
            every = (*self._rules, *self._asking)
            return filtering.settle(source, findings, self._config, every, accepted=self._accepted)[
                0
            ]

        return old_id_questions.open_questions(checked, (*self._rules, *self._asking), kept)

    def _proven(
        self,
        left: dict[Path, tuple[Finding, ...]],
        checked: Checked,
        questions: dict[Path, tuple[Finding, ...]],
    ) -> Plan:
        broken = {error.path for error in checked.errors}
        for path, before in self._before.items():
            prove(before, self._now[path])
        files = tuple(
            self._fixed(path, left[path], questions.get(path, ()))
            for path in self._before
            if path not in broken
        )
        outside = tuple(f for f in checked.findings if f.path not in self._before)
        elsewhere = tuple(
            decisions.decision_on(one, one.span.start, source)
            for path in self._first
            if path not in self._before and (source := self._project.source(path)) is not None
            for one in self._undetectable(path, questions.get(path, ()))
        )
        needs, calls, failed_rules = checked.needs, checked.calls, checked.failed_rules
        return Plan(files, checked.errors, outside, needs, elsewhere, calls, failed_rules)

    def _fixed(self, path: Path, left: tuple[Finding, ...], questions: Sequence[Finding]) -> Fixed:
        undetectable = tuple(self._undetectable(path, questions))
        after = self._now[path]
        return Fixed(
            self._before[path],
            after,
            tuple(self._applied[path]),
            left,
            undetectable,
            tuple(self._places[path]),
            tuple(
                decisions.decision_on(one, self._moved(path, one.span.start), after)
                for one in undetectable
            ),
            self._suppressed.get(path, ()),
            self._accepted.get(key_of(path), ()),
            tuple(self._shifts[path]),
        )

    def _moved(self, path: Path, offset: int) -> int:
        """Where a byte of the given text is in the text as it is now."""
        for edits_of_round in self._shifts[path]:
            offset = _moved(offset, edits_of_round)
        return offset

    def _undetectable(self, path: Path, questions: Sequence[Finding]) -> Iterator[Finding]:
        """What only the older id told, where neither a fix nor what is left answers for it."""
        first = self._first.get(path, ())
        return self._settled_questions[path].open_among(first, questions, self._shifts[path])


def _moved(offset: int, changes: Sequence[Edit]) -> int:
    """Where a byte of a text is after `changes` of it."""
    return offset + sum(
        len(edit.text.encode()) - (edit.span.end - edit.span.start)
        for edit in changes
        if edit.span.end <= offset
    )
