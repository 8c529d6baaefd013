"""One file's text in, plain data out: what a program that uses this package needs.

Findings are told by row and column, as people and editors count; everything is picklable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.analysis.kinds import kind_of
from glm_migrate.config.schema import Config
from glm_migrate.engine import check as checking
from glm_migrate.engine import fix_rounds
from glm_migrate.errors import UnparsableSource
from glm_migrate.model import findings
from glm_migrate.project.decoding import decode, encoded
from glm_migrate.rules.selectors import selected
from glm_migrate.suppression import filtering
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Position, Source, shown_row


@dataclass(frozen=True)
class Finding:
    """One place and what is wrong with it.

    Attributes:
        path: As it was given.
        row: Of the first character, from 1.
        column: Of the first character, from 1, in code points.
        end_row: Of the first character behind it.
        end_column: Of the first character behind it.
        code: Code of the rule, as `GLM101`.
        name: Name of the rule, as `outdated-model-id`.
        message: What is wrong, one line.
        severity: `error`, `warning` or `info`.
        advice: Why no fix is applied by default, and what to do; empty beside a safe fix.
        applicability: `safe`, `unsafe` or `display` of its fix; empty where there is none.
        title: What its fix does; empty where there is none.
        url: The statement that the rule enforces.
    """

    path: str
    row: int
    column: int
    end_row: int
    end_column: int
    code: str
    name: str
    message: str
    severity: str
    advice: str = ""
    applicability: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class FixResult:
    """One file after its fixes.

    Attributes:
        data: The bytes to write; those that were given where nothing was fixed.
        text: The same as text.
        applied: What was fixed, in order of application; rows count in the text of its round.
        left: What a check of the result still reports.
        undetectable: What a check of the given text reported and can't any more, though nothing
            settled it: decide now. Rows count in the given text.
    """

    data: bytes
    text: str
    applied: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    undetectable: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was fixed."""
        return bool(self.applied)


def check_source(
    source: str | bytes, path: str = "<string>", config: Config | None = None
) -> tuple[Finding, ...]:
    """What a check of one file says, by position; suppressed findings are left out.

    Args:
        source: The file's text, or its bytes in the encoding that it declares.
        path: Name of the file, for the findings and for `per-file-ignores`.
        config: Settings; the defaults of `Config` where there are none.

    Raises:
        glm_migrate.errors.FileError: the source can't be decoded, parsed or reproduced, or a text
            can't be written in the encoding that it declares.
        glm_migrate.errors.UsageError: the settings name an unknown rule, or an unknown target (told
            where the target is needed).
    """
    settings = config or Config()
    text = _decode(source, path)
    rules = selected(settings)
    with _within_reach(path):
        kind_of(text.path).expect_readable(text)
        found = checking.check(text, settings, rules)
    kept, _ = filtering.settle(text, found, settings, rules)
    return _with_places(kept, text)


def fix_source(
    source: str | bytes, path: str = "<string>", config: Config | None = None
) -> FixResult:
    """One file after its safe fixes; with `unsafe_fixes` of `config`, after all.

    Args:
        source: The file's text, or its bytes in the encoding that it declares.
        path: Name of the file, for the findings and for `per-file-ignores`.
        config: Settings; the defaults of `Config` where there are none.

    Raises:
        glm_migrate.errors.FileError: the source can't be decoded, parsed or reproduced, or a text
            can't be written in the encoding that it declares.
        glm_migrate.errors.FixRejected: the rewrite failed its self-check.
        glm_migrate.errors.UsageError: as for `check_source`.
    """
    settings = config or Config()
    text = _decode(source, path)
    at_least = Applicability.UNSAFE if settings.unsafe_fixes else Applicability.SAFE
    with _within_reach(path):
        kind_of(text.path).expect_readable(text)
        fixed = fix_rounds.fix(text, settings, at_least=at_least)
    return FixResult(
        fixed.after.data,
        fixed.after.text,
        tuple(
            _at(one, start, end)
            for one, (start, end) in zip(fixed.applied, fixed.applied_at, strict=True)
        ),
        _with_places(fixed.left, fixed.after),
        _with_places(fixed.undetectable, fixed.before),
    )


@contextmanager
def _within_reach(path: str) -> Iterator[None]:
    """Say of code that is too deep for this process what is wrong with it."""
    try:
        yield
    except RecursionError:
        detail = "too deeply nested; 'glm-migrate check' reads such files in a process of their own"
        raise UnparsableSource(Path(path), f"not readable here: {detail}") from None


def _decode(source: str | bytes, path: str) -> Source:
    data = encoded(Path(path), source) if isinstance(source, str) else source
    return decode(Path(path), data)


def _with_places(found: Iterable[findings.Finding], source: Source) -> tuple[Finding, ...]:
    return tuple(
        _at(one, source.position(one.span.start), source.position(one.span.end)) for one in found
    )


def _at(finding: findings.Finding, start: Position, end: Position) -> Finding:
    return Finding(
        path=str(finding.path),
        row=shown_row(start.line),
        column=start.column,
        end_row=shown_row(end.line),
        end_column=end.column,
        code=finding.code,
        name=finding.name,
        message=finding.message,
        severity=finding.severity.word,
        advice=finding.advice,
        applicability=finding.fix.applicability.word if finding.fix else "",
        title=finding.fix.title if finding.fix else "",
        url=finding.url,
    )
