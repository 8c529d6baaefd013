"""Move Python code from older GLM chat models to the target of the vendor's migration guide.

`check_source` and `fix_source` work on one file's text, touch no other file, and return plain data
that can be pickled; everything behind a name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from glm_migrate.config.version import VERSION as __version__

if TYPE_CHECKING:
    from glm_migrate.config.schema import Config
    from glm_migrate.engine.single_source import Finding, FixResult, check_source, fix_source

__all__ = ["Config", "Finding", "FixResult", "__version__", "check_source", "fix_source"]

_HOME = {
    "Config": "glm_migrate.config.schema",
    "Finding": "glm_migrate.engine.single_source",
    "FixResult": "glm_migrate.engine.single_source",
    "check_source": "glm_migrate.engine.single_source",
    "fix_source": "glm_migrate.engine.single_source",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found
