"""Addresses of the vendor's chat service: where one is written, some call may be sent to it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.model.mentions import AddressMention


def addresses(module: Module) -> Iterator[AddressMention]:
    """The strings of a file that are such an address as a whole."""
    for node in module.symbols.strings:
        if isinstance(module.symbols.parents.get(node), (cst.ConcatenatedString, cst.Expr)):
            continue
        text = joined(node)
        if isinstance(text, str) and knowledge.is_chat_address(text):
            yield AddressMention(module.source, module.bare(node), text)
