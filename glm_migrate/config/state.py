"""Where the program keeps what it remembers from run to run: in the user's own directory.

Never in a repository, because what a repository brings along is not to be trusted: a journal that
came with a checkout could have any file written.
"""

# Paths stay strings here: importing pathlib would take longer than the shortest run.
# ruff: noqa: PTH111, PTH117, PTH118, PTH208

from __future__ import annotations

import os

OPEN = ".open"  # how the name of a journal ends while its run writes


def journals() -> str:
    """The directory of the journals; it need not exist."""
    return os.path.join(_own("XDG_STATE_HOME", ".local", "state"), "journals")


def locks() -> str:
    """The directory of what keeps two runs from writing in one tree; it need not exist."""
    return os.path.join(_own("XDG_STATE_HOME", ".local", "state"), "locks")


def caches() -> str:
    """The directory of what can be found out again; it need not exist."""
    own = _own("XDG_CACHE_HOME", ".cache")
    return os.path.join(own, "cache") if os.name == "nt" else own


def _own(variable: str, *default: str) -> str:
    """The program's own directory in one that an environment variable names."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    else:
        base = os.environ.get(variable) or ""
        if not os.path.isabs(base):  # as the specification of these directories asks
            base = os.path.join(os.path.expanduser("~"), *default)
    return os.path.join(base, "glm-migrate")


def may_be_interrupted() -> bool:
    """Whether any run, of whatever project, has begun to write and did not say that it ended."""
    try:
        return any(name.endswith(OPEN) for name in os.listdir(journals()))
    except OSError:
        return False
