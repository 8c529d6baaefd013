"""All that a run says about one file, as plain data that travels between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary, UnreachedSetting
from glm_migrate.model.findings import Finding, Suppression
from glm_migrate.text.source import Source


@dataclass(frozen=True)
class FileReport:
    """All that a check says about one file.

    Attributes:
        path: As discovered, relative to the working directory where possible.
        source: None where the file could not be decoded.
        findings: To report, by position.
        suppressed: Silenced by a comment or a baseline, and how.
        calls: What each GLM call sends, where a survey was asked for.
        settings: Ids whose call is not seen, and addresses, where a survey was asked for.
        seen: How many GLM calls were judged.
    """

    path: Path
    source: Source | None
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[tuple[Finding, Suppression], ...] = field(default=())
    calls: tuple[CallSummary, ...] = ()
    settings: tuple[UnreachedSetting, ...] = ()
    seen: int = 0
