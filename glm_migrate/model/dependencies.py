"""What the code needs of its packages, and what files declare about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Source, Span

# The comparisons of one declaration, which hold together: operator (as of `Bound`) and version.
Constraint = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Need:
    """The lowest version of a package that some code runs with.

    Attributes:
        version: Empty where any will do, as for a module that is imported.
        path: The file of the call.
        line: Of the call, from 1.
        reason: The keyword that came with that version, or the module that is imported.
    """

    package: str
    version: str
    path: Path
    line: int
    reason: str


@dataclass(frozen=True)
class Bound:
    """One comparison of a version constraint.

    Attributes:
        operator: As in PEP 440, or `^`, `~` of Poetry; empty where none is written.
        span: Of operator and version.
        version_span: Of the version alone.
    """

    operator: str
    version: str
    span: Span
    version_span: Span


@dataclass(frozen=True)
class Dependency:
    """A package that a file declares and of which the project's code needs a certain version.

    Attributes:
        span: The declaration.
        package: As PEP 503 normalises its name.
        bounds: Its constraint; empty where any version will do.
        insert: Where a constraint can be written when there is none; None where none can.
        any_version: A `*` that stands for any version.
        poetry: Constraints are written as Poetry does: a bare version is a pin.
        hashed: Hashes pin the artefacts.
        locked: The text can't be edited, since it is written with escapes.
    """

    source: Source
    span: Span
    package: str
    bounds: tuple[Bound, ...]
    needs: tuple[Need, ...]
    insert: int | None = None
    any_version: Span | None = None
    poetry: bool = False
    hashed: bool = False
    locked: bool = False


@dataclass(frozen=True)
class SucceededPackage:
    """A declared package whose successor the code imports, though no file declares that.

    Attributes:
        span: The declaration.
        package: As PEP 503 normalises its name.
        successor: The package that is missing.
        need: Where that is imported.
        still_used: The code imports the declared package too.
        edits: What makes it declare the successor instead; empty where that takes a person.
    """

    source: Source
    span: Span
    package: str
    successor: str
    need: Need
    still_used: bool = False
    edits: tuple[Edit, ...] = ()
