"""Which keys of settings say what, as data: words in lower case, with `_` between them."""

from __future__ import annotations

import re
from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^a-z0-9$]+")


@cache
def words(table: str, kind: str) -> frozenset[str]:
    """The words of one kind in one table of the data.

    Raises:
        KeyError: there are none of that kind.
    """
    return frozenset(_tables()[table][kind])


@cache
def number(table: str, kind: str) -> int:
    """A number of the data."""
    return int(_tables()[table][kind])


@cache
def normal(key: str) -> str:
    """A key as the data has it: `modelName`, `model-name` and `MODEL_NAME` are `model_name`."""
    return _BETWEEN.sub("_", _CAMEL.sub("_", key).lower()).strip("_")


def names_model(key: str) -> bool:
    """Whether a key says which model is to be asked."""
    text = normal(key)
    ending = next((one for one in _endings() if text == one or text.endswith(f"_{one}")), "")
    before = text[: -len(ending)].strip("_") if ending else ""
    behind = before.split("_")
    return bool(ending) and words("model-keys", "not-behind").isdisjoint(behind)


def is_whole(key: str) -> bool:
    """Whether a key names a model or an address and no client: `MODEL`, `BASE_URL`."""
    return normal(key) in {*_endings(), *words("address", "endings")}


def names_vendor(key: str) -> bool:
    """Whether a key or the name of a table names the vendor."""
    return not words("provider", "words").isdisjoint(normal(key).split("_"))


def names_address(key: str) -> bool:
    """Whether a key says where requests are sent."""
    text = normal(key)
    return any(text == one or text.endswith(f"_{one}") for one in words("address", "endings"))


@cache
def _endings() -> tuple[str, ...]:
    """The longest first."""
    return tuple(sorted(words("model-keys", "endings"), key=len, reverse=True))


@cache
def _tables() -> Table:
    return read(DATA / "settings_roles.toml")
