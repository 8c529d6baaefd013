"""What has changed since an earlier report, which was kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glm_migrate.errors import UsageError
from glm_migrate.report.migration_report.document import Delta, Document, ItemChange
from glm_migrate.report.migration_report.json import VERSION
from glm_migrate.report.text_style import clean

_OPEN = ("fixable", "decision", "unseen")


def read(path: Path) -> Any:
    """The earlier report.

    Raises:
        UsageError: the file can't be read, is no report in JSON, or one of a later schema.
    """
    try:
        data = json.loads(path.read_bytes())
        version = int(data.get("schema", VERSION))
        _states(data), _about(data)
    except OSError as error:
        raise UsageError(f"--since {path}: {error.strerror or error}") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        what = "'glm-migrate report --output-format json' writes what this flag reads"
        raise UsageError(f"--since {path}: is not a report in JSON; {what}") from None
    if version > VERSION:
        raise UsageError(
            f"--since {path}: a newer glm-migrate wrote it, with schema {version}; this one reads "
            f"{VERSION}"
        )
    return data


def delta(earlier: Any, document: Document) -> Delta:
    """What `document` says otherwise than an `earlier` report."""
    since, calls, target = _about(earlier)
    changes = _changes(_states(earlier), document)
    return Delta(since, tuple(changes), (calls, len(document.calls)), target)


def _changes(earlier: dict[str, tuple[str, int]], document: Document) -> Sequence[ItemChange]:
    changes = []
    for item in document.items:
        count = sum(item.count(kind) for kind in _OPEN)
        state, before = earlier.get(item.item.key, ("", 0))
        if (state, before) != (item.state.value, count):
            change = state, item.state.value, before, count
            changes.append(ItemChange(item.item.key, item.item.title, *change))
    return changes


def _states(data: Any) -> dict[str, tuple[str, int]]:
    """Key of an item → its state, and how many places are open."""
    return {
        str(item["key"]): (
            clean(str(item["state"])),
            sum(int(item["counts"].get(kind, 0)) for kind in _OPEN),
        )
        for item in data["items"]
    }


def _about(data: Any) -> tuple[str, int, str]:
    calls, target = int(data["summary"]["calls"]), clean(str(data["target"]))
    return clean(str(data.get("about") or "")), calls, target
