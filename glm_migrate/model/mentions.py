"""What is named outside calls: older ids with what they are for, and names of a library."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from glm_migrate.model.calls import Endpoint
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.model.values import Literal
from glm_migrate.text.source import Source, Span


class Role(Enum):
    """What an id is for at one place: it decides what may be done to it."""

    SETTING = "setting"  # plainly sets the model of one that is not seen
    LISTED = "listed"  # one of several in a list, set or tuple
    TABLE = "table"  # key or field of a price, context or capability record
    COMPARED = "compared"  # `model == …`, `in`, `match`, `startswith`
    ASSERTED = "asserted"  # expectation of a test
    RECORDED = "recorded"  # part of a recorded answer
    KEY = "key"  # key under which another record is looked up
    DESCRIBED = "described"  # part of a record of what was asked, or of metadata
    TESTED = "tested"  # sets the model of one that is not seen, in a test
    BATCH = "batch"  # part of a request that is handed in with others in a file
    LABEL = "label"  # log text, title, annotation
    SCRIPT = "script"  # stands in a script, an image's recipe or a template, which are not edited
    PROSE = "prose"  # text around the code of a notebook
    OTHER = "other"  # none of these is plain


@dataclass(frozen=True)
class Mention:
    """An older id at one place as a whole string, or the target's where it sets a model.

    Attributes:
        literal: The string as written.
        role: What it is for.
        use: The words around it that decided the role, as `keyword model= of Agent(…)`.
        scope: Qualified name of what holds it.
        called: Where a call of the project asks the same id, so that a rename there contradicts
            this place; None where none does.
        beside: The target's id stands in the same list, table or type, so a rename breaks nothing.
        endpoint: Where requests go by an address in the same record or constructor.
        vendor_named: What stands beside it says that the vendor is asked. In code that is left to
            the calls.
        against: Where all texts are written that it is compared with; None where not all are seen.
    """

    source: Source
    literal: Literal
    role: Role
    use: str = ""
    scope: str = ""
    called: Hop | None = None
    beside: bool = False
    endpoint: Endpoint = field(default_factory=Endpoint)
    vendor_named: bool = True
    against: frozenset[tuple[Path, Span]] | None = None

    def concerns(self, literal: Literal) -> bool:
        """Whether what it is compared with can be the text that is written as `literal`."""
        return self.against is None or (literal.path, literal.span) in self.against

    @property
    def model(self) -> str:
        return str(self.literal.value)


@dataclass(frozen=True)
class AddressMention:
    """An address of the vendor's chat service at one place: some call may be sent to it."""

    source: Source
    span: Span
    address: str


@dataclass(frozen=True)
class SdkName:
    """A name of a client library at one place: in an import, or where it is used."""

    name: str
    span: Span


@dataclass(frozen=True)
class SdkImport:
    """A file's imports of one client library that has a successor.

    Attributes:
        span: The first of them.
        client: Its key in `knowledge/clients.toml`.
        modules: Where the module's name stands.
        names: Every name that is taken from it, at every place.
        keyless: A client is made without `api_key`, so the environment gives it.
        unseen: What keeps the uses from being all seen.
        words: Every name and attribute that the file reads.
        is_alternative: A `try` imports the successor in one arm and this library in another.
    """

    source: Source
    span: Span
    client: str
    modules: tuple[Span, ...]
    names: tuple[SdkName, ...]
    keyless: bool = False
    unseen: tuple[Unresolved, ...] = ()
    words: frozenset[str] = frozenset()
    is_alternative: bool = False
