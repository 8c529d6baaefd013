"""Where settings come from: the nearest file that holds them, its base, the environment, flags.

One file rules a run: directories further up are not merged, only what the file names in `extend`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_migrate.config.globs import rebase
from glm_migrate.config.repository import repository
from glm_migrate.config.schema import GLOBS, Config, Layer, is_toml, keys, stack, validate
from glm_migrate.errors import ConfigError
from glm_migrate.text import guarded

OWN_NAMES = ("glm-migrate.toml", ".glm-migrate.toml")
SHARED_NAME = "pyproject.toml"
TABLE = "glm-migrate"
_FILES = ("target", "baseline")  # settings that may name a file, from where they stand


@dataclass(frozen=True)
class Settings:
    """What a run is told, and by which file; None when there is none.

    Attributes:
        remarks: What the user should know about files that hold no settings.
    """

    config: Config
    file: Path | None
    remarks: tuple[str, ...] = ()


def load(
    start: Path,
    *,
    file: Path | None = None,
    isolated: bool = False,
    flags: Layer | None = None,
    inline: Sequence[str] = (),
) -> Settings:
    """The settings for a run on `start`: file below environment below `inline` below `flags`.

    Args:
        start: The directory from which the file is searched upwards.
        file: Read this file instead of searching.
        isolated: Read no file at all.
        flags: Field values from the command line; their globs are relative to the working
            directory.
        inline: `key = value` pairs in TOML.

    Raises:
        ConfigError: a file or a value can't be used.
    """
    remarks: list[str] = []
    found = None if isolated else file or nearest(start, remarks)
    root = found.resolve().parent if found else Path.cwd()
    layer = _read(found, root, ()) if found else {}
    above: Layer = {}
    if word := os.environ.get("GLM_MIGRATE_OUTPUT_FORMAT"):
        above |= validate({"output-format": word}, "GLM_MIGRATE_OUTPUT_FORMAT")
    for pair in inline:
        above |= _rebased(validate(_parse_pair(pair), f"--config {pair}"), Path.cwd(), root)
    above |= _rebased(flags or {}, Path.cwd(), root)
    config = Config(**stack(layer, above), root=root)
    if is_toml(config.target):
        from glm_migrate import knowledge

        knowledge.target(config.target)
    return Settings(config, found, tuple(remarks))


def nearest(start: Path, remarks: list[str] | None = None) -> Path | None:
    """The first file with settings in `start` or a directory above it.

    Args:
        remarks: Gets a sentence for each place where something is called like such a file and is
            none that can be read.
    """
    here = start.resolve()
    here = start.resolve()
    found = (own_file(str(directory), remarks) for directory in (here, *here.parents))
    return next((Path(path) for path in found if path), None)


def own_file(directory: str, remarks: list[str] | None = None) -> str:
    """The file with settings in a directory itself, as `nearest` has it; empty for none."""
    for name in (*OWN_NAMES, SHARED_NAME):
        path = f"{directory}{os.sep}{name}"
        if not os.path.lexists(path):  # cheaper than an error, and nearly always so
            continue
        try:
            if _holds_settings(Path(path)):
                return path
        except OSError as error:
            if remarks is not None:
                reason = error.strerror or error
                remarks.append(
                    f"Warning: no settings are read from {os.path.abspath(path)}: {reason}"  # noqa: PTH100
                )
    return ""


def common_directory(paths: Sequence[str]) -> Path:
    """The directory that holds all of `paths`; the working directory for none."""
    if not paths:
        return Path.cwd()
    common = Path(os.path.commonpath([os.path.realpath(path) for path in paths]))
    return common if common.is_dir() else common.parent


def as_toml(settings: Settings) -> str:
    """The settings in effect as a file that could be read again."""
    lines = [f"# from {settings.file}" if settings.file else "# no settings file"]
    tables = []
    for key, name in keys().items():
        value = getattr(settings.config, name)
        if isinstance(value, dict):
            tables += ["", f"[{key}]", *(f"{_toml(k)} = {_toml(v)}" for k, v in value.items())]
        else:
            lines.append(f"{key} = {_toml(value)}")
    return "".join(f"{line}\n" for line in lines + tables)


def _toml(value: object) -> str:
    """A string, a list of strings or a boolean: JSON writes them as TOML does."""
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _holds_settings(path: Path) -> bool:
    """Whether a file has settings; an `OSError` where it can't be looked at."""
    _expect_own(path, path)
    data = guarded.read(str(path), guarded.LARGEST_SETTINGS)
    if path.name in OWN_NAMES:
        return True
    # The name is searched for first: most projects have no such table, and parsing costs more.
    return TABLE.encode() in data and _table(path) is not None


def _expect_own(path: Path, settings: Path) -> None:
    """Raise `OSError` where `path` lies outside of the repository that holds `settings`."""
    root = repository(str(settings.absolute().parent))
    real = path.resolve()
    if root is not None and not real.is_relative_to(Path(root).resolve()):
        raise guarded.leads_out(str(path), str(real))


def _read(path: Path, root: Path, inside: tuple[Path, ...]) -> Layer:
    """The file's settings over those of its base, globs relative to `root`."""
    if path in inside:
        chain = " -> ".join(one.name for one in (*inside, path))
        raise ConfigError(f"{path}: 'extend' is circular: {chain}")
    table = dict(_table(path) or {})
    base = table.pop("extend", "")
    if not isinstance(base, str):
        raise ConfigError(f"{path}: 'extend' must be the path of a file, not {base!r}")
    own = validate(table, str(path))
    for key in _FILES:
        if is_toml(own.get(key)):
            _expect_named(path.parent / own[key], path, key)
    layer = _rebased(own, path.resolve().parent, root)
    if not base:
        return layer
    below = Path(os.path.normpath(path.parent / Path(base).expanduser()))
    _expect_named(below, path, "extend")
    return {**_read(below, root, (*inside, path)), **layer}


def _expect_named(file: Path, path: Path, key: str) -> None:
    """Refuse a file that the settings in `path` may not name: they may come from anybody."""
    if file.suffix.lower() != ".toml":
        raise ConfigError(f"{path}: {key!r} must name a .toml file, not {str(file)!r}")
    try:
        _expect_own(file, path)
    except OSError:
        raise ConfigError(
            f"{path}: {key!r} leads to {file}, outside of the repository; copy that file into it, "
            "or name it on the command line"
        ) from None


def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings in a TOML file, None when a shared file has none."""
    try:
        data = guarded.read(str(path), guarded.LARGEST_SETTINGS)
        content = parse(data.decode("utf-8-sig"), str(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    tool = content.get("tool")
    own = tool.get(TABLE) if isinstance(tool, Mapping) else None
    if own is not None and not isinstance(own, Mapping):
        raise ConfigError(f"{path}: 'tool.{TABLE}' must be a table, not {own!r}")
    return own if own is not None or path.name == SHARED_NAME else content


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{path}: {error.strerror or error}")


def parse(text: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text; a ConfigError names `where` it is none."""
    from glm_migrate.text import toml

    try:
        return toml.parse(text)
    except toml.NotToml as error:
        raise ConfigError(f"{where}: {error}") from None


def _parse_pair(pair: str) -> dict[str, Any]:
    """`key = value` as TOML; a bare word counts as a string, so that shells need no quotes."""
    key, equals, value = pair.partition("=")
    if not equals:
        raise ConfigError(f"--config {pair}: no such file, and not of the form KEY=VALUE")
    try:
        return parse(pair, f"--config {pair}")
    except ConfigError:
        word = value.strip()
        if not word or not all(char.isalnum() or char in "-_./" for char in word):
            raise
        return parse(f'{key} = "{word}"', f"--config {pair}")


def _rebased(layer: Layer, there: Path, here: Path) -> Layer:
    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {rebase(glob, str(there), str(here)): rules for glob, rules in value.items()}
        return tuple(rebase(glob, str(there), str(here)) for glob in value)

    result = {name: moved(value) if name in GLOBS else value for name, value in layer.items()}
    for key in _FILES:
        if is_toml(result.get(key)):
            result[key] = os.path.normpath(there / result[key])
    return result
