"""A finding → what is shown where the mouse rests on it: reason, trace, guide, fix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from glm_migrate.cli.editor.analysis import applied
from glm_migrate.cli.editor.diagnostics import steps
from glm_migrate.report.finding_records import Record
from glm_migrate.report.text_style import clean
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import located

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_AROUND = 2  # lines that are shown above and below a change
_DECIDES = {
    Applicability.SAFE: "Safe fix",
    Applicability.UNSAFE: "Fix that needs your decision",
    Applicability.DISPLAY: "By hand",
}


def page(record: Record) -> str:
    """All that is known of a finding, in Markdown."""
    return "\n\n".join(_parts(record))


def _parts(record: Record) -> Iterator[str]:
    finding = record.finding
    yield f"**{finding.code}** {finding.name} ({finding.severity.word})"
    yield "; ".join(_prose(one) for one in (finding.message, finding.advice) if one)
    if fix := finding.fix:
        yield f"{_DECIDES[fix.applicability]}: {_prose(fix.title)}"
        yield from _change(record)
    if trace := list(_trace(record)):
        yield "\n".join(["Trace:", "", *trace])
    yield from _reference(record)


def _change(record: Record) -> Iterator[str]:
    """The diff of a fix."""
    fix, source = record.finding.fix, record.source
    after = applied(source, (fix,)) if fix and source else None
    if after is not None and source is not None:
        changed = _changed(source.text.splitlines(), after.text.splitlines())
        lines = "\n".join(_difference(*changed))
        yield f"```diff\n{lines}\n```"


def _changed(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both texts without what they have in common before and after all changes, but for context.

    Whole files are not compared: that takes time with the square of their length.
    """
    common = min(len(old), len(new))
    first = next((at for at in range(common) if old[at] != new[at]), common)
    rest = common - first
    last = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    start, cut = max(0, first - _AROUND), max(0, last - _AROUND)
    return old[start : len(old) - cut], new[start : len(new) - cut]


def _difference(old: list[str], new: list[str]) -> Iterator[str]:
    """The lines that differ with those around them; none of them ends a block of code."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield "…"
        for tag, first, last, start, end in group:
            gone = [] if tag == "equal" else old[first:last]
            yield from (f"-{_shown(line)}" for line in gone)
            mark = " " if tag == "equal" else "+"
            yield from (f"{mark}{_shown(line)}" for line in new[start:end])


def _shown(line: str) -> str:
    return clean(line).replace("```", "'''")


def _trace(record: Record) -> Iterator[str]:
    for uri, hop in steps(record.finding):
        place = located(hop.path.name, hop.line)
        line = record.line_on_disk(hop)
        yield f"- [{_prose(place)}]({uri}#L{line}) {_prose(hop.name)}"


def _reference(record: Record) -> Iterator[str]:
    """What the vendor's guide says; else the address that the rule gives."""
    from glm_migrate.knowledge.guide import checklist

    key, url = record.finding.checklist, record.finding.url
    item = next((item for item in checklist() if key and item.key == key), None)
    if item:
        yield f"> {item.quote}\n\n[{_prose(item.title)}]({item.url})"
    elif url:
        yield f"[Source]({url})"


def _prose(text: str) -> str:
    """`text` of ours or of the file, none of which is markup."""
    return _MARKUP.sub(r"\\\1", clean(text))
