"""Statements as they lie in each other: the block around each, what comes before it, its guards.

`names.py` knows expressions and branches; moving a statement also needs the lines between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import SymbolTable
from glm_migrate.analysis.python.syntax.children import children

Block = cst.BaseSuite | cst.Module


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    """Where a statement lies.

    Attributes:
        owner: The compound statement (or `else`, handler …) around it; None in the module.
        block: The suite that holds it.
        index: Its position there.
    """

    owner: cst.CSTNode | None
    block: Block
    index: int

    @property
    def statements(self) -> Sequence[cst.CSTNode]:
        return self.block.body


class Blocks:
    """The slot of every statement of a module."""

    def __init__(self, module: cst.Module, symbols: SymbolTable) -> None:
        self._symbols = symbols
        self._slots: dict[cst.CSTNode, Slot] = {}
        self._above: dict[cst.CSTNode, cst.CSTNode] = {}  # `else`, handler → its statement
        self._exits: dict[Block, tuple[tuple[int, cst.CSTNode], ...]] = {}
        self._block(module, None)

    def _block(self, block: Block, owner: cst.CSTNode | None) -> None:
        stack: list[tuple[Block, cst.CSTNode | None]] = [(block, owner)]
        while stack:
            current, holder = stack.pop()
            for index, statement in enumerate(current.body):
                self._slots[statement] = Slot(holder, current, index)
                if isinstance(statement, cst.SimpleStatementLine):
                    for small in statement.body:
                        self._above[small] = statement
                else:
                    stack += self._inner(statement)

    def _inner(self, statement: cst.CSTNode) -> Iterator[tuple[Block, cst.CSTNode]]:
        """The suites of a compound statement; parts with a suite of their own own it."""
        pending = [statement]
        while pending:
            node = pending.pop()
            for child in children(node):
                if isinstance(child, cst.BaseSuite):
                    yield child, node
                elif isinstance(child, _PARTS):
                    self._above[child] = node
                    pending.append(child)

    def slot(self, statement: cst.CSTNode) -> Slot | None:
        return self._slots.get(statement)

    def statement(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The line or compound statement that holds an expression (or is `node` itself)."""
        current: cst.CSTNode | None = node
        while current is not None and current not in self._slots:
            current = self._above.get(current) or self._symbols.parents.get(current)
        return current

    def owners(self, statement: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, Slot]]:
        """Each enclosing statement part with the slot that leads into it, from the inside."""
        current: cst.CSTNode | None = statement
        while current is not None:
            slot = self._slots.get(current)
            if slot is None:
                current = self._above.get(current)
                continue
            if slot.owner is None:
                return
            yield slot.owner, slot
            current = slot.owner

    def loop(self, statement: cst.CSTNode) -> cst.For | cst.While | None:
        """The innermost loop around a statement."""
        owners = (owner for owner, _ in self.owners(statement))
        return next((one for one in owners if isinstance(one, (cst.For, cst.While))), None)

    def above(self, part: cst.CSTNode) -> cst.CSTNode | None:
        """The statement that an `else`, `elif` or handler belongs to."""
        return self._above.get(part)

    def within(self, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
        """Whether `node` lies in the statement `outer` (not in its header)."""
        statement = self.statement(node)
        if statement is None:
            return False
        return any(self._is_part(owner, outer) for owner, _ in self.owners(statement))

    def _is_part(self, owner: cst.CSTNode, outer: cst.CSTNode) -> bool:
        current: cst.CSTNode | None = owner
        while current is not None:
            if current is outer:
                return True
            if current in self._slots:
                return False
            current = self._above.get(current)
        return False

    def tests(self, node: cst.CSTNode, stop: cst.CSTNode | None = None) -> Iterator[cst.CSTNode]:
        """The conditions under which `node` is evaluated, up to the statement `stop`."""
        yield from self._tests_of_expression(node)
        statement = self.statement(node)
        if statement is None:
            return
        yield from self._exits_before(statement)
        for owner, _ in self.owners(statement):
            if owner is stop or isinstance(owner, (cst.FunctionDef, cst.ClassDef)):
                return
            yield from self._tests_of_owner(owner)
            yield from self._exits_before(self._whole(owner))

    def demands(self, node: cst.CSTNode, stop: cst.CSTNode | None = None) -> Iterator[cst.CSTNode]:
        """The conditions that let `node` be reached, without those whose `else` it is in."""
        statement = self.statement(node)
        if statement is None:
            return
        yield from self._conditions_before(statement)
        for owner, slot in self.owners(statement):
            if owner is stop or isinstance(owner, (cst.FunctionDef, cst.ClassDef)):
                return
            if isinstance(owner, cst.If) and slot.block is owner.body:
                yield owner.test
            yield from self._case(owner)
            yield from self._conditions_before(self._whole(owner))

    def _tests_of_expression(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        child, parent = node, self._symbols.parents.get(node)
        while parent is not None and child not in self._slots:
            if isinstance(parent, cst.IfExp) and child is not parent.test:
                yield parent.test
            elif isinstance(parent, cst.BooleanOperation) and child is parent.right:
                yield parent.left
            elif isinstance(parent, (cst.If, cst.While)):
                return
            elif isinstance(parent, _COMPREHENSIONS) and child is not parent.for_in:
                yield from _filters(parent.for_in)
            elif isinstance(parent, cst.CompFor) and child is parent.inner_for_in:
                yield from (one.test for one in parent.ifs)
            elif isinstance(parent, cst.CompIf):
                holder = self._symbols.parents.get(parent)
                if isinstance(holder, cst.CompFor):
                    before = list(holder.ifs)
                    yield from (one.test for one in before[: before.index(parent)])
            child, parent = parent, self._symbols.parents.get(parent)

    def _whole(self, part: cst.CSTNode) -> cst.CSTNode:
        """The statement that an `else`, `elif` or handler is a part of, or `part` itself."""
        while part not in self._slots:
            part = self._above[part]
        return part

    def _tests_of_owner(self, owner: cst.CSTNode) -> Iterator[cst.CSTNode]:
        if isinstance(owner, (cst.If, cst.While)):
            yield owner.test
        yield from self._case(owner)
        above = self._above.get(owner)
        while above is not None:
            if isinstance(above, (cst.If, cst.While)):
                yield above.test
            if above in self._slots:
                return
            above = self._above.get(above)

    def _case(self, owner: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What a `case` looks at."""
        match = self._above.get(owner)
        if isinstance(owner, cst.MatchCase) and isinstance(match, cst.Match):
            yield match.subject
            if owner.guard is not None:
                yield owner.guard

    def _exits_before(self, statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Tests of earlier `if …: continue` lines of the same block, and of assertions."""
        slot = self._slots[statement]
        if slot.block not in self._exits:
            self._exits[slot.block] = tuple(_exits(slot.statements))
        for index, test in self._exits[slot.block]:
            if index >= slot.index:
                return
            yield test

    def _conditions_before(self, statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Those of them that are true or false, without the subjects of `match`."""
        for test in self._exits_before(statement):
            if not isinstance(self._symbols.parents.get(test), cst.Match):
                yield test

    def handlers(self, node: cst.CSTNode, stop: cst.CSTNode | None = None) -> Iterator[str]:
        """What the `try` statements around `node` catch, by the last part of the names."""
        for handler in self._handlers(node, stop):
            yield from _caught(handler.type)

    def expected(self, node: cst.CSTNode, stop: cst.CSTNode | None = None) -> Iterator[str]:
        """The errors that the code around `node` expects.

        A handler for every error counts only where it goes on without a word: `except Exception:
        log(…)` is there for what nobody expects.
        """
        for handler in self._handlers(node, stop):
            names = tuple(_caught(handler.type))
            if _CATCHING_ALL.isdisjoint(names) or _is_quiet(handler.body):
                yield from names

    def _handlers(
        self, node: cst.CSTNode, stop: cst.CSTNode | None
    ) -> Iterator[cst.ExceptHandler | cst.ExceptStarHandler]:
        statement = self.statement(node)
        if statement is None:
            return
        for owner, slot in self.owners(statement):
            if isinstance(owner, (cst.FunctionDef, cst.ClassDef)):
                return
            if isinstance(owner, (cst.Try, cst.TryStar)) and slot.block is owner.body:
                yield from owner.handlers
            if owner is stop:
                return


def _exits(statements: Sequence[cst.CSTNode]) -> Iterator[tuple[int, cst.CSTNode]]:
    """The tests of a block after which it may be left, each with the index of its statement."""
    for index, statement in enumerate(statements):
        yield from ((index, test) for test in _exits_of(statement))


def _exits_of(statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The tests of one statement after which its block may be left."""
    if isinstance(statement, cst.If) and leaves(statement.body):
        yield statement.test
    elif isinstance(statement, cst.SimpleStatementLine):
        yield from (one.test for one in statement.body if isinstance(one, cst.Assert))
    elif isinstance(statement, cst.Match) and any(leaves(one.body) for one in statement.cases):
        yield statement.subject
    elif isinstance(statement, cst.With):  # which may swallow what is raised in it
        inner = (one for one in statement.body.body if isinstance(one, cst.If))
        yield from (one.test for one in inner if leaves(one.body) and not _raises(one.body))
    elif _goes_through(statement):
        yield from (test for one in statement.body.body for test in _exits_of(one))


def _raises(suite: cst.BaseSuite) -> bool:
    """Whether a suite may end by raising."""
    return any(isinstance(one, cst.Raise) for one in _small(suite))


def _small(suite: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    for statement in suite.body:
        if isinstance(statement, cst.SimpleStatementLine):
            yield from statement.body
        elif isinstance(statement, cst.If):
            yield from _small(statement.body)
            if isinstance(statement.orelse, cst.Else):
                yield from _small(statement.orelse.body)
        else:
            yield statement


def _goes_through(statement: cst.CSTNode) -> TypeGuard[cst.Try | cst.TryStar]:
    """Whether what follows a `try` runs only where its suite has run to the end."""
    if not isinstance(statement, (cst.Try, cst.TryStar)):
        return False
    return all(leaves(one.body) for one in statement.handlers)


def leaves(suite: cst.CSTNode) -> bool:
    """Whether a suite ends in a statement that never goes on to what follows."""
    body = suite.body if isinstance(suite, (cst.IndentedBlock, cst.SimpleStatementSuite)) else ()
    if not body:
        return False
    last: cst.CSTNode = body[-1]
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    if isinstance(last, cst.If):
        otherwise = last.orelse
        return isinstance(otherwise, cst.Else) and leaves(last.body) and leaves(otherwise.body)
    return isinstance(last, (cst.Continue, cst.Break, cst.Return, cst.Raise))


def _filters(clause: cst.CompFor | None) -> Iterator[cst.CSTNode]:
    while clause is not None:
        yield from (one.test for one in clause.ifs)
        clause = clause.inner_for_in


_CATCHING_ALL = frozenset({"Exception", "BaseException"})


def _is_quiet(suite: cst.CSTNode) -> bool:
    """Whether nothing is called, raised or left in a suite."""
    pending = [suite]
    while pending:
        node = pending.pop()
        if isinstance(node, (cst.Call, cst.Raise, cst.Break, cst.Return)):
            return False
        pending += children(node)
    return True


def _caught(kind: cst.BaseExpression | None) -> Iterator[str]:
    if kind is None:
        yield "BaseException"
    elif isinstance(kind, cst.Tuple):
        for element in kind.elements:
            yield from _caught(element.value)
    elif isinstance(kind, cst.Attribute):
        yield kind.attr.value
    elif isinstance(kind, cst.Name):
        yield kind.value


_PARTS = (
    cst.Else,
    cst.If,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.Finally,
    cst.MatchCase,
)
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
