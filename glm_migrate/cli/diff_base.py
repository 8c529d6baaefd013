"""`check --diff-base`: of the findings of a run, those that a revision did not have.

The revision is laid down beside the user's tree and checked in the same way, with the settings of
today; only files with findings on lines that are as they were need that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from glm_migrate.cli.options import Options
from glm_migrate.config.loading import OWN_NAMES, SHARED_NAME
from glm_migrate.config.schema import is_toml
from glm_migrate.errors import FileError, UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, SuppressedBy, Suppression
from glm_migrate.project import git
from glm_migrate.project.base_revision import FLAG, BaseRevision, resolve
from glm_migrate.project.decoding import decode
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.runner import revision_tree
from glm_migrate.runner.outcome import Outcome
from glm_migrate.suppression import decisions, older_findings
from glm_migrate.suppression.older_findings import Key, Rows
from glm_migrate.text import guarded
from glm_migrate.text.file_suffixes import PYTHON
from glm_migrate.text.row_alignment import unchanged_rows
from glm_migrate.text.source import Source

Check = Callable[[Options], Sequence[FileReport]]


def only_new(
    found: Sequence[Outcome], options: Options, remark: Callable[[str], None], check: Check
) -> list[Outcome]:
    """`found`, where findings that the revision of `options` had are suppressed.

    Args:
        remark: Gets what the user should know.
        check: What a run of its own says about the files that its options name.

    Raises:
        UsageError: there is no repository, or git does not know the revision.
    """
    root = git.repository(str(Path.cwd()))
    if root is None:
        raise UsageError(f"{FLAG} needs a git repository")
    base = resolve(os.path.realpath(root), options.diff_base or "")
    if base.remark:
        remark(base.remark)
    return _Comparison(base, options, check).only_new(found)


class _Comparison:
    """The files of a run beside those of a revision."""

    def __init__(self, base: BaseRevision, options: Options, check: Check) -> None:
        self._base = base
        self._check = check
        self._options = options
        self._rows: dict[Path, Rows] = {}
        self._former: dict[Path, str] = {}

    def only_new(self, found: Sequence[Outcome]) -> list[Outcome]:
        for outcome in found:
            self._compare(outcome.report.path, outcome.report.source)
        maybe = {one.report.path: self._maybe_old(one.report) for one in found}
        known = self._known([path for path, findings in maybe.items() if findings])
        return [
            replace(one, report=self._without_old(one.report, maybe[one.report.path], known))
            for one in found
        ]

    def _compare(self, path: Path, source: Source | None = None) -> Rows:
        """Which lines of a file are as they were; none of one that is new or of no text."""
        if path not in self._rows:
            self._rows[path] = {}
            with suppress(OSError, FileError):
                self._rows[path] = self._unchanged(path, source or _read(path))
        return self._rows[path]

    def _unchanged(self, path: Path, source: Source) -> Rows:
        name = self._name(path)
        if name is None:
            return {}
        former = self._base.former(name, source.data)
        data = self._base.content(former)
        if data is None:
            return {}
        self._former[path] = former
        return unchanged_rows(decode(Path(former), data), source)

    def _name(self, path: Path) -> str | None:
        """A path below the root of the repository; None of another one's file."""
        whole = os.path.realpath(path.parent)
        if git.repository(whole) != self._base.root:
            return None
        return Path(os.path.relpath(Path(whole) / path.name, self._base.root)).as_posix()

    def _maybe_old(self, report: FileReport) -> list[tuple[Finding, Key]]:
        rows, source = self._rows[report.path], report.source
        return [
            (one, older_findings.key(one, source, rows))
            for one in report.findings
            if one.path == report.path and source is not None
            if older_findings.may_be_old(one, source, rows, self._compare)
        ]

    def _known(self, paths: Sequence[Path]) -> Mapping[str, list[Key]]:
        """What a check of the revision finds in these files, by their paths there."""
        wanted = {self._former[path] for path in paths if path in self._former}
        if not wanted:
            return {}
        with _laid_down(self._base, wanted) as folder:
            here = os.path.relpath(os.path.realpath(Path.cwd()), self._base.root)
            names = tuple(os.path.relpath(one, here) for one in sorted(wanted))
            options = _of_revision(self._options, names)
            with _inside(folder / here):
                found = self._check(options)
            return {
                Path(os.path.normpath(Path(here) / report.path)).as_posix(): [
                    older_findings.key(one, report.source)
                    for one in report.findings
                    if report.source is not None and one.path == report.path
                ]
                for report in found
            }

    def _without_old(
        self,
        report: FileReport,
        maybe: Sequence[tuple[Finding, Key]],
        known: Mapping[str, list[Key]],
    ) -> FileReport:
        former = self._former.get(report.path, "")
        old = older_findings.known_among(maybe, known.get(former, ()))
        why = Suppression(SuppressedBy.REVISION, f"unchanged since {self._base.name}")
        return replace(
            report,
            findings=tuple(one for one in report.findings if one not in old),
            suppressed=(*report.suppressed, *((one, why) for one in report.findings if one in old)),
        )


def _read(path: Path) -> Source:
    return decode(path, guarded.read(str(path)))


@contextmanager
def _laid_down(base: BaseRevision, named: Collection[str]) -> Iterator[Path]:
    """What a run reads of a revision with the tool's settings of today, as below a root.

    Args:
        named: Files that are there whatever their names.
    """

    def is_wanted(path: str) -> bool:
        return path in named or _is_read(path)

    with revision_tree.tree(base.root, base.commit, flag=FLAG, wanted=is_wanted) as folder:
        (folder / ".git").mkdir()
        for directory, _, names in os.walk(folder):
            below = os.path.relpath(directory, folder)
            for name in {*names, *OWN_NAMES, SHARED_NAME}:
                if is_toml(name) and name != decisions.FILE:
                    _as_today(Path(base.root) / below / name, Path(directory) / name)
        yield folder


def _is_read(path: str) -> bool:
    is_code = path.lower().endswith(PYTHON)
    return is_code or is_toml(path) or kind_of_name(Path(path)) is not NameKind.PYTHON


def _as_today(path: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with suppress(OSError):
        copy.write_bytes(guarded.read(str(path), guarded.LARGEST_SETTINGS))


def _of_revision(options: Options, paths: tuple[str, ...]) -> Options:
    """The command line for the files of the revision, where only what is found matters."""
    named = options.files or tuple(filter(None, [os.environ.get("GLM_MIGRATE_CONFIG")]))
    settings = {**options.settings, "baseline": ""}
    if is_toml(settings.get("target")):
        settings["target"] = os.path.abspath(settings["target"])  # noqa: PTH100
    return replace(
        options,
        paths=paths,
        files=() if options.isolated else tuple(map(os.path.abspath, named)),
        settings=settings,
        quiet=True,
        verbose=False,
        remembers=False,  # its copy of the files is gone afterwards
    )


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
