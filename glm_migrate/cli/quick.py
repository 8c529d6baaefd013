"""The shortest way to "nothing to do": named files, none of which mentions GLM.

That is what a hook runs at nearly every commit. The full command line, which gives the same answer
ten times as slowly, takes over as soon as anything here is out of the ordinary.
"""

# Importing pathlib would take longer than the whole answer.
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH120, PTH123, PTH206

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# Flags that make no difference where there is nothing to report or to write.
_SHARED = frozenset({"--force-exclude", "--unsafe-fixes", "--no-unsafe-fixes", "--exit-zero", "-e"})
_HARMLESS = {
    "check": _SHARED,
    "fix": _SHARED
    | {"--exit-non-zero-on-fix", "--allow-dirty", "--allow-staged", "--allow-no-vcs"},
}
_VARIABLES = ("GLM_MIGRATE_OUTPUT_FORMAT", "GLM_MIGRATE_CONFIG", "_GLM_MIGRATE_COMPLETE")
_OWN_NAMES = ("glm-migrate.toml", ".glm-migrate.toml")
NOTHING = "No findings.\n"


def answers(arguments: Sequence[str]) -> bool:
    """Whether the run that `arguments` ask for is done: nothing was found, and said so."""
    command, *rest = arguments or [""]
    if command not in _HARMLESS or any(map(os.environ.get, _VARIABLES)):
        return False
    names = [word for word in rest if word not in _HARMLESS[command]]
    if not names or any(word.startswith("-") for word in names):
        return False
    from glm_migrate.discover import mentions_glm, read

    try:
        quiet = not any(mentions_glm(read(name)) for name in names)
    except OSError:  # a directory, or a file that must be reported
        return False
    if not quiet or _has_settings(names) or not all(map(_is_ordinary, names)):
        return False
    try:
        sys.stdout.write(NOTHING)
        sys.stdout.flush()
    except OSError:  # nobody reads it, and it is not worth a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def _is_ordinary(name: str) -> bool:
    """Whether no built-in exclude can be meant: then it makes no difference what is excluded."""
    from glm_migrate.discover import EXCLUDED

    return os.path.isfile(name) and EXCLUDED.isdisjoint(os.path.abspath(name).split(os.sep))


def _has_settings(names: Sequence[str]) -> bool:
    """Whether a file with settings may apply: they can name further words to look for."""
    here = os.path.commonpath([os.path.realpath(name) for name in names])
    while True:
        if any(os.path.exists(os.path.join(here, name)) for name in _OWN_NAMES):
            return True
        try:
            with open(os.path.join(here, "pyproject.toml"), "rb") as file:
                if b"glm-migrate" in file.read():
                    return True
        except OSError:
            pass
        if here == os.path.dirname(here):
            return False
        here = os.path.dirname(here)
