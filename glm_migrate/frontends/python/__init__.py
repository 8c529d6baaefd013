"""Python files: LibCST reads them, nothing beyond this package knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glm_migrate.frontends.python.quick import may_hold_sites
from glm_migrate.sites import Site
from glm_migrate.source import Source


def sites(
    source: Source, is_old: Callable[[str], bool], known_clients: tuple[str, ...] = ()
) -> Iterator[Site]:
    """Every chat call and every old id of a file, in that order.

    Raises:
        UnparsableSource: `source` is not valid Python.
        NotReproducible: LibCST can't give back its bytes.
    """
    if may_hold_sites(source, is_old, known_clients):
        from glm_migrate.frontends.python.read import read

        yield from read(source, is_old, known_clients)
