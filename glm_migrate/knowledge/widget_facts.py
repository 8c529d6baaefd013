"""Where people choose or type a value, as data: which argument of a widget holds what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read


@dataclass(frozen=True)
class ArgumentPlace:
    """An argument by its name, and its place among positional ones where it has one."""

    word: str
    place: int | None = None


@dataclass(frozen=True)
class Widget:
    """What a widget gives back.

    Attributes:
        items: The argument with what can be chosen.
        value: The argument with what stands there at first.
        open: It may hold something else.
        typed: The argument with which people may type something else; empty where there is none.
        none: Nothing need be chosen.
        unset: The argument that is None where nothing is chosen at first.
    """

    items: ArgumentPlace | None = None
    value: ArgumentPlace | None = None
    open: bool = False
    typed: str = ""
    none: bool = False
    unset: ArgumentPlace | None = None


@dataclass(frozen=True)
class PageHandler:
    """How a function is called that is given to a page.

    Attributes:
        package: Which makes the page.
        inputs: The argument with the widgets whose values it is called with.
        skip: How many parameters before these are passed something else.
    """

    package: str
    inputs: ArgumentPlace
    skip: int = 0


@dataclass(frozen=True)
class NodeWords:
    """How a class describes the inputs of its method.

    Attributes:
        function: The attribute that names the method.
        inputs: The method that describes them.
        groups: The keys under which it does.
        default: The key of what an input is at first.
    """

    function: str
    inputs: str
    groups: tuple[str, ...]
    default: str


def widget(name: str) -> Widget | None:
    """The widget that a full name stands for, as `streamlit.sidebar.selectbox`; None for others."""
    package, _, rest = name.partition(".")
    return _widgets().get(f"{package}.{rest.rpartition('.')[2]}")


def widget_of(package: str, method: str) -> Widget | None:
    """The widget that a method of an object of a package makes; None for others."""
    return _widgets().get(f"{package}.{method}")


@cache
def containers() -> frozenset[str]:
    """The packages whose objects have widgets as methods."""
    return frozenset(_table()["containers"]["names"])


@cache
def given_types() -> frozenset[str]:
    """The types of a handler's parameters that no widget is for."""
    return frozenset(_table()["given-types"]["names"])


@cache
def handlers() -> dict[str, PageHandler]:
    """How calls that are given a function call it, by the last part of the called name."""
    found: dict[str, PageHandler] = {}
    for row in _table()["handlers"]:
        one = PageHandler(row["package"], ArgumentPlace(**row["inputs"]), row.get("skip", 0))
        found.update(dict.fromkeys(row["names"], one))
    return found


@cache
def asking_methods() -> frozenset[str]:
    """The methods of a widget that give its value back."""
    return frozenset(_table()["asks"]["names"])


@cache
def node_words() -> NodeWords:
    """The words of classes that describe their inputs."""
    row = _table()["nodes"]
    return NodeWords(row["function"], row["inputs"], tuple(row["groups"]), row["default"])


@cache
def _widgets() -> dict[str, Widget]:
    found: dict[str, Widget] = {}
    for row in _table()["widgets"]:
        items, value, unset = (
            ArgumentPlace(**row[key]) if key in row else None for key in ("items", "value", "unset")
        )
        stated = (row.get("open", False), row.get("typed", ""), row.get("none", False))
        found.update(dict.fromkeys(row["names"], Widget(items, value, *stated, unset)))
    return found


@cache
def _table() -> Table:
    return read(DATA / "widgets.toml")
