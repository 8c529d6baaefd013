"""A settings file as the Python that a program has once it is read, and the way back to the file.

A value behind an environment variable is a look-up with a default; what only the moment of reading
decides is a name that is bound to nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from glm_migrate.analysis.value_trees.limits import (
    MAX_MODULE_NESTING,
    MAX_MODULE_TEXT,
    MAX_MODULE_VALUES,
    MAX_REFERENCES,
)
from glm_migrate.analysis.value_trees.value_tree import Items, Node, Scalar, Table, at_keys
from glm_migrate.model.values import UNSEEN

_HEAD = "import os\n\n"
# `${llm.model}`: https://omegaconf.readthedocs.io/en/latest/usage.html, read 2026-11-28.
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w-]*(?:\.[\w-]+)*)\}")


@dataclass
class PythonText:
    """The text, and the value of the file that each piece of it stands for.

    Attributes:
        text: Assigns each root to a name, `ROOT_0` and so on.
    """

    text: str = _HEAD
    _starts: list[int] = field(default_factory=list)
    _scalars: list[Scalar] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text += text

    def mark(self, scalar: Scalar, key: str) -> None:
        """What is written from here on stands for `scalar`, which is known as `key`."""
        self._starts.append(len(self.text))
        self._scalars.append(scalar)
        self._keys.append(key)

    def scalar(self, offset: int) -> Scalar:
        """What the text at an offset stands for."""
        return self._scalars[max(bisect_right(self._starts, offset) - 1, 0)]

    def key(self, offset: int) -> str:
        """By which key it is known, as `llm.model`."""
        return self._keys[max(bisect_right(self._starts, offset) - 1, 0)]


def as_python(roots: Sequence[Node]) -> PythonText:
    """The roots of a document as Python."""
    writer = _Writer(roots)
    for number, root in enumerate(roots):
        writer.out.write(f"ROOT_{number} = ")
        writer.node(root, "", 0)
        writer.out.write("\n")
    return writer.out


class _Writer:
    def __init__(self, roots: Sequence[Node]) -> None:
        self.out = PythonText()
        self._roots = roots
        self._left = MAX_MODULE_VALUES

    def node(self, node: Node, key: str, depth: int) -> None:
        self._left -= 1
        if isinstance(node, Scalar):
            self._scalar(node, key)
        elif self._left < 0 or depth > MAX_MODULE_NESTING:
            self._scalar(Scalar(UNSEEN, node.span), key)
        elif isinstance(node, Table):
            self._table(node, key, depth)
        else:
            self._items(node, key, depth)

    def _table(self, node: Table, key: str, depth: int) -> None:
        self.out.mark(Scalar(UNSEEN, node.span), key)
        self.out.write("{")
        for entry in node.entries:
            inner = f"{key}.{entry.key}" if key else entry.key
            self.out.mark(Scalar(UNSEEN, entry.key_span, locked=True), inner)
            self.out.write(f"{entry.key!a}: ")
            self.node(entry.value, inner, depth + 1)
            self.out.write(", ")
        self.out.write("}")

    def _items(self, node: Items, key: str, depth: int) -> None:
        self.out.mark(Scalar(UNSEEN, node.span), key)
        self.out.write("[")
        for number, item in enumerate(node.items):
            self.node(item, f"{key}[{number}]", depth + 1)
            self.out.write(", ")
        self.out.write("]")

    def _scalar(self, node: Scalar, key: str) -> None:
        node = self._referred(node)
        self.out.mark(node, key)
        if not node.variable:
            self.out.write(_literal(node))
            return
        self.out.write(f"os.environ.get({node.variable!a}, ")
        self.out.mark(node, key)
        self.out.write(f"{_literal(node)})")

    def _referred(self, node: Scalar) -> Scalar:
        """The value that `${a.key}` means, where that is a key of the same file."""
        for _ in range(MAX_REFERENCES):
            match = _REFERENCE.fullmatch(node.raw)
            keys = match[1].split(".") if match else []
            found = [one for root in self._roots if (one := at_keys(root, keys)) is not None]
            if not keys or len(found) != 1 or not isinstance(found[0], Scalar):
                break
            node = found[0]
        return node


def _literal(node: Scalar) -> str:
    value = node.value
    if isinstance(value, str) and len(value) <= MAX_MODULE_TEXT:
        return ascii(value)
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    return "not_seen"
