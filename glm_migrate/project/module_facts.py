"""What a module's top-level statements bind, read and hand on, told by the standard parser.

Names only, no values: enough to say which statements a value can pass through, at a tenth of the
price of a concrete syntax tree. Whatever is not plain here counts as read, never as unread.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# Statements of a module that only hold others.
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CHAINED = (ast.Name, ast.Attribute, ast.Subscript)
# Fields that hold names, numbers and signs.
_LEAVES = frozenset(
    "arg asname attr conversion ctx id is_async kind level module names op ops simple tag "
    "type_comment type_ignores rest kwd_attrs".split()
)
_DECLARED = frozenset({"annotation", "returns"})  # types that are only declared


@dataclass(frozen=True)
class Import:
    """One name that an import binds.

    Attributes:
        local: As the module calls it; `a.b` for `import a.b`, and `*` for all names.
        module: With leading dots where it is relative.
        member: Taken from the module; empty where the module itself is meant.
    """

    local: str
    module: str
    member: str = ""


@dataclass(frozen=True)
class StatementPart:
    """Some nodes of a statement: the arguments of a call, where a class sets an attribute."""

    nodes: tuple[ast.AST, ...]

    @cached_property
    def text(self) -> bytes:
        """What the parser would write for them."""
        return b"\n".join(ast.unparse(node).encode(errors="replace") for node in self.nodes)

    @cached_property
    def reads(self) -> frozenset[str]:
        """What is read there, as in `Statement.reads`."""
        return frozenset(chain for node in self.nodes for chain in _chains(node))


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement of a module; a class or a function is one, with all that is in it.

    Attributes:
        node: In the standard parser's tree.
        text: As it is written, without what surrounds it.
        binds: The names that it binds in the module.
        imports: Those of it that come from other modules, wherever in it they are imported.
    """

    node: ast.stmt
    text: bytes
    binds: frozenset[str]
    imports: tuple[Import, ...]

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names that it reads, each with its attributes: `settings.model`."""
        return frozenset(_chains(self.node))

    @cached_property
    def roots(self) -> frozenset[str]:
        """The same without their attributes."""
        return frozenset(chain.partition(".")[0] for chain in self.reads)

    @cached_property
    def calls(self) -> tuple[tuple[str, StatementPart], ...]:
        """The calls in it: what is called, and its arguments."""
        return tuple(
            (called, StatementPart((*node.args, *(one.value for one in node.keywords))))
            for node in within(self.node)
            if isinstance(node, ast.Call) and (called := _dotted(node.func))
        )

    @property
    def bases(self) -> tuple[str, ...]:
        """What a class derives from; nothing where it is no class."""
        return tuple(_dotted(base) for base in getattr(self.node, "bases", ()))

    @cached_property
    def fields(self) -> dict[str, StatementPart]:
        """The attributes that a class sets, each with where it is set; methods are none."""
        found: dict[str, list[ast.AST]] = {}
        for node in within(self.node) if isinstance(self.node, ast.ClassDef) else ():
            for name in _fields_set(node):
                found.setdefault(name, []).append(node)
        return {name: StatementPart(tuple(nodes)) for name, nodes in found.items()}

    @property
    def copies(self) -> str:
        """The name whose value, or whose instance, an assignment binds; empty for all others."""
        value = getattr(self.node, "value", None)
        if not isinstance(self.node, (ast.Assign, ast.AnnAssign)):
            return ""
        return _dotted(value.func if isinstance(value, ast.Call) else value)


def statements(data: bytes) -> tuple[Statement, ...] | None:
    """The statements of a module, those of its blocks one by one; None where it can't be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = data.splitlines(keepends=True)
    return tuple(_statement(node, lines) for node in _flat(tree.body) if not _is_text(node))


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, _BLOCKS):
            for name in ("body", "orelse", "finalbody"):
                yield from _flat(getattr(node, name, ()))
            for handler in getattr(node, "handlers", ()):
                yield from _flat(handler.body)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _statement(node: ast.stmt, lines: Sequence[bytes]) -> Statement:
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    text = b"".join(lines[first - 1 : node.end_lineno])
    nodes = within(node) if b"import" in text else ()
    imports = tuple(found for one in nodes for found in _imports(one))
    return Statement(node, text, frozenset(_bound(node)), imports)


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        yield node.name
        return
    for inner in within(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif isinstance(inner, (ast.Attribute, ast.Subscript)) and isinstance(inner.ctx, ast.Store):
            yield _dotted(inner).partition(".")[0]
        else:
            yield from (one.local for one in _imports(inner))


def _imports(node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.asname or alias.name, alias.name)
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            yield Import(alias.asname or alias.name, module, alias.name)


def _fields_set(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Attribute) and _dotted(target.value) in ("self", "cls"):
            yield target.attr


def _chains(node: ast.AST) -> Iterator[str]:
    """All names in a tree with their attributes; not the bare name of what has an attribute."""
    stack: list[ast.AST] = [node]
    while stack:
        current: ast.AST = stack.pop()
        chain = _dotted(current) if isinstance(current, _CHAINED) else ""
        if not chain:
            stack += _parts(current, _DECLARED)
            continue
        yield chain
        while isinstance(current, (ast.Attribute, ast.Subscript)):
            if isinstance(current, ast.Subscript):
                stack.append(current.slice)
            current = current.value


def within(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all in it, level by level as `ast.walk` has them, in a third of its time."""
    level = [node]
    while level:
        yield from level
        level = [inner for one in level for inner in _parts(one)]


def _parts(node: ast.AST, without: frozenset[str] = frozenset()) -> list[ast.AST]:
    """What is directly in a node, in source order, but for the fields `without`."""
    found: list[ast.AST] = []
    kind = type(node)
    names = _INNER.get(kind)
    if names is None:
        names = _INNER[kind] = tuple(name for name in kind._fields if name not in _LEAVES)
    for name in names:
        value = getattr(node, name, None)
        if type(value) is list:
            found += [one for one in value if one is not None and type(one) is not str]
        elif isinstance(value, ast.AST) and name not in without:
            found.append(value)
    return found


# Those fields of each kind of node, found when it is first met, that hold nodes with something in
# them.
_INNER: dict[type[ast.AST], tuple[str, ...]] = {}


def _dotted(node: ast.AST | None) -> str:
    """`a.b.c` for names and their attributes; items are passed by, all else is empty."""
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        elif parts:
            parts.clear()  # what an item has is not what its holder has
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
