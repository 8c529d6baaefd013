"""Settings that a program holds in a text of several lines: YAML, JSON and TOML to be written out.

They are listed and never edited: who reads the text is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.value_trees.settings_lines import settings_lines
from glm_migrate.knowledge.settings_roles import names_model
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.project.file_kinds import is_test_file

_QUOTES = ('"""', "'''")


def embedded_settings(module: Module, is_old: Callable[[str], bool]) -> Iterator[Mention]:
    """The older ids under a key that names a model, in the long texts of a file without tests."""
    if is_test_file(module.source.path):
        return
    for node in module.symbols.strings:
        if not isinstance(node, cst.SimpleString) or node.quote not in _QUOTES:
            continue
        if isinstance(module.symbols.parents.get(node), cst.Expr):  # a docstring
            continue
        for key, id, span in settings_lines(module.source.utf8, module.span(node)):
            if names_model(key) and is_old(id):
                place = Literal(id, span, module.source.path)
                yield Mention(module.source, place, Role.SCRIPT, f"`{key}` of a text")
