"""What was proved of a project's calls, as it is kept in a file and read by the report.

Each proof names the call by file and scope and by the digest of its code, so it holds exactly as
long as that code stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from glm_migrate.errors import UsageError

VERSION = 1  # grows when a field changes its meaning or goes
_ORIGIN_FIELDS = ("date", "commit", "version", "target", "command")
PASSED, FAILED, UNREACHED = "passed", "failed", "unreached"


@dataclass(frozen=True)
class SiteProof:
    """What is known of one call.

    Attributes:
        path: As the check names it.
        line: Where it stood; for people.
        content: The digest of its code.
        state: `passed`, `failed` or `unreached`.
        requests: How many it sent.
        scenarios: Those that its consumer survived.
    """

    path: str
    line: int
    scope: str
    content: str
    state: str
    requests: int = 0
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptEvidence:
    """One verification.

    Attributes:
        date: Day on which it was done, `2026-11-28`.
        commit: Of the working tree; with `+` where it had changes, empty without git.
        version: Of this tool.
        command: What was run.
    """

    date: str
    commit: str
    version: str
    target: str
    command: str
    sites: tuple[SiteProof, ...]

    def written(self) -> str:
        """The text of the file."""
        return json.dumps({"schema": VERSION, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    def joined(self, earlier: KeptEvidence | None) -> KeptEvidence:
        """This, with what was proved earlier of the same code and was not reached now."""
        if earlier is None or earlier.target != self.target:
            return self
        kept = {one.content: one for one in earlier.sites if one.state == PASSED}
        sites = tuple(
            kept.get(one.content, one) if one.state == UNREACHED else one for one in self.sites
        )
        uses = any(one in kept.values() for one in sites) and earlier.command != self.command
        command = f"{earlier.command}; {self.command}" if uses else self.command
        return replace(self, sites=sites, command=command)

    def of(self, content: str) -> SiteProof | None:
        """The proof of the call with this digest."""
        return next((one for one in self.sites if one.content == content), None)

    def at(self, path: str, scope: str) -> bool:
        """Whether there is a proof of a call at this place, whatever its code was."""
        return any((one.path, one.scope) == (path, scope) for one in self.sites)


def read(path: Path) -> KeptEvidence | None:
    """The evidence in a file; None where there is no file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as evidence: {error}; run verify again") from None
    return _evidence(said, path)


def _evidence(said: Any, path: Path) -> KeptEvidence:
    if not isinstance(said, Mapping) or said.get("schema") != VERSION:
        raise UsageError(f"{path}: not evidence of this version of the tool; run verify again")
    try:
        texts = {name: str(said[name]) for name in _ORIGIN_FIELDS}
        return KeptEvidence(**texts, sites=tuple(_sites(said["sites"])))
    except (KeyError, TypeError) as error:
        raise UsageError(f"{path}: damaged evidence ({error}); run verify again") from None


def _sites(said: Iterable[Mapping[str, Any]]) -> Iterable[SiteProof]:
    for one in said:
        yield SiteProof(**{**one, "scenarios": tuple(one["scenarios"])})
