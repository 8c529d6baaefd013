"""What a rule is: a name, a page, examples and a check.

A rule's file is its id, its documentation and its tests: the docstring is the page that
`glm-migrate rule` prints, the examples below it are what the test suite runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.text import docstrings
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Span

if TYPE_CHECKING:
    from pathlib import Path

    from glm_migrate.policy.migration import Migration

Check = Callable[[Any, "Migration"], Iterator[Finding]]
# What examples begin with and is not capitalised: names of packages and of things in code.
_NAME = re.compile(r"(?:openai|zhipuai|zai-sdk|litellm|hasattr|getattr|noqa)\b|\S*[_.=`]")
_Check = TypeVar("_Check", bound=Check)


@dataclass(frozen=True)
class Example:
    """A program and what a rule makes of it.

    Attributes:
        why: A few words that name the case.
        code: The program.
        becomes: The program after `fix` with the weakest applicability in `applied`; None when
            nothing is rewritten.
        findings: How many findings of the rule the program has.
        applied: The flag under which `becomes` is reached.
        config: Settings of `[tool.glm-migrate]` that the example needs.
        path: Name of the file; its kind of file follows from it.
        beside: A program in the same directory that the example needs.
    """

    why: str
    code: str
    becomes: str | None = None
    findings: int = 1
    applied: Applicability = Applicability.SAFE
    config: dict[str, Any] = field(default_factory=dict)
    path: str = "example.py"
    beside: str = ""

    @property
    def title(self) -> str:
        """The case as a heading; names of things keep their spelling."""
        return self.why if _NAME.match(self.why) else f"{self.why[:1].upper()}{self.why[1:]}"


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of the catalogue.

    Attributes:
        module: `__name__` of its file, `glm101_outdated_model_id`: code and name are read off it.
        severity: Of its findings, unless one says otherwise.
        checklist: Key of the item in `knowledge/checklist.toml`; empty for rules about the run.
        source: Address of the statement that it enforces.
        required: Part of what a migration must have; the others are advice.
        default: Selected when the user selects nothing.
        needs_old_id: Only the older id tells; once it is replaced, the finding can't be made again.
        settled_by: Request parameters that answer its question where the call sends one.
        asks: Its findings are no faults, but the guide's item is open until somebody decides.
    """

    module: str
    severity: Severity
    checklist: str
    source: str
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    required: bool = False
    default: bool = True
    needs_old_id: bool = False
    asks: bool = False
    settled_by: tuple[str, ...] = ()
    checks: list[tuple[type, Check]] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.module.rpartition(".")[2].partition("_")[0].upper()

    @property
    def name(self) -> str:
        return self.module.rpartition(".")[2].partition("_")[2].replace("_", "-")

    @property
    def page(self) -> str:
        """The docstring of the rule's file."""
        return docstrings.of_module(self.module).strip()

    @property
    def summary(self) -> str:
        return self.page.partition("\n")[0].rstrip(".")

    def on(self, site: type) -> Callable[[_Check], _Check]:
        """Register a generator of findings for every site of that type."""

        def register(check: _Check) -> _Check:
            self.checks.append((site, check))
            return check

        return register

    def finding(
        self,
        path: Path,
        span: Span,
        message: str,
        *,
        key: tuple[str, ...],
        fix: Fix | None = None,
        advice: str = "",
        severity: Severity | None = None,
        call: str = "",
        trace: tuple[Hop, ...] = (),
        cause: str = "",
        asks: bool | None = None,
        checklist: str = "",
        consequence: str = "",
        summary: str = "",
    ) -> Finding:
        """A finding of this rule; `key` is all that distinguishes it from others of its call."""
        return Finding(
            path=path,
            code=self.code,
            name=self.name,
            span=span,
            message=message,
            severity=self.severity if severity is None else severity,
            fix=fix,
            advice=advice,
            call=call,
            trace=trace,
            url=self.source,
            checklist=checklist or self.checklist,
            required=self.required,
            asks=self.asks if asks is None else asks,
            cause=cause,
            key=key,
            consequence=consequence,
            summary=summary,
        )
