"""What an id is for in a settings file, judged by the keys around it and by where the file lies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from glm_migrate import knowledge
from glm_migrate.analysis.value_trees.value_tree import Items, Node, Path, Scalar, Table, ValueTree
from glm_migrate.knowledge.settings_roles import (
    is_whole,
    names_address,
    names_model,
    names_vendor,
    normal,
    number,
    words,
)
from glm_migrate.model.calls import Endpoint, Host
from glm_migrate.model.mentions import Role
from glm_migrate.text.source import Span

# Carriers whose spelling no weights have, and what routers put before an id of the vendor.
_TELLING = frozenset({"openrouter", "vercel", "fireworks"})
_ROUTES = ("zai", "zhipu", "openrouter")


@dataclass(frozen=True)
class SettingPlace:
    """A text in a document, and all that it stands in.

    Attributes:
        path: Keys and numbers that lead to it; of a key those of its table and itself.
        above: The tables and lists around it, the outermost first.
        is_key: It is a key, not a value.
        is_scripted: It is a word of a script or template.
    """

    path: Path
    text: str
    span: Span
    above: tuple[Node, ...]
    scalar: Scalar | None = None
    is_key: bool = False
    is_scripted: bool = False

    @property
    def key(self) -> str:
        """The key that is nearest to it; of `name: A` with `value: x` the name."""
        key = next((one for one in reversed(self.path) if isinstance(one, str)), "")
        name = self.table.get("name") if self.table is not None and key == "value" else None
        return name.value if isinstance(name, Scalar) and isinstance(name.value, str) else key

    @property
    def names_model(self) -> bool:
        """Whether its key says which model is asked: `model`, or `name` in a table `model`."""
        outer = self.path[-2] if len(self.path) > 1 else ""
        if names_model(self.key):
            return True
        is_inner = normal(self.key) in words("model-keys", "inner")
        return is_inner and isinstance(outer, str) and names_model(outer)

    @property
    def table(self) -> Table | None:
        """The table that holds it as a value."""
        last = self.above[-1] if self.above else None
        return last if isinstance(last, Table) else None


@dataclass(frozen=True)
class Ruling:
    """What an id is for.

    Attributes:
        use: The words that decided it, as a message tells them.
        endpoint: Where the model is asked, as its record says.
        is_vendors: Something beside it says that the vendor is asked.
    """

    role: Role
    use: str
    endpoint: Endpoint = field(default_factory=Endpoint)
    is_vendors: bool = False


def role_of(place: SettingPlace, document: ValueTree) -> Ruling:
    """The role of an id at a place of a document."""
    if place.is_scripted or document.is_script:
        return Ruling(Role.SCRIPT, "")
    if place.is_key:
        return Ruling(Role.TABLE, "key of a table")
    if _is_recorded(place, document):
        return Ruling(Role.RECORDED, "part of a record")
    if _is_translated(document):
        return Ruling(Role.LABEL, f"`{place.key}` of a translation")
    if place.table is None:
        return Ruling(Role.LISTED, f"one of `{place.key}`" if place.key else "one of several")
    if _describes(place, document):
        return Ruling(Role.TABLE, f"`{place.key}` of a record")
    if not place.names_model:
        return Ruling(Role.OTHER, f"`{place.key}`")
    if _is_batched(place):
        return Ruling(Role.BATCH, f"`{place.key}` of a request")
    return _setting(place, document)


def _setting(place: SettingPlace, document: ValueTree) -> Ruling:
    endpoint = _endpoint(place, document)
    is_vendors = endpoint.host in (Host.NATIVE, Host.GATEWAY)
    if endpoint.host is Host.UNKNOWN:
        is_vendors = _is_vendors(place) or _is_of_a_carrier(place.text)
    if _is_one_of_several(place) and not _names_the_provider(place, document):
        return Ruling(Role.LISTED, f"`{place.key}` of one of several records")
    use = f"`{'.'.join(str(one) for one in place.path)}`"
    return Ruling(Role.SETTING, use, endpoint, is_vendors)


def _is_of_a_carrier(text: str) -> bool:
    """Whether an id is spelled as one provider or router spells it, which says who is asked."""
    found = knowledge.spelling(text)
    return found is not None and (found.carrier in _TELLING or found.route.startswith(_ROUTES))


def _is_recorded(place: SettingPlace, document: ValueTree) -> bool:
    """Whether a file or a table holds what was, not what is to be done."""
    folders = PurePath(document.source.path).parts[:-1]
    if not words("recorded", "folders").isdisjoint(part.lower() for part in folders):
        return True
    answers, runs = words("recorded", "keys"), words("recorded", "run-keys")
    return any(len(own & answers) >= 2 or len(own & runs) >= 2 for own in _keys_above(place))


def _is_translated(document: ValueTree) -> bool:
    """Whether a file holds texts for people, by its folder or the language it is named for."""
    path = PurePath(document.source.path)
    if not words("translations", "folders").isdisjoint(part.lower() for part in path.parts[:-1]):
        return True
    first, *rest = re.split(r"[-_]", path.stem.lower())
    return first in words("translations", "languages") and all(len(one) <= 4 for one in rest)


def _describes(place: SettingPlace, document: ValueTree) -> bool:
    """Whether a record describes models, or a document an interface."""
    root = place.above[0]
    if isinstance(root, Table) and root.remembered(_keys) & words("schema", "keys"):
        return True
    catalogue = words("catalogue", "keys")
    tables = [node for node in place.above[-3:] if isinstance(node, Table)]
    around = tables[-1:] if _names_the_provider(place, document) else tables[-2:]
    if not document.is_environment and any(
        table.remembered(_fields) & catalogue for table in around
    ):
        return True
    names = normal(place.key) in words("model-keys", "names")
    return (
        names
        and place.table is not None
        and not words("model-keys", "asked-by").isdisjoint(place.table.remembered(_keys))
    )


def _names_the_provider(place: SettingPlace, document: ValueTree) -> bool:
    """Whether the record is one of a call: prices beside it are then of a table of their own."""
    assert place.table is not None
    if place.table.remembered(_names_provider):
        return True
    return _endpoint(place, document).host is not Host.UNKNOWN


def _is_one_of_several(place: SettingPlace) -> bool:
    """Whether its record stands in a row of such records."""
    rows = (node for node in place.above[:-1] if isinstance(node, Items))
    return any(row.remembered(_records) >= number("catalogue", "records") for row in rows)


def _records(row: Items) -> int:
    """How many records of models stand in a row."""
    return sum(isinstance(one, Table) and _has_model(one) for one in row.items)


def _has_model(table: Table) -> bool:
    inner = (one.value for one in table.entries if isinstance(one.value, Table))
    return any(names_model(key) for key in table.keys) or any(
        any(map(names_model, one.keys)) for one in inner
    )


def _is_batched(place: SettingPlace) -> bool:
    return any(words("batch", "keys") <= own for own in _keys_above(place))


def _endpoint(place: SettingPlace, document: ValueTree) -> Endpoint:
    """The address that stands in the same record; in a flat file the one with the same prefix."""
    table = place.table
    assert table is not None
    for key, url in table.remembered(_addresses):
        if not document.is_environment or _belong_together(place.key, key):
            return knowledge.endpoint(url)
    return Endpoint()


def _addresses(table: Table) -> tuple[tuple[str, str], ...]:
    """The addresses in a record, each with its key."""
    texts = ((one.key, one.value.value) for one in table.entries if isinstance(one.value, Scalar))
    return tuple(
        (key, text)
        for key, text in texts
        if names_address(key) and isinstance(text, str) and "://" in text
    )


def _belong_together(one: str, other: str) -> bool:
    """Whether two variables are of one client: `GLM_MODEL` and `GLM_BASE_URL`."""
    if is_whole(one) and is_whole(other):
        return True
    return normal(one).partition("_")[0] == normal(other).partition("_")[0]


def _is_vendors(place: SettingPlace) -> bool:
    """Whether a key, a provider or an address around it says that the vendor is asked."""
    if any(isinstance(one, str) and names_vendor(one) for one in (*place.path, place.key)):
        return True
    return any(
        node.remembered(_speaks_of_vendor) for node in place.above if isinstance(node, Table)
    )


def _speaks_of_vendor(table: Table) -> bool:
    for entry in table.entries:
        if not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, str):
            continue
        if names_vendor(entry.key):
            return True
        text = entry.value.value
        if "://" in text and knowledge.endpoint(text).host is Host.NATIVE:
            return True
    return _names_vendor_as_provider(table)


def _names_vendor_as_provider(table: Table) -> bool:
    return any(
        normal(entry.key) in words("provider", "keys")
        and isinstance(entry.value, Scalar)
        and isinstance(entry.value.value, str)
        and normal(entry.value.value) in words("provider", "values")
        for entry in table.entries
    )


def _names_provider(table: Table) -> bool:
    """Whether a record says through which provider its model is asked, or with which key."""
    return any(
        normal(key) in words("provider", "keys") or normal(key).endswith(("api_key", "apikey"))
        for key in table.keys
    )


def _keys_above(place: SettingPlace) -> list[frozenset[str]]:
    """The keys of each table around a place."""
    return [node.remembered(_keys) for node in place.above if isinstance(node, Table)]


def _keys(table: Table) -> frozenset[str]:
    return frozenset(map(normal, table.keys))


def _fields(table: Table) -> frozenset[str]:
    """The keys that may be fields of a record; those in capitals are variables of a program."""
    return frozenset(normal(key) for key in table.keys if not key.isupper())
