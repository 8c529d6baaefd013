"""The keys of dicts, as texts."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of


def text_of_key(module: Module, key: cst.BaseExpression) -> str | None:
    """The text of a key; of `Vendor.GLM` what that is, or else its name. None for all others."""
    if isinstance(key, cst.SimpleString):
        return str(meaning(key))
    if not isinstance(key, cst.Attribute) or not dotted(key):
        return None
    point = module.symbols.point(key)
    # A table of enum members is looked at for each value that is looked up in it.
    values = module.resolver.once(key, "key", lambda: module.resolver.resolve(key, point), 0)
    texts = [text_of(one.node) for one in values.found]
    return texts[0] if len(texts) == 1 and texts[0] else dotted(key)
