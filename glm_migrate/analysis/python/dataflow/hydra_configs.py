"""What Hydra makes of a config and the files that its `defaults` list names.

https://hydra.cc/docs/advanced/defaults_list/, read 2026-11-28. Each file holds values below its
package: the keys of its group, those behind `@`, or those in its first line. Which of two files
wins is not told: both are values that may be read.
"""

from __future__ import annotations

# Paths stay strings here, as in `file_paths`.
# ruff: noqa: PTH118
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import MAX_COMPOSED
from glm_migrate.analysis.python.dataflow.settings_reads import entry_of
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.text.file_suffixes import of_format

_SUFFIXES = of_format("yaml")
_PACKAGE = re.compile(r"\s*#\s*@package\s+(\S+)")
_WORDS = ("override ", "optional ")
_GLOBAL = "_global_"


@dataclass(frozen=True)
class _NamedConfig:
    """A file of a config.

    Attributes:
        folder: The group in which it lies, as a path below that of all configs; empty at the top.
        package: The keys below which its values come, with dots.
    """

    folder: str
    name: str
    package: str


def composed(module: Module, folder: str, name: str) -> Iterator[Module]:
    """The files of a config of which `module` names the folder, each below its package."""
    waiting, seen = [_NamedConfig("", name, "")], set[_NamedConfig]()
    while waiting and len(seen) < MAX_COMPOSED:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        path = os.path.join(folder, one.folder, _named(one.name))
        document = module.program.settings_file(module, path)
        if document is not None and document.roots:
            package = _own_package(document, one.package)
            waiting += _defaults(document.roots[0], one.folder, package)
            yield document.within(tuple(key for key in package.split(".") if key))


def _named(name: str) -> str:
    return name if name.endswith(_SUFFIXES) else f"{name}{_SUFFIXES[0]}"


def _own_package(document: Module, package: str) -> str:
    """The package that the first line of a file asks for."""
    match = _PACKAGE.match(document.source.text)
    if match is None or match[1] == "_group_":
        return package
    return "" if match[1] == _GLOBAL else match[1]


def _defaults(root: cst.BaseExpression, folder: str, package: str) -> Iterator[_NamedConfig]:
    """The files that the `defaults` of a config name."""
    listed = entry_of(root, "defaults")
    for element in listed.elements if isinstance(listed, cst.List) else ():
        value = element.value
        if isinstance(value, cst.SimpleString):
            yield from _of_config(text_of(value), folder, package)
        for pair in value.elements if isinstance(value, cst.Dict) else ():
            if isinstance(pair, cst.DictElement):
                yield from _of_group(text_of(pair.key), pair.value, folder, package)


def _of_config(word: str, folder: str, package: str) -> Iterator[_NamedConfig]:
    """`- base`, `- /base`, `- base@there`."""
    name, _, below = word.partition("@")
    if name == "_self_" or not name:
        return
    inner = "" if name.startswith("/") else folder
    group, _, name = name.strip("/").rpartition("/")
    own = os.path.join(inner, group)
    yield _NamedConfig(own, name, _below(below, own.replace("/", "."), package))


def _of_group(
    word: str, options: cst.BaseExpression, folder: str, package: str
) -> Iterator[_NamedConfig]:
    """`- model: glm`, `- model@llm: [a, b]`, `- override /model: glm`."""
    for one in _WORDS:
        word = word.removeprefix(one)
    group, _, below = word.partition("@")
    own = os.path.join("" if group.startswith("/") else folder, group.strip("/"))
    elements = options.elements if isinstance(options, cst.List) else ()
    for option in (options, *(one.value for one in elements)):
        if name := text_of(option):
            yield _NamedConfig(own, name, _below(below, own.replace("/", "."), package))


def _below(written: str, of_group: str, package: str) -> str:
    """The package of a file: what is asked for behind `@`, or else that of its group."""
    if not written or written == "_group_":
        return of_group
    if written == "_here_":
        return package
    if written.startswith(_GLOBAL):
        return written.removeprefix(_GLOBAL).strip(".")
    return f"{package}.{written}".strip(".")
