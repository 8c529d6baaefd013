"""Addresses → who answers there, as far as it matters for a GLM call.

A host is compared as a whole: `api.z.ai.example.com` is unknown. An address that can't be read is
unknown too, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from glm_migrate.knowledge.sources import DATA, Fact, Table, listed, read, sources

if TYPE_CHECKING:
    from glm_migrate.model.calls import Endpoint

_HOST = re.compile(r"[a-z0-9_.:%-]+")
_CHAT_ADDRESS = re.compile(
    r"(?i)https?://[^/\s]+/api/(?:\S*/)?(?:v\d+|anthropic|completions|messages)/?"
)
_OWN_STYLES = ("zai-anthropic",)
_OWN_NETWORK = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True)
class Gateway:
    """Who answers at some hosts.

    Attributes:
        name: Key in `gateways.toml`, and of its carrier in `spellings.toml`.
        title: Name for messages.
        host: Value of a `sites.Host`: `native`, `coding` or `gateway`.
        hosts: Host names; `*` stands for any run of characters.
        paths: Starts of the path; empty where every path is meant.
        tool_stream: Whether it takes the field; None is unknown.
        reasoning: What it calls the delta's field with the reasoning.
        note: What to know when a call goes there.
    """

    name: str
    title: str
    host: str
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    tool_stream: bool | None
    reasoning: str
    note: str
    sources: tuple[Fact, ...]

    def serves(self, host: str, path: str) -> bool:
        """Whether it is meant by a host and a path, both in lower case."""
        return any(fnmatchcase(host, one) for one in self.hosts) and (
            not self.paths or any(path.startswith(one) for one in self.paths)
        )


@cache
def _table() -> Table:
    return read(DATA / "gateways.toml")


@cache
def gateways() -> Mapping[str, Gateway]:
    """Every gateway by its name, the vendor's own endpoints included."""
    known = sources(_table())
    return {
        name: Gateway(
            name=name,
            title=record["title"],
            host=record["host"],
            hosts=tuple(record["hosts"]),
            paths=tuple(record.get("paths", ())),
            tool_stream=record.get("tool_stream"),
            reasoning=record.get("reasoning", "reasoning_content"),
            note=record.get("note", ""),
            sources=listed(record["sources"], known),
        )
        for name, record in _table()["gateways"].items()
    }


@cache
def endpoint(url: str) -> Endpoint:
    """Who answers at `url`, a base address or a full one, with or without a scheme."""
    from glm_migrate.model.calls import Endpoint, Host

    parts = _split(url)
    host = parts and _host(parts)
    if not parts or not host:
        return Endpoint(url=url)
    if gateway := _gateway(host, parts.path.lower()):
        return Endpoint(Host(gateway.host), gateway.name, url)
    if vendor := next(_vendors(host), ""):
        return Endpoint(Host.OTHER, vendor, url)
    return Endpoint(Host.LOCAL if _is_own(host, parts) else Host.UNKNOWN, url=url)


def _split(url: str) -> SplitResult | None:
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme in {"", "http", "https"} else None


def _host(parts: SplitResult) -> str:
    """The host name in lower case; empty where there is none, or only a placeholder."""
    host = (parts.hostname or "").rstrip(".")
    return host if _HOST.fullmatch(host) else ""


def _gateway(host: str, path: str) -> Gateway | None:
    """The gateway meant; one that also names the path goes before one that does not."""
    found = [one for one in gateways().values() if one.serves(host, path)]
    return max(found, key=lambda one: len(one.paths), default=None)


def _vendors(host: str) -> Iterator[str]:
    hosts = _table()["others"]["hosts"].items()
    return (vendor for pattern, vendor in hosts if fnmatchcase(host, pattern))


def is_chat_address(text: str) -> bool:
    """Whether a text is an address to which the vendor's chat requests go, or the base of one.

    Speech, images and embeddings have addresses of their own.
    """
    if not _CHAT_ADDRESS.fullmatch(text):
        return False
    return endpoint(text).host.value in ("native", "coding") or endpoint(text).name in _OWN_STYLES


def is_foreign(constant: object) -> bool:
    """Whether a value is another vendor's id, by how it begins."""
    starts = tuple(_table()["others"]["ids"])
    return isinstance(constant, str) and constant.lower().startswith(starts)


def names_other_vendor(text: str) -> bool:
    """Whether a text is another vendor's name, or one of its models: `gpt`, `openai`, `gpt-4o`."""
    word = text.lower()
    names = {name.lower() for name in _table()["others"]["hosts"].values()}
    starts = {start.rstrip("-") for start in _table()["others"]["ids"]}
    return word in names or word in starts or is_foreign(text)


def _is_own(host: str, parts: SplitResult) -> bool:
    """Whether the address is this machine or its network. A bare word is a host only beside a
    scheme or a port, because any text could be one."""
    from ipaddress import ip_address

    try:
        return not ip_address(host).is_global
    except ValueError:
        pass
    if host == "localhost" or host.endswith(_OWN_NETWORK):
        return True
    return "." not in host and (bool(parts.scheme) or parts.port is not None)
