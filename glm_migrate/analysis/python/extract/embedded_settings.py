"""Settings that a program holds in a text of several lines: YAML, JSON and TOML to be written out.

They are listed and never edited: who reads the text is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.knowledge.settings_roles import names_model
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.text.source import Span

_QUOTES = ('"""', "'''")
_LINE = re.compile(
    rb"^[ \t]*(?:-[ \t]+|export[ \t]+)?[\"']?(?P<key>[A-Za-z_][\w.-]*)[\"']?[ \t]*[:=][ \t]*"
    rb"[\"']?(?P<id>[\w./:@-]+)[\"']?[ \t]*,?[ \t]*(?:#.*)?\r?$",
    re.MULTILINE,
)


def embedded_settings(module: Module, is_old: Callable[[str], bool]) -> Iterator[Mention]:
    """The older ids under a key that names a model, in the long texts of a file without tests."""
    if is_test_file(module.source.path):
        return
    for node in module.symbols.strings:
        if not isinstance(node, cst.SimpleString) or node.quote not in _QUOTES:
            continue
        if isinstance(module.symbols.parents.get(node), cst.Expr):  # a docstring
            continue
        span = module.span(node)
        for match in _LINE.finditer(module.source.utf8, span.start, span.end):
            key, id = match["key"].decode(), match["id"].decode(errors="replace")
            if names_model(key) and is_old(id):
                place = Literal(id, Span(*match.span("id")), module.source.path)
                yield Mention(module.source, place, Role.SCRIPT, f"`{key}` of a text")
