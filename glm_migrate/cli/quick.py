"""The shortest way to "nothing to do": named files that neither mention GLM nor ask a model.

That is what a hook runs at nearly every commit. The full command line, which finds the same, but
ten times as slowly, takes over as soon as anything here is out of the ordinary.
"""

# Importing pathlib would take longer than the whole run.
# ruff: noqa: PTH100, PTH110, PTH118, PTH120, PTH206

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from glm_migrate.config import state
from glm_migrate.config.excluded import EXCLUDED
from glm_migrate.config.version import VERSION
from glm_migrate.project.contents import searchable
from glm_migrate.project.prefilter import asks_a_model, mentions_glm
from glm_migrate.text import guarded

# Flags that make no difference where there is nothing to report or to write.
_SHARED = frozenset({"--force-exclude", "--unsafe-fixes", "--no-unsafe-fixes", "--exit-zero", "-e"})
_HARMLESS = {
    "check": _SHARED,
    "fix": _SHARED
    | {"--exit-non-zero-on-fix", "--allow-dirty", "--allow-staged", "--allow-no-vcs"},
}
_VARIABLES = ("GLM_MIGRATE_OUTPUT_FORMAT", "GLM_MIGRATE_CONFIG", "_GLM_MIGRATE_COMPLETE")
_TEXT_FORMATS = ("short", "full", "concise", "grouped")
_VERSION_FLAGS = (["--version"], ["-V"])
_OWN_NAMES = ("glm-migrate.toml", ".glm-migrate.toml")


def finishes(arguments: Sequence[str]) -> bool:
    """Whether the run that `arguments` ask for is done: nothing was found, and said so."""
    if list(arguments) in _VERSION_FLAGS:
        return _says_version()
    command, *rest = arguments or [""]
    if command not in _HARMLESS or any(map(os.environ.get, _VARIABLES)):
        return False
    if state.may_be_interrupted():  # to be noticed by the full command line
        return False
    names = [word for word in _without_format(rest) if word not in _HARMLESS[command]]
    if not names or any(word.startswith("-") for word in names):
        return False
    try:
        os.getcwd()  # noqa: PTH109
        contents = [searchable(name, guarded.read(name)) for name in names]
    except OSError:  # a directory, a file that must be reported, or no place to stand on
        return False
    if any(mentions_glm(data) or asks_a_model(data) for data in contents):
        return False
    plain = not _has_settings(names) and all(map(_is_ordinary, names))
    if not plain and not _is_nothing(names, contents, "--force-exclude" in rest):
        return False
    _say_nothing(len(set(names)))
    return True


def _without_format(words: Sequence[str]) -> list[str]:
    """`words` without the choice of a text format: they all say alike that there is nothing."""
    rest = list(words)
    if "--output-format" in rest:
        at = rest.index("--output-format")
        if rest[at + 1 : at + 2] and rest[at + 1] in _TEXT_FORMATS:
            del rest[at : at + 2]
    return rest


def _is_nothing(names: Sequence[str], contents: Sequence[bytes], force_exclude: bool) -> bool:
    """Whether there is nothing to say under the user's settings, which may name further words."""
    from functools import partial

    from glm_migrate.config.loading import common_directory, load
    from glm_migrate.config.nearest import NearestSettings
    from glm_migrate.errors import ConfigError
    from glm_migrate.project.discovery import search_of_run
    from glm_migrate.project.prefilter import literals

    flags = {"force_exclude": True} if force_exclude else {}
    try:
        run = load(common_directory(names), flags=flags)
        remarks: list[str] = []
        settings = NearestSettings(run, partial(load, flags=flags), remarks.append)
        words = [literals(settings.of(name)) for name in names]
    except ConfigError:  # to be reported by the full command line
        return False
    return (
        not remarks
        and run.config.output_format in _TEXT_FORMATS
        and bool(search_of_run(names, settings).files)
        and not any(map(mentions_glm, contents, words))
    )


def _says_version() -> bool:
    """Whether the version is printed; what can't be is to be reported by the command line."""
    if sys.stdout is None or os.environ.get("_GLM_MIGRATE_COMPLETE"):
        return False
    try:
        # Past the buffer, in which a text that can't be written would stay until the end.
        os.write(sys.stdout.fileno(), f"glm-migrate {VERSION}\n".encode())
    except OSError:
        return False
    return True


def _say_nothing(files: int) -> None:
    if sys.stdout is None:  # closed by whoever started us
        return
    try:
        plural = "" if files == 1 else "s"
        sys.stdout.write(f"No findings. No GLM call seen; {files} file{plural} searched.\n")
        sys.stdout.flush()
    except OSError:  # nobody reads it, and it is not worth a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_ordinary(name: str) -> bool:
    """Whether no built-in exclude can be meant: then it makes no difference what is excluded."""
    return EXCLUDED.isdisjoint(os.path.abspath(name).split(os.sep))


def _has_settings(names: Sequence[str]) -> bool:
    """Whether a file with settings may apply: they can name further words to look for."""
    visited: set[str] = set()
    for name in names:
        here = os.path.dirname(os.path.realpath(name))
        while here not in visited:
            if _holds_settings(here):
                return True
            visited.add(here)
            here = os.path.dirname(here)
    return False


def _holds_settings(directory: str) -> bool:
    if any(os.path.exists(os.path.join(directory, name)) for name in _OWN_NAMES):
        return True
    try:
        shared = guarded.read(os.path.join(directory, "pyproject.toml"), guarded.LARGEST_SETTINGS)
    except FileNotFoundError:
        return False
    except OSError:  # to be reported by the full command line
        return True
    return b"glm-migrate" in shared
