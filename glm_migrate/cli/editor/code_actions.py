"""Fixes → code actions of the protocol: one for each finding, and all safe ones at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lsprotocol import types

from glm_migrate.cli.editor.analysis import Judgement, applied, together
from glm_migrate.cli.editor.diagnostics import diagnostic
from glm_migrate.cli.editor.places import Places, lines_of, overlap
from glm_migrate.report.finding_records import Record
from glm_migrate.report.text_style import clean
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Position, Source

FIX_ALL = "source.fixAll.glm-migrate"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)
FIX_ALL_TITLE = "Apply all safe fixes (glm-migrate)"
_LONGEST_TITLE = 160


@dataclass(frozen=True)
class Opened:
    """A document of the editor, and what its client takes.

    Attributes:
        version: The editor's number of its text; edits are valid for that text alone.
        takes_versions: The client takes edits that name the version.
    """

    uri: str
    version: int | None
    takes_versions: bool = False

    def edit(self, changes: Sequence[types.TextEdit]) -> types.WorkspaceEdit:
        """`changes` of this document."""
        if not self.takes_versions:
            return types.WorkspaceEdit(changes={self.uri: changes})
        named = types.OptionalVersionedTextDocumentIdentifier(uri=self.uri, version=self.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, changes)])


def quick_fixes(
    judgement: Judgement, where: types.Range, places: Places, opened: Opened
) -> Iterator[types.CodeAction]:
    """The fixes of the findings at `where`, each alone; safe ones are preferred."""
    for record in judgement.own:
        source, fixes = judgement.source, together(record, judgement.own)
        if source is None or not fixes or not overlap(where, places.of(record)):
            continue
        if applied(source, fixes) is not None:
            yield types.CodeAction(
                title=title(record, fixes),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(record, places)],
                is_preferred=fixes[-1].applicability is Applicability.SAFE,
                edit=opened.edit(edits_of(record, fixes, places)),
            )


def title(record: Record, fixes: Sequence[Fix]) -> str:
    """What a fix does, with those that go before it, and what its user takes on."""
    what = "; ".join(clean(fix.title) for fix in reversed(fixes))
    is_safe = fixes[-1].applicability is Applicability.SAFE
    consequence = _consequence(record, is_safe)
    text = f"{record.finding.code}: {what}{f' ({consequence})' if consequence else ''}"
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 2]}…)"


def _consequence(record: Record, is_safe: bool) -> str:
    """What changes with the fix; else why it is not safe."""
    changed = clean(record.finding.consequence)
    if changed or is_safe:
        return changed
    return clean(record.finding.advice) or "not safe for every program"


def has_safe_fix(judgement: Judgement) -> bool:
    """Whether applying all safe fixes changes anything."""
    fixes = (record.finding.fix for record in judgement.own)
    return any(fix and fix.applicability is Applicability.SAFE for fix in fixes)


def edits_of(record: Record, fixes: Sequence[Fix], places: Places) -> list[types.TextEdit]:
    """The edits of `fixes` in the file of `record`, exactly these."""
    changes = sorted({(edit.span, edit.text) for fix in fixes for edit in fix.edits})
    stored = record.source.stored_changes(changes) if record.source else []
    return [
        types.TextEdit(places.between(*map(record.stored_position, span)), text.decode())
        for span, text in stored
    ]


def differences(before: Source, after: Source, places: Places) -> list[types.TextEdit]:
    """The lines that differ, as edits of the text that `places` counts in."""
    old, new = lines_of(before), lines_of(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        types.TextEdit(places.between(_start(old, first), _start(old, last)), "".join(new[a:b]))
        for tag, first, last, a, b in matcher.get_opcodes()
        if tag != "equal"
    ]


def _start(lines: Sequence[str], index: int) -> Position:
    """Where a line begins; behind the last one the end of the text."""
    if index < len(lines):
        return Position(index + 1, 1)
    return Position(len(lines), len(lines[-1]) + 1)
