"""Records of calls and documents made of them, built by hand: reports are tested without a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from glm_migrate.inventory.call_records import CallSummary, ModelChange, PropertyChange
from glm_migrate.knowledge.guide import ChecklistItem, checklist
from glm_migrate.report.migration_report.document import (
    Document,
    Evidence,
    File,
    Item,
    NotChecked,
    ReportedCall,
    State,
)

GUIDE = "https://docs.z.ai/guides/overview/migrate-to-glm-4.6"
_CALL = CallSummary(
    path=Path("app.py"),
    line=3,
    column=1,
    scope="ask",
    called="client.chat.completions.create",
    client="zai-sdk",
    endpoint="Z.AI or BigModel",
    state="fixable",
    models=(ModelChange("glm-4.5", "glm-4.6", "safe"),),
    thinking=PropertyChange("on", "on"),
    sampling=PropertyChange("temperature=0.2", "temperature=0.2"),
)


def call(**fields: Any) -> CallSummary:
    """A call of glm-4.5 in `app.py`, line 3, with other values of some fields."""
    return replace(_CALL, **fields)


def placed(**fields: Any) -> ReportedCall:
    """The same with the address of its place."""
    record = call(**fields)
    return ReportedCall(record, record.path.as_posix(), f"{record.path.as_posix()}#L{record.line}")


def about(key: str) -> ChecklistItem:
    """An item of the guide."""
    return next(one for one in checklist() if one.key == key)


def evidence(kind: str = "fixable", message: str = "it is old", **fields: Any) -> Evidence:
    code = "" if kind in ("seen", "unseen") else "GLM101"
    found = Evidence("app.py", 3, code, message, "", kind, "app.py#L3", (message,))
    return replace(found, **fields)


def item(key: str, state: State, *found: Evidence, note: str = "") -> Item:
    return Item(about(key), state, found, note)


_DOCUMENT = Document(
    target="glm-4.6",
    guide=GUIDE,
    version="1.2.3",
    searched=2,
    items=(
        item("model-identifier", State.FIXABLE, evidence(), note="1 call checked."),
        item("sampling", State.DONE, evidence("seen", "temperature=0.2")),
    ),
    calls=(placed(),),
    files=(File("app.py", "fixable", 1, 1), File("b.py", "clean", 0, 0)),
    unchecked=(NotChecked("c.yaml", "YAML is not read", ("c.yaml:1",)),),
    suppressed=((evidence("accepted", "it is old too", line=9), "by contract"),),
)


def document(**fields: Any) -> Document:
    """A report with one call, of which the id is old and the sampling is in order."""
    return replace(_DOCUMENT, **fields)
