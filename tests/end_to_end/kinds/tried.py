"""A small project in memory: what is found in it, and what becomes of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.model.findings import Finding
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source

Files = str | Mapping[str, str]  # one file, or name → text
NAME = "example.py"


@dataclass(frozen=True)
class Found:
    """One finding in a few words.

    Attributes:
        fix: `safe`, `unsafe`, `display`; empty where there is none.
    """

    path: str
    row: int
    code: str
    fix: str
    severity: str
    message: str
    advice: str


def _files(files: Files) -> Mapping[str, str]:
    return {NAME: files} if isinstance(files, str) else files


def _project(files: Files) -> Project:
    return Project(Source.decode(Path(n), t.encode()) for n, t in _files(files).items())


def found(files: Files, *codes: str, config: Config | None = None) -> list[Found]:
    """What a check says; only what rules with one of `codes` say, where some are given."""
    project = _project(files)
    checked = check_project(project, config or Config())
    assert not checked.errors
    return [_told(one, project) for one in checked.findings if one.code in codes or not codes]


def _told(finding: Finding, project: Project) -> Found:
    source = project.source(finding.path)
    assert source is not None
    return Found(
        str(finding.path),
        source.position(finding.span.start).line,
        finding.code,
        finding.fix.applicability.word if finding.fix else "",
        finding.severity.word,
        finding.message,
        finding.advice,
    )


def fixed(
    files: Files, *codes: str, unsafe: bool = False, config: Config | None = None
) -> dict[str, str]:
    """The files after `fix`; a second run would change nothing more.

    Args:
        codes: The rules that run (default: all that `config` selects).
    """
    config = config or (Config(select=codes) if codes else Config())
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    after = _once(files, config, level)
    assert _once(after, config, level) == after, "a second run changes more"
    return after


def _once(files: Files, config: Config, level: Applicability) -> dict[str, str]:
    plan = fix_project(_project(files), config, at_least=level)
    # A file that a run would only look into, such as constraints, is given like the others here.
    assert [error for error in plan.errors if error.path.suffix == ".py"] == []
    return {str(one.before.path): one.after.text for one in plan.files}


def fixed_text(text: str, *codes: str, unsafe: bool = False, config: Config | None = None) -> str:
    """One file after `fix`."""
    return fixed(text, *codes, unsafe=unsafe, config=config)[NAME]


def fixes(files: Files, code: str, config: Config | None = None) -> list[str]:
    """The applicability of each finding of a rule, in their order."""
    return [one.fix for one in found(files, code, config=config)]


def reasons(files: Files, code: str) -> Sequence[str]:
    """Why each finding of a rule has no safe fix."""
    return [one.advice for one in found(files, code)]
