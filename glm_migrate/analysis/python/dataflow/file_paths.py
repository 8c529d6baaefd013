"""Which file an expression names: a text, `Path(__file__).parent / "a.yaml"`, an open file.

Only what is plain: a path with a part that is not seen names no file.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import MAX_PATH_STEPS
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables

_OPENERS = callables("opens-file")
_FILLING = callables("fills-in-text")
_READING = callables("reads-file")
_OPENING = callables("opens-path")
_SAME = callables("same-path")
_WHOLE = callables("whole-path")
_PATHS = callables("makes-path")
_HERE = callables("working-directory")
_DEFAULTED = callables("reads-environment")
_PACKAGES = callables("package-path")
_OWN_PACKAGE = ("__package__", "__name__")
_PARENTS = ("parent", "parents")
_JOINING = ("joinpath", "with_name")
_CHOICES = (cst.Name, cst.Attribute, cst.BooleanOperation, cst.IfExp)


def opened_file(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int = 0
) -> str:
    """The path of the file that an expression is open on, or is read from; empty if not seen."""
    if depth > MAX_PATH_STEPS:
        return ""
    if isinstance(node, cst.Call):
        name, method = full_name(node.func, point), _method(node)
        if name in _OPENERS:
            return _of_first(module, node, point, depth)
        if name in _FILLING and node.args:
            return opened_file(module, node.args[0].value, point, depth + 1)
        if isinstance(node.func, cst.Attribute):
            receiver = node.func.value
            if method in _OPENING:
                return path_of(module, receiver, point, depth + 1)
            if method in _READING:
                return opened_file(module, receiver, point, depth + 1)
    if isinstance(node, cst.Await):
        return opened_file(module, node.expression, point, depth + 1)
    return _through(module, node, point, depth, opened_file)


def path_of(module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int = 0) -> str:
    """The path that an expression stands for, relative to where programs start, or absolute."""
    if depth > MAX_PATH_STEPS:
        return ""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        text = joined(node)
        return text if isinstance(text, str) else ""
    if isinstance(node, cst.Name) and node.value == "__file__":
        return str(module.source.path.absolute())
    if isinstance(node, cst.FormattedString):
        return _formatted(module, node, point, depth)
    if isinstance(node, cst.BinaryOperation):
        return _operated(module, node, point, depth)
    if isinstance(node, cst.Attribute) and node.attr.value == "parent":
        return os.path.dirname(path_of(module, node.value, point, depth + 1))  # noqa: PTH120
    if isinstance(node, cst.Subscript):
        return _ancestor(module, node, point, depth)
    if isinstance(node, cst.Call):
        return _called(module, node, point, depth)
    return _through(module, node, point, depth, path_of)


_Find = Callable[[Module, cst.BaseExpression, ProgramPoint, int], str]


def _through(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int, find: _Find
) -> str:
    """What the one value of a name or attribute is."""
    if not isinstance(node, _CHOICES):
        return ""
    found = module.resolver.resolve(node, point, depth + 1).found
    if len(found) != 1 or not isinstance(found[0].node, cst.BaseExpression):
        return ""
    return find(found[0].module, found[0].node, found[0].point, depth + 1)


def _operated(module: Module, node: cst.BinaryOperation, point: ProgramPoint, depth: int) -> str:
    """`base / "a.yaml"` and `base + "/a.yaml"`."""
    left = path_of(module, node.left, point, depth + 1)
    right = path_of(module, node.right, point, depth + 1)
    if not left or not right:
        return ""
    if isinstance(node.operator, cst.Divide):
        return _below(left, right)
    return left + right if isinstance(node.operator, cst.Add) else ""


def _below(*parts: str) -> str:
    """The path of the parts; the working directory needs no name."""
    return os.path.join("", *(one for one in parts if one != os.curdir)) or os.curdir  # noqa: PTH118


def _formatted(module: Module, node: cst.FormattedString, point: ProgramPoint, depth: int) -> str:
    """`f"{ROOT}/a.yaml"`, of which each part is plain."""
    found = []
    for one in node.parts:
        if isinstance(one, cst.FormattedStringText):
            found.append(one.value)
        elif isinstance(one, cst.FormattedStringExpression) and one.format_spec is None:
            found.append(path_of(module, one.expression, point, depth + 1))
    return "".join(found) if len(found) == len(node.parts) and all(found) else ""


def is_part_of_path(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> bool:
    """Whether an expression is a folder above a path: `Path(__file__).parent`, `….parents[1]`."""
    holder = node.value if isinstance(node, cst.Subscript) else node
    is_parent = isinstance(holder, cst.Attribute) and holder.attr.value in _PARENTS
    return is_parent and bool(path_of(module, node, point, depth))


def _ancestor(module: Module, node: cst.Subscript, point: ProgramPoint, depth: int) -> str:
    """`Path(__file__).parents[1]`."""
    index = node.slice[0].slice if len(node.slice) == 1 else None
    of_parents = isinstance(node.value, cst.Attribute) and node.value.attr.value == "parents"
    if not of_parents or not isinstance(index, cst.Index):
        return ""
    assert isinstance(node.value, cst.Attribute)
    path = path_of(module, node.value.value, point, depth + 1)
    if not isinstance(index.value, cst.Integer) or not path:
        return ""
    for _ in range(min(index.value.evaluated_value, MAX_PATH_STEPS) + 1):
        path = os.path.dirname(path)  # noqa: PTH120
    return path


def _called(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> str:
    name, method = full_name(node.func, point), _method(node)
    if name in _PATHS:
        return _joined(module, "", node, point, depth)
    if name in _HERE:
        return os.curdir
    if name in _PACKAGES:
        return _of_package(module, node, point, depth)
    if name == "os.path.dirname":
        return os.path.dirname(_of_first(module, node, point, depth))  # noqa: PTH120
    if name in _WHOLE:
        return _of_first(module, node, point, depth)
    if name in _DEFAULTED and len(node.args) == 2:
        return path_of(module, node.args[1].value, point, depth + 1)
    if not isinstance(node.func, cst.Attribute):
        return ""
    receiver = node.func.value
    if method in _SAME:
        return path_of(module, receiver, point, depth + 1)
    base = path_of(module, receiver, point, depth + 1) if method in _JOINING else ""
    if method == "with_name" and base:
        base = os.path.dirname(base) or os.curdir  # noqa: PTH120
    return _joined(module, base, node, point, depth) if base else ""


def _of_package(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> str:
    """The folder of a package: `files("app.data")`, `files(__package__)`."""
    first = node.args[0].value if node.args else None
    if isinstance(first, cst.Name) and first.value in _OWN_PACKAGE:
        return str(module.source.path.absolute().parent)
    return _of_first(module, node, point, depth).replace(".", os.sep)


def _joined(module: Module, start: str, node: cst.Call, point: ProgramPoint, depth: int) -> str:
    parts = [path_of(module, one.value, point, depth + 1) for one in node.args]
    if any(one.keyword or one.star for one in node.args) or not all(parts):
        return ""
    return _below(start, *parts) if parts else start


def _of_first(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> str:
    first = node.args[0] if node.args else None
    if first is None or first.star:
        return ""
    return path_of(module, first.value, point, depth + 1)


def _method(node: cst.Call) -> str:
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return dotted(node.func)
