"""What the commit of a repository's patch says: what is changed and why, and what stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from glm_migrate.model.findings import Finding
from glm_migrate.report.fleet_report.patch import Message
from glm_migrate.report.migration_report.document import Document, Evidence
from glm_migrate.report.text_style import clean
from glm_migrate.suppression.decisions import Decision

_LISTED = 50  # decisions that are told one by one


def message(
    document: Document, applied: Sequence[Finding], decisions: Sequence[Decision]
) -> Message:
    """The message of a commit that makes the changes of `applied`."""
    lines = [*_changes(document, applied), *_open(document, decisions), *_verified(document)]
    return Message(f"Migrate GLM calls to {clean(document.target)}", "\n".join(lines))


def _changes(document: Document, applied: Sequence[Finding]) -> Iterator[str]:
    yield f"Rewritten by glm-migrate {document.version}, as the vendor's guide asks:"
    yield ""
    for (code, name), count in sorted(Counter((one.code, one.name) for one in applied).items()):
        yield f"* {count} x {code} ({name})"
    yield ""
    yield f"Guide: {document.guide}"
    yield ""


def _open(document: Document, decisions: Sequence[Decision]) -> Iterator[str]:
    """What nobody has decided yet: what the check found, then what the rewrite leaves."""
    asking = list(_asking(document))
    known = {(one.path, one.code, one.key) for one in asking}
    found = [f"{one.place}: {one.code} {one.message}; {one.advice}" for one in asking]
    found += [
        clean(f"{one.place}: {one.code} {one.message}; {one.advice}")
        for one in decisions
        if (one.path, one.code, one.key) not in known
    ]
    questions = list(dict.fromkeys(found))
    if not questions:
        yield "No decision is open."
    else:
        yield "To decide:"
        yield ""
        yield from (f"* {one}" for one in questions[:_LISTED])
        if len(questions) > _LISTED:
            yield f"* and {len(questions) - _LISTED} more"
    yield ""


def _asking(document: Document) -> Iterable[Evidence]:
    return (one for item in document.items for one in item.evidence if one.kind == "decision")


def _verified(document: Document) -> Iterator[str]:
    """How the guide's last item stands, which is about runs of the program."""
    last = document.items[-1]
    yield f"Verification: {last.state.value}. {last.note}"
