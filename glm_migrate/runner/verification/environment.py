"""The environment of a verified program: where it is led, and what it needs instead of a key."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from glm_migrate import knowledge
from glm_migrate.knowledge.sources import DATA, Table, read

VARIABLE = "GLM_MIGRATE_VERIFY"
PLUGIN = "_glm_migrate_verify_pytest_plugin"
_CHILD = Path(__file__).parent / "child"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOCAL = "localhost,127.0.0.1,::1"


@dataclass(frozen=True)
class Surroundings:
    """What a run of a program is told besides its command line.

    Attributes:
        service: Address of the loopback service.
        folder: Where the processes of the program leave what they tell.
        allowed: Hosts that the program may reach besides this machine.
        only: The tests that are to run, where pytest runs; empty for all.
        keyed: The program keeps its keys, for requests that are passed on.
        first: Directories that go first on `PYTHONPATH`.
    """

    service: str
    folder: Path
    allowed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    keyed: bool = False
    first: tuple[str, ...] = ()

    @property
    def events(self) -> Path:
        return self.folder / "events.jsonl"

    def write(self) -> Path:
        """Lay down what the hook reads; its path."""
        url = urlsplit(self.service)
        path = self.folder / "settings.json"
        settings = {
            "events": str(self.events),
            "service": [url.hostname, url.port],
            "hosts": sorted(vendor_hosts()),
            "allowed": list(self.allowed),
            "only": list(self.only),
            "not_the_users": [str(_CHILD)],
        }
        path.write_text(json.dumps(settings), encoding="utf-8")
        self.events.touch()
        return path


@cache
def _table() -> Table:
    return read(DATA / "verification.toml")


def vendor_hosts() -> frozenset[str]:
    """The hosts that are led to the service."""
    own = (one for one in knowledge.gateways().values() if one.host in ("native", "coding"))
    return frozenset(host for one in own for host in one.hosts)


def environment(given: Mapping[str, str], surroundings: Surroundings) -> dict[str, str]:
    """The environment `given`, with what leads a program's processes to the service."""
    result = {**given, **_table()["quiet"]["variables"], VARIABLE: str(surroundings.write())}
    result["PYTHONPATH"] = _joined(
        (str(_CHILD / "path"), *surroundings.first), given.get("PYTHONPATH", "")
    )
    result["PYTEST_PLUGINS"] = ",".join(filter(None, (given.get("PYTEST_PLUGINS"), PLUGIN)))
    result.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    if not surroundings.keyed:
        result.update(_keys(given))
    if not surroundings.allowed:
        result.update(_proxies(surroundings.service))
    return result


def _joined(first: Sequence[str], others: str) -> str:
    return os.pathsep.join((*first, *filter(None, others.split(os.pathsep))))


def _keys(given: Mapping[str, str]) -> dict[str, str]:
    keys = _table()["keys"]
    missing = [name for name in keys["any"] if not given.get(name)]
    return dict.fromkeys((*keys["vendor"], *missing), keys["placeholder"])


def _proxies(service: str) -> dict[str, str]:
    """Lead what no hook leads, as processes of other languages, to where it is refused."""
    names = [*_PROXIES, *(name.lower() for name in _PROXIES)]
    return {**dict.fromkeys(names, service), "NO_PROXY": _LOCAL, "no_proxy": _LOCAL}
