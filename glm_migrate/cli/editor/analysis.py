"""An open file → what `check FILE` and `fix FILE` say about it, as it is edited.

Nothing here knows the protocol. Every answer is that of the command line, so the two can't differ.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tokenize import detect_encoding

from glm_migrate.cli.examination import Examination
from glm_migrate.cli.options import Options
from glm_migrate.engine.self_check import prove
from glm_migrate.errors import FileError
from glm_migrate.project import boundary
from glm_migrate.report.finding_records import Record, records
from glm_migrate.runner.outcome import Outcome
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.kept import KeptByFile
from glm_migrate.text.source import Source


@dataclass(frozen=True)
class Judgement:
    """What a check says about one file.

    Attributes:
        source: None where nothing is to be told, or the file could not be decoded.
        own: The findings in the file.
        elsewhere: Findings in other files to which calls of this one lead.
    """

    source: Source | None
    own: tuple[Record, ...] = ()
    elsewhere: tuple[Record, ...] = ()


def judge(options: Options, path: str, unsaved: Mapping[str, bytes]) -> Judgement:
    """What `check` says about the file at the absolute `path`.

    Args:
        options: What the server was started with.
        unsaved: The bytes of the files that are open in the editor, by their paths.

    Raises:
        GlmMigrateError: the settings can't be used.
    """
    boundary.forget()
    KeptByFile.begin_round()
    found = _session(options, path, unsaved).found(fix=False)
    reports = [outcome.report for outcome in found]
    every = list(records(reports, Path.cwd(), cwd=Path.cwd()))
    paths = {one.finding.path for one in every}
    here = frozenset(found for found in paths if _is_at(found, path))
    own = tuple(one for one in every if one.finding.path in here)
    elsewhere = tuple(one for one in every if one.finding.path not in here)
    source = next((report.source for report in reports if _is_at(report.path, path)), None)
    return Judgement(source, own, elsewhere)


def fix_all(options: Options, path: str, unsaved: Mapping[str, bytes]) -> Outcome | None:
    """The outcome of `fix` for the file, with its safe fixes alone; None where nothing changes.

    Raises:
        GlmMigrateError: the settings can't be used.
    """
    found = _session(options, path, unsaved).found(fix=True)
    return next((one for one in found if one.fixed and _is_at(one.report.path, path)), None)


def together(record: Record, own: tuple[Record, ...]) -> tuple[Fix, ...]:
    """The fixes that must be made at once to make that of `record`, its own last.

    None where it has no fix that anybody should apply, where one of them is in another file, or
    where they touch each other: then they take several rounds.
    """
    fix = record.finding.fix
    if fix is None or fix.applicability is Applicability.DISPLAY:
        return ()
    needed = set(fix.after)
    every = {one.finding.fix for one in own if one.finding.fix}
    before = [one for one in every if needed & {(record.finding.path, edit) for edit in one.edits}]
    made = {(record.finding.path, edit) for one in before for edit in one.edits}
    chosen = [*sorted(before, key=lambda one: one.edits), fix]
    selected = edits.select(chosen, Applicability.UNSAFE)
    return tuple(chosen) if needed <= made and len(selected) == len(chosen) else ()


@lru_cache(maxsize=64)  # an editor asks again at each move of the cursor
def applied(source: Source, fixes: tuple[Fix, ...]) -> Source | None:
    """`source` with the edits of `fixes`; None where what comes out fails the self-check."""
    changes = sorted({edit for fix in fixes for edit in fix.edits})
    try:
        text = edits.apply(source.utf8, fixes)
        after = source.replace(text, [(edit.span, edit.text) for edit in changes])
        prove(source, after)
    except (FileError, ValueError):
        return None
    return after


def encoded(text: str) -> bytes:
    """The bytes that an editor would write for `text`: in the encoding that it declares."""
    try:
        encoding, _ = detect_encoding(io.BytesIO(text[:1000].encode(errors="replace")).readline)
        return text.encode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        return text.encode(errors="replace")


def _session(options: Options, path: str, unsaved: Mapping[str, bytes]) -> Examination:
    """A run over one file that is left alone where it is excluded, without unsafe fixes."""
    settings = {**options.settings, "force_exclude": True, "unsafe_fixes": False}
    narrowed = replace(options, paths=(path,), settings=settings, silent=True, jobs=1)
    return Examination(narrowed, unsaved)


def _is_at(found: Path, path: str) -> bool:
    return os.path.abspath(found) == path  # noqa: PTH100
