"""A verification as data."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from glm_migrate.report.text_style import cleaned, escaped_json
from glm_migrate.runner.verification.verified_calls import SiteResult, Verification

VERSION = 1  # of the schema; grows when a field changes its meaning or goes


def page(result: Verification) -> str:
    return escaped_json(json.dumps(cleaned(_data(result)), ensure_ascii=False, indent=2)) + "\n"


def _data(result: Verification) -> dict[str, Any]:
    return {
        "schema": VERSION,
        "tool": {"name": "glm-migrate", "version": result.version},
        "target": result.target,
        "command": result.command,
        "date": result.date,
        "commit": result.commit or None,
        "scenarios": list(result.scenarios),
        "runs": result.runs,
        "seconds": round(result.seconds, 1),
        "sites": [_site(site) for site in result.sites],
        "general": [asdict(one) for one in result.general],
    }


def _site(site: SiteResult) -> dict[str, Any]:
    return {
        "path": site.path or None,
        "line": site.line or None,
        "scope": site.scope or None,
        "state": site.state,
        "requests": site.requests,
        "sent": list(site.sent),
        "survived": list(site.survived),
        "observations": [asdict(one) for one in site.observations],
    }
