"""A settings file → its tree, and what the format's own library makes of it."""

from __future__ import annotations

import configparser
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values
from hypothesis import strategies as st

from glm_migrate.analysis.value_trees.formats import (
    read,
)
from glm_migrate.analysis.value_trees.value_tree import (
    Items,
    Node,
    Scalar,
    ValueTree,
)
from glm_migrate.model.values import UNSEEN
from glm_migrate.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def source(name: str, text: str) -> Source:
    return Source.decode(Path(name), text.encode())


def document(name: str, text: str) -> ValueTree:
    return read(source(name, text))


def plain(node: Node) -> Any:
    """A node as the format's own library would give it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def ids(name: str, text: str, id: str = "glm-4.5") -> list[Scalar]:
    found = {one.span: one for _, one in document(name, text).scalars() if one.value == id}
    return list(found.values())


def replaced(text: str, scalar: Scalar, new: str) -> str:
    """The text with another id, as a rule rewrites it."""
    data = text.encode()
    written = data[slice(*scalar.span)].decode()
    assert str(scalar.value) in written
    changed = written.replace(str(scalar.value), new, 1)
    return (data[: scalar.span.start] + changed.encode() + data[scalar.span.end :]).decode()


def load_env(text: str) -> Any:
    return dict(dotenv_values(stream=io.StringIO(text), interpolate=False))


def load_ini(text: str) -> Any:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.read_string(text)
    return {name: dict(parser.items(name)) for name in parser.sections()}


LOADERS: dict[str, Callable[[str], Any]] = {
    "a.json": json.loads,
    "a.toml": tomllib.loads,
    "a.yaml": yaml.safe_load,
    ".env": load_env,
    "a.ini": load_ini,
}


WORDS = st.text(alphabet="abcé中\U0001f600 '\"#:=,[]{}-&*!|>%\\\t", max_size=8)


def is_known(found: Any, expected: Any) -> bool:
    """Whether two trees are the same, as far as values are seen."""
    if found is UNSEEN:
        return True
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(
            is_known(value, expected[key]) for key, value in found.items()
        )
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(is_known, found, expected))
    return type(found) is type(expected) and found == expected
