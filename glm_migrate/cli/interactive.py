"""`fix -i`: one fix after the other, each with its reason, its trace and its diff.

Nothing is written before the last question is answered: then all that was accepted, as one run.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate.cli import terminal
from glm_migrate.cli.adding_ignores import comment_on
from glm_migrate.cli.agreement import Agreement
from glm_migrate.cli.options import STDIN, Options, no_conflicts
from glm_migrate.cli.session import Session, reports_of
from glm_migrate.config.schema import Place
from glm_migrate.engine.first_places import first_place
from glm_migrate.errors import UsageError
from glm_migrate.model.findings import Finding
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, is_fixable, records
from glm_migrate.report.formats.text import block
from glm_migrate.text.source import Source

_CHOICES = {
    "y": "apply it",
    "n": "skip it",
    "r": "apply all of this rule",
    "m": "apply all with the same change",
    "f": "apply all in this file",
    "i": "silence it with a comment",
    "e": "edit it by hand, after the fixes are made",
    "q": "quit: apply what is accepted so far",
    "x": "exit: write nothing",
}
_SAME: dict[str, Callable[[Finding], object]] = {
    "r": lambda one: one.code,
    "m": lambda one: (one.code, one.key, _written(one)),
    "f": lambda one: one.path,
}


def _written(finding: Finding) -> tuple[str, ...]:
    """What the fix of a finding writes."""
    return tuple(edit.text for edit in finding.fix.edits) if finding.fix else ()


@dataclass(frozen=True)
class DialogueChoices:
    """What is to be applied, what is to be silenced, and what the user will edit."""

    accepted: tuple[Place, ...] = ()
    ignored: tuple[Finding, ...] = ()
    edited: tuple[Finding, ...] = ()


def fix_interactively(options: Options) -> int:
    """Ask, then apply what was accepted; the result is the exit code."""
    no_conflicts(options)
    if options.diff or options.agreement or STDIN in options.paths:
        raise UsageError("--interactive can't be combined with --diff, --accept or '-'")
    if not has_terminal():
        raise UsageError("--interactive needs a terminal; in scripts use --accept")
    fixable = [one for one in _records(options) if is_fixable(one.finding, unsafe_fixes=True)]
    choices = dialogue(fixable, _context(options))
    agreement = Agreement(places=choices.accepted, only=True)
    plain = {**options.settings, "unsafe_fixes": False}
    agreed = replace(options, agreement=agreement, settings=plain)
    Session(options).guard(sorted({str(one.path) for one in choices.ignored}))
    code = Session(agreed).fix()
    if choices.ignored:
        comment_on(Session(options), _found_again(options, choices.ignored))
    if choices.edited:
        _edit(_found_again(options, choices.edited))
    if choices.ignored or choices.edited:
        return Session(replace(options, interactive=False)).check()
    return code


def has_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def answer(question: str) -> str:
    """What the user types; `KeyboardInterrupt` where nobody types any more."""
    terminal.say(question)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip().lower()


def dialogue(fixable: Sequence[Record], context: ReportContext) -> DialogueChoices:
    """Ask about each finding that no earlier choice settles.

    Raises:
        KeyboardInterrupt: the user wants nothing to be written.
    """
    accepted: list[Record] = []
    left: dict[str, list[Finding]] = {"i": [], "e": [], "n": []}
    settled: set[tuple[str, object]] = set()
    shown: set[str] = set()
    for number, record in enumerate(fixable, 1):
        if any((word, same(record.finding)) in settled for word, same in _SAME.items()):
            accepted.append(record)
            continue
        terminal.say(
            "\n".join([f"\n{number} of {len(fixable)}", *block(record, context, shown), ""])
        )
        word = _chosen()
        if word == "q":
            break
        if word in _SAME:
            settled.add((word, _SAME[word](record.finding)))
        if word in left:
            left[word].append(record.finding)
        else:
            accepted.append(record)
    return DialogueChoices(tuple(_places(accepted)), tuple(left["i"]), tuple(left["e"]))


def _chosen() -> str:
    """The letter of a choice; asked again until it is one."""
    while (word := answer(f"[{'/'.join(_CHOICES)}/?] ")) not in _CHOICES:
        terminal.say("".join(f"  {letter}  {what}\n" for letter, what in _CHOICES.items()))
    if word == "x":
        raise KeyboardInterrupt
    return word


def _places(accepted: Sequence[Record]) -> Iterator[Place]:
    for record in accepted:
        finding, source = record.finding, record.source
        if source is not None:
            place = first_place(finding.path, source, finding.span.start)
            yield place._replace(code=finding.code)


def _records(options: Options) -> Iterator[Record]:
    here = Path.cwd()
    return records(reports_of(options), here, cwd=here)


def _context(options: Options) -> ReportContext:
    color = terminal.wants_color(options.color, sys.stdout)
    return ReportContext(cwd=Path.cwd(), color=color, columns=terminal.columns(sys.stdout))


def _edit(found: Mapping[Path, tuple[Source, Sequence[Finding]]]) -> None:
    from glm_migrate.cli.editing import edit

    edit(
        {
            path: min(source.position(one.span.start).line for one in findings)
            for path, (source, findings) in found.items()
        }
    )


def _found_again(
    options: Options, findings: Sequence[Finding]
) -> dict[Path, tuple[Source, list[Finding]]]:
    """The same findings after the fixes were made, by file: lines have moved."""
    wanted = Counter(map(_about, findings))
    found: dict[Path, tuple[Source, list[Finding]]] = {}
    for record in _records(options):
        name = _about(record.finding)
        if record.source is not None and wanted[name] > 0:
            wanted[name] -= 1
            found.setdefault(record.finding.path, (record.source, []))[1].append(record.finding)
    return found


def _about(finding: Finding) -> tuple[Path, str, str, tuple[str, ...]]:
    return finding.path, finding.code, finding.call, finding.key
