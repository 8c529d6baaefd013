"""Findings → diagnostics of the protocol."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from glm_migrate.cli.editor.analysis import Judgement
from glm_migrate.cli.editor.places import Places
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.report.finding_records import Record
from glm_migrate.report.text_style import clean
from glm_migrate.text.source import located

SOURCE = "glm-migrate"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_START = types.Range(types.Position(0, 0), types.Position(0, 0))


def diagnostics(judgement: Judgement, path: str, places: Places) -> list[types.Diagnostic]:
    """What is to be shown in the file at `path`.

    A finding that lies in another file is shown at the line of this one that leads there, as the
    import of a constant.
    """
    own = [diagnostic(record, places) for record in judgement.own]
    return [*own, *_at_calls(judgement, path, places)]


def diagnostic(record: Record, places: Places) -> types.Diagnostic:
    """A finding of the file that `places` counts in."""
    message = "; ".join(filter(None, (record.finding.message, record.finding.advice)))
    return _diagnostic(record, places.of(record), message)


def _at_calls(judgement: Judgement, path: str, places: Places) -> Iterator[types.Diagnostic]:
    for record in judgement.elsewhere:
        here = [hop for hop in record.finding.trace if _absolute(hop.path) == Path(path)]
        if here:
            line = record.line_on_disk(here[0])
            place = _place(record, Path(path).parent)
            message = f"{record.finding.message}, in {place}; open that file to fix it"
            yield _diagnostic(record, places.line(line), message)


def _diagnostic(record: Record, where: types.Range, message: str) -> types.Diagnostic:
    finding = record.finding
    return types.Diagnostic(
        range=where,
        message=clean(message),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(finding.url) if finding.url else None,
        source=SOURCE,
        related_information=list(_related(record)) or None,
        data=record.fingerprint,
    )


def _related(record: Record) -> Iterator[types.DiagnosticRelatedInformation]:
    """The steps of the trace, and where the value is written."""
    for hop in record.finding.trace:
        yield _step(hop.path, record.line_on_disk(hop), clean(hop.name))


def _step(path: Path, line: int, text: str) -> types.DiagnosticRelatedInformation:
    start = types.Position(line - 1, 0)
    location = types.Location(_absolute(path).as_uri(), types.Range(start, start))
    return types.DiagnosticRelatedInformation(location, text)


def steps(finding: Finding) -> Iterator[tuple[str, Hop]]:
    """Each step of the trace with the address of its file."""
    for hop in finding.trace:
        yield _absolute(hop.path).as_uri(), hop


def _place(record: Record, folder: Path) -> str:
    """Where a finding is, as seen from a folder."""
    path = clean(os.path.relpath(_absolute(record.finding.path), folder))
    return located(path, record.start.line, record.start.column)


def _absolute(path: Path) -> Path:
    return Path.cwd() / path


def failure(message: str) -> types.Diagnostic:
    """What keeps the whole file from being checked."""
    return types.Diagnostic(
        range=_START, message=message, severity=types.DiagnosticSeverity.Error, source=SOURCE
    )
