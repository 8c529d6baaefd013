"""Readers of settings files, one for each format: bytes in, a tree with places out."""

from __future__ import annotations

from importlib import import_module

from glm_migrate.analysis.value_trees.value_tree import BrokenFile, ValueTree
from glm_migrate.errors import UnparsableSource
from glm_migrate.project.file_kinds import tables_format
from glm_migrate.text.source import Source

_READERS = {
    "dotenv": "dotenv_file",
    "yaml": "yaml_file",
    "toml": "toml_file",
    "json": "json_file",
    "ini": "ini_file",
    "docker": "docker_file",
    "shell": "shell_script",
}


def read(source: Source) -> ValueTree:
    """The tree of a settings file, or of another one with tables that programs read.

    Raises:
        UnparsableSource: it is not of the format that its name promises.
    """
    name = tables_format(source.path)
    module = import_module(f"{__name__}.{_READERS[name]}")
    try:
        document: ValueTree = module.read(source)
    except BrokenFile as error:
        detail = f"not valid {name.upper()}: line {error.line}: {error.reason}"
        raise UnparsableSource(source.path, detail, error.line, error.reason) from None
    except RecursionError:
        raise UnparsableSource(source.path, "it is nested too deeply to be read") from None
    return document
