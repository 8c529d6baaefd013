"""One repository → its record, patch and page: what `report` and `fix` say in a clean clone of it.

This is the function that a fleet's engine runs, in a process of its own with limits. It depends on
the task alone, not on the machine that it runs on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from glm_migrate.cli.examination import Examination
from glm_migrate.cli.options import Options
from glm_migrate.cli.report_document import assembled
from glm_migrate.cli.report_session import Survey
from glm_migrate.errors import GlmMigrateError
from glm_migrate.project import code_owners, discovery
from glm_migrate.project.file_kinds import DEPENDENCY_GLOBS, is_dependency_file
from glm_migrate.report.fleet_report import commit_message, packages, patch, record
from glm_migrate.report.fleet_report.patch import FileChange
from glm_migrate.report.migration_report import render
from glm_migrate.report.migration_report.document import Document
from glm_migrate.runner.fleet.checkout import Checkout
from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    VERSIONED,
    NotHandled,
    Result,
    Task,
)
from glm_migrate.runner.fleet.revision import commit_time
from glm_migrate.runner.outcome import Outcome
from glm_migrate.suppression.decisions import FILE, Decision, joined, written

_MODE = "100644"  # of a file that no commit holds


def examine(task: Task, scratch: str) -> Result:
    """Lay a repository down in an empty directory and look at it there.

    Raises:
        NotHandled: it can't be; the reason is in it.
    """
    tree = Path(scratch).resolve() / "tree"
    (tree.parent / "glm-migrate.toml").touch()  # no settings from above count
    checkout = Checkout(tree, task.settings.limits)
    checkout.fill(task.repository)
    os.chdir(tree)
    try:
        return _CheckoutExamination(task, checkout).result()
    except GlmMigrateError as error:
        raise NotHandled("settings", _without_paths(str(error), tree)) from None


_ABSOLUTE = re.compile(r"(?<![\w.~-])/[^\s'\",;]+")


def _without_paths(text: str, tree: Path) -> str:
    """`text` that tells nothing of where the repository was laid down."""
    return _ABSOLUTE.sub("a place outside", text.replace(f"{tree}{os.sep}", ""))


def options_of(task: Task, settings_file: str = "") -> Options:
    """The command line of `report` that is the same as a task's settings."""
    settings = task.settings
    layer = dict(settings.layer)
    if task.repository.kind in (*VERSIONED, ARCHIVE):
        layer["respect_gitignore"] = False  # what is committed, or packed, is not ignored
    files = (settings_file,) if settings_file else ()
    return Options(
        (".",),
        layer,
        files,
        settings.inline,
        settings.isolated,
        jobs=task.processes,
        quiet=True,
        silent=True,
    )


@dataclass
class _CheckoutExamination:
    """What is looked at in a repository that lies in the working directory."""

    task: Task
    checkout: Checkout

    def result(self) -> Result:
        fixed = self._fixed if self._is_fixable else []
        decisions = self._undecided(fixed)
        changes = list(self._changes(fixed, decisions))
        seen = record.Seen(
            document=self._document,
            reports=[one.report for one in self._found],
            owners=code_owners.owners(self.checkout.root, self._concerned()),
            packages=list(packages.declared(self._declaring(), self._survey.within)),
            left_out=self.checkout.left_out,
            undecided=decisions,
            changed=sorted(one.name for one in changes),
        )
        entry = record.of_repository(self.task, seen)
        shown = entry["state"] != record.NONE
        page = render("html", self._document) if shown else ""
        return Result(entry, self._mail(changes, fixed, decisions), page)

    @cached_property
    def _survey(self) -> Survey:
        return Survey(self._options)

    @cached_property
    def _options(self) -> Options:
        if self.task.settings.file is None:
            return options_of(self.task)
        path = self.checkout.root.parent / "settings.toml"
        path.write_text(self.task.settings.file, encoding="utf-8")
        return options_of(self.task, str(path))

    @cached_property
    def _outcomes(self) -> tuple[list[str], list[Outcome]]:
        files, found = self._survey.outcomes()
        found = [*found, *self._survey.of_left_out(self.checkout.left_out)]
        return files, sorted(found, key=lambda one: str(one.report.path))

    @property
    def _found(self) -> list[Outcome]:
        return self._outcomes[1]

    @cached_property
    def _document(self) -> Document:
        survey, files = self._survey, self._outcomes[0]
        reports, configs = [one.report for one in self._found], survey.nearest.loaded
        return assembled(self._options, configs, files, reports, survey.within, links="")

    @property
    def _is_fixable(self) -> bool:
        return any(finding.fix for one in self._found for finding in one.report.findings)

    @cached_property
    def _fixed(self) -> list[Outcome]:
        """What `fix` would write."""
        return [one for one in Examination(self._options).found(fix=True) if one.fixed]

    def _undecided(self, fixed: Sequence[Outcome]) -> list[Decision]:
        """What the patch makes undetectable, dated as the commit is."""
        day = commit_time(self.task.repository).date().isoformat()
        return [replace(one, date=day) for one in self._survey.undecided(fixed)]

    def _changes(
        self, fixed: Sequence[Outcome], decisions: Sequence[Decision]
    ) -> Iterator[FileChange]:
        done: set[str] = set()
        for one in (outcome.fixed for outcome in fixed):
            if one is None or (name := self._name(one.before.path)) in done:
                continue
            done.add(name)
            mode = self.checkout.modes.get(name, _MODE)
            yield FileChange(name, mode, one.before.data, one.after.data)
        if decisions:
            self._expect_plain_decisions()
            known = self._survey.decisions
            path = self.checkout.root / FILE
            before = path.read_bytes() if path.exists() else None
            mode = self.checkout.modes.get(FILE, _MODE)
            yield FileChange(FILE, mode, before, written(joined(known, decisions)))

    def _expect_plain_decisions(self) -> None:
        """Refuse to write questions through a link, or over a file that was left out."""
        if (self.checkout.root / FILE).is_symlink() or FILE in self.checkout.left_out:
            reason = "is a link, or can't be read, and the patch would have to write to it"
            raise NotHandled("settings", f"{FILE} {reason}; make it a file")

    def _name(self, path: Path) -> str:
        """The name of a file in the repository; of a link that of the file that it leads to."""
        return Path(os.path.realpath(path)).relative_to(self.checkout.root).as_posix()

    def _mail(
        self, changes: Sequence[FileChange], fixed: Sequence[Outcome], decisions: Sequence[Decision]
    ) -> bytes:
        applied = [done for one in fixed if one.fixed for done in one.fixed.applied]
        message = commit_message.message(self._document, applied, decisions)
        repository = self.task.repository
        commit = repository.revision if repository.kind in VERSIONED else ""
        return patch.mail(changes, message, commit, commit_time(repository))

    def _concerned(self) -> list[str]:
        """The files about which there is something to say."""
        return [one.report.path.as_posix() for one in self._found if one.report.findings]

    def _declaring(self) -> list[str]:
        config = replace(self._survey.config, include=DEPENDENCY_GLOBS)
        found = discovery.files((".",), config)
        return [path for path in found if is_dependency_file(Path(path))]
