"""SARIF 2.1.0, as GitHub code scanning and editors read it.

Files below the repository's root have relative, percent-encoded URIs based on `%SRCROOT%`; only a
file outside it is absolute. Columns are code points and ends are exclusive. Suppressed findings are
part of the log, as `suppressions`, and fixes that nobody should apply unread are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.knowledge.guide import checklist
from glm_migrate.model.findings import Finding, Hop, Severity, SuppressedBy
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records, relative
from glm_migrate.report.secrets import masked_in
from glm_migrate.report.text_style import escaped_json
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Position, Source, Span

if TYPE_CHECKING:
    from glm_migrate.rules.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# What GitHub's code scanning filters by, beside `tags` and `precision`. Nothing is reported that is
# only likely; but what an information means for the program, its author has to judge.
_PROBLEMS = {**_LEVELS, Severity.INFO: "recommendation"}


def log(reports: Sequence[FileReport], context: ReportContext) -> str:
    """One run with the rules that found something."""
    found = list(records(reports, context.base, cwd=context.cwd, suppressed=True))
    codes = sorted({record.finding.code for record in found})
    run = {
        "tool": {
            "driver": {
                "name": "glm-migrate",
                **({"version": context.version} if context.version else {}),
                "informationUri": checklist()[0].source.url,
                "rules": _rules(codes, [record.finding for record in found]),
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"uri": _directory_uri(context.base)}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(record, codes, context) for record in found],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _rules(codes: Sequence[str], found: Iterable[Finding]) -> list[dict[str, Any]]:
    from glm_migrate.rules.catalogue import all_rules

    catalogue = {rule.code: rule for rule in all_rules()}
    names = {finding.code: finding.name for finding in found}
    return [
        _rule(catalogue[code]) if code in catalogue else {"id": code, "name": names[code]}
        for code in codes
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    from glm_migrate.report.rule_pages import prose

    tags = ["migration", *([rule.checklist] if rule.checklist else [])]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _why(rule)},
        "help": {"text": prose(rule), "markdown": prose(rule)},
        **({"helpUri": rule.source} if rule.source else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "required": rule.required,
            "checklist": rule.checklist,
            "tags": [*tags, *(["required"] if rule.required else [])],
            "precision": "high" if rule.severity is Severity.INFO else "very-high",
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _why(rule: Rule) -> str:
    """The first section of the page; GitHub takes at most 1024 characters here."""
    why = rule.page.partition("## Why\n")[2].partition("\n## ")[0]
    return " ".join(why.split())[:1024] or rule.summary


def _result(record: Record, codes: Sequence[str], context: ReportContext) -> dict[str, Any]:
    finding = record.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, (f"{finding.message}.", finding.advice)))},
        "locations": [{"physicalLocation": _physical(record)}],
        "partialFingerprints": {
            "glmMigrate/v1": record.first_fingerprint,
            "glmMigrate/v2": record.fingerprint,
        },
        "properties": {"required": finding.required, "checklist": finding.checklist},
    }
    if finding.trace:
        result["codeFlows"] = [_code_flow(record, context)]
    if finding.fix and record.edits and finding.fix.applicability > Applicability.DISPLAY:
        result["fixes"] = [_fix(record, finding.fix)]
    if (silenced := record.suppression) is not None:
        kind = "inSource" if silenced.by is SuppressedBy.COMMENT else "external"
        reason = {"justification": silenced.text} if silenced.text else {}
        result["suppressions"] = [{"kind": kind, **reason}]
    return result


def _physical(record: Record) -> dict[str, Any]:
    region: dict[str, Any] = _region(*record.extent_on_disk)
    if record.source:
        region["snippet"] = {"text": _snippet(record.source, record.finding.span)}
    return {"artifactLocation": _artifact(record.path), "region": region}


def _snippet(source: Source, span: Span) -> str:
    """The text of `span`, with secrets masked as they are in the whole lines."""
    start, end = source.position(span.start), source.position(span.end)
    lines = [masked_in(source, source.line(row)) for row in range(start.line, end.line + 1)]
    lines[-1] = lines[-1][: end.column - 1]
    lines[0] = lines[0][start.column - 1 :]
    return "\n".join(lines)


def _code_flow(record: Record, context: ReportContext) -> dict[str, Any]:
    steps = [_hop(record, hop, context) for hop in record.finding.trace]
    steps.append({"location": {"physicalLocation": _physical(record)}})
    return {"threadFlows": [{"locations": steps}]}


def _hop(record: Record, hop: Hop, context: ReportContext) -> dict[str, Any]:
    path = relative(hop.path, context.base, context.cwd)
    physical = {
        "artifactLocation": _artifact(path),
        "region": {"startLine": record.line_on_disk(hop)},
    }
    return {"location": {"physicalLocation": physical, "message": {"text": hop.name}}}


def _fix(record: Record, fix: Fix) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(*map(record.stored_position, span)),
            "insertedContent": {"text": text},
        }
        for span, text in record.stored_edits
    ]
    change = {"artifactLocation": _artifact(record.path), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _region(start: Position, end: Position) -> dict[str, Any]:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _artifact(path: str) -> dict[str, str]:
    if PurePosixPath(path).is_absolute() or Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": _ROOT}


def _directory_uri(path: Path) -> str:
    return path.as_uri().rstrip("/") + "/"
