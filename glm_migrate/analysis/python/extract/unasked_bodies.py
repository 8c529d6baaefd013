"""Which functions of a file ask no model, make no client and hold no id: the others are sites.

Their bodies matter only where a value leads into them. Told by the words in them, and by the
standard library's parser where those may be a site; what is not plain here counts as one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from glm_migrate.analysis.limits import MAX_ID_TEXT, MIN_DEFERRED_BODY, MIN_DEFERRED_FILE
from glm_migrate.analysis.python.extract.prescreen import (
    ASKING,
    ESCAPED,
    HTTP_METHODS,
    METHODS,
    body_keywords,
    called_names,
    parsed,
)
from glm_migrate.analysis.python.semantics.deferred_bodies import Body
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.project.module_facts import within
from glm_migrate.project.prefilter import carries_a_value
from glm_migrate.text.source import Source

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPED = (ast.ClassDef, ast.Global, ast.Nonlocal)  # what a body says of names outside of it
_SAYING = frozenset({"class", "global", "nonlocal"})  # the words for them
_IMPORTS = (ast.Import, ast.ImportFrom)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
# What has those methods of a client that other objects have too.
_GIVING = frozenset({"messages", "with_raw_response", "with_streaming_response", "beta", "chat"})
_LIBRARY = re.compile(r"(?:import|from)[ \t]+(?:zai|zhipuai)\b")
_STRING = re.compile(rf"""["']([^"'\n]{{1,{MAX_ID_TEXT}}})(?=["'])""")
_SETTING = re.compile(r"""[:=][ \t]*["']?([\w./:@-]+)["']?[ \t]*,?[ \t]*(?:#.*)?\n""")
_RENAMED = re.compile(r"\bimport\b[^\n]*(?:\([^)]*)?\bas\b")
# A part of a client under a name that all methods of a class see.
_PARTS = "|".join(sorted({"chat", "messages", *METHODS}))
_ON_INSTANCE = re.compile(rf"\.\w+[ \t]*=[^=\n]*\.(?:{_PARTS})\b")
_GLOBAL = re.compile(r"(?m)^[ \t]*global\b")
_NAMES_GLM = re.compile(f"(?i){one_of('vendor')}")
# What LibCST may not give back: `except (A) :`; and a last line without an end.
_ODD = re.compile(r"\)[ \t]+:[ \t]*(?:#.*)?\n|[^\n]\Z")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class _Asking:
    """What a call or a string of one file is known by as a site.

    Attributes:
        names: Of what is called.
        handed: Names of what asks, of which a mention is enough: `submit(create, …)`.
        is_id: Whether a string is an id.
    """

    names: frozenset[str]
    handed: frozenset[str]
    is_id: Callable[[str], bool]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words without one of which no call and no statement is a site."""
        return self.names | METHODS | ASKING | HTTP_METHODS | _SAYING

    def holds(self, function: _Function, body: Body) -> bool:
        """Whether a function has a site in it, or says something of names outside of it."""
        is_plain = self.words.isdisjoint(body.words) and not self._may_spell(body.text)
        return not is_plain and any(map(self._is_site, within(function)))

    def _may_spell(self, text: str) -> bool:
        """Whether an id may stand in a text, as it is or with escapes, or a name is changed."""
        is_odd = ESCAPED.search(text) or _NAMES_GLM.search(text) or _RENAMED.search(text)
        return is_odd is not None or self._is_own(text)

    def _is_own(self, text: str) -> bool:
        return any(map(self.is_id, {*_STRING.findall(text), *_set_in(text)}))

    def _is_site(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return self._is_called(node)
        if _last(node) in self.handed:
            return True
        if isinstance(node, ast.Attribute):
            return node.attr in METHODS or (node.attr in ASKING and self._gives(node.value))
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and self._names_glm(node.value)
        if isinstance(node, _IMPORTS):
            return any(one.asname for one in node.names)
        return isinstance(node, _SCOPED)

    def _is_called(self, call: ast.Call) -> bool:
        """Whether a call can send a request or make a client."""
        name = _last(call.func)
        if name in HTTP_METHODS:
            return len(call.args) > 1 or any(one.arg in body_keywords() for one in call.keywords)
        return name in self.names

    def _gives(self, receiver: ast.AST) -> bool:
        """Whether a method that is called alike everywhere can be one of a chat client."""
        if isinstance(receiver, ast.Attribute):
            return receiver.attr in _GIVING
        return not isinstance(receiver, ast.Name) or receiver.id in self.names

    def _names_glm(self, text: str) -> bool:
        is_id = self.is_id(text) or any(map(self.is_id, _set_in(text)))
        return is_id or _NAMES_GLM.search(text) is not None


def unasked_bodies(
    source: Source, held: Container[int], is_id: Callable[[str], bool], known: Sequence[str]
) -> tuple[Body, ...]:
    """The bodies in `source` without a site, in its order; none where that is not certain.

    Args:
        held: The ids of the sources whose sites are asked for; others are read for values only.
        is_id: Whether a string is an id of interest.
        known: The user's own client factories.
    """
    code, is_held = source.code, id(source) in held
    if len(code) < MIN_DEFERRED_FILE or (is_held and carries_a_value(source.utf8)):
        return ()  # of a file that asks GLM most is looked at
    if "\r" in code or "\f" in code or _LIBRARY.search(code):
        return ()
    tree = parsed(source)
    lines = code.splitlines(keepends=True)
    if not isinstance(tree, ast.Module) or not all(line.endswith("\n") for line in lines[:-1]):
        return ()
    every = _bodies(lines, _functions(tree.body))
    if not is_held:
        return tuple(body for function, body in every if not _tells_outside(function, body))
    own = {name.rpartition(".")[2] for name in known}
    renamed = frozenset(_renamed(tree, code))
    names = (called_names() - ASKING) | own | {"__init__"} | renamed
    asking = _Asking(names, renamed, is_id)
    return tuple(body for function, body in every if not asking.holds(function, body))


def _set_in(text: str) -> list[str]:
    """What the lines of settings in a text may set."""
    return _SETTING.findall(text) if "\n" in text else []


def _tells_outside(function: _Function, body: Body) -> bool:
    """Whether a function binds names that are not its own, or has a class in it."""
    if _SAYING.isdisjoint(body.words):
        return False
    return any(isinstance(node, _SCOPED) for node in within(function))


def _renamed(tree: ast.Module, code: str) -> Iterator[str]:
    """The names of the module that stand for what asks: imported, or assigned."""
    words = called_names() | METHODS | {"messages"}
    is_set_within = _GLOBAL.search(code) or _ON_INSTANCE.search(code)
    for node in within(tree) if is_set_within else _outside_functions(tree):
        if isinstance(node, _IMPORTS):
            yield from (one.asname for one in node.names if one.asname and one.name in words)
        elif isinstance(node, _ASSIGNMENTS) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_last(one) in words for one in within(node.value)):
                yield from (name for target in targets if (name := _last(target)))


def _outside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The statements of a module and its classes, in blocks as well."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.expr)):
            waiting += ast.iter_child_nodes(node)


def _functions(body: Sequence[ast.stmt]) -> Iterator[_Function]:
    """The functions of a module and its classes; not those that only run in a branch."""
    for node in body:
        if isinstance(node, _FUNCTIONS):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def _bodies(
    lines: Sequence[str], functions: Iterator[_Function]
) -> Iterator[tuple[_Function, Body]]:
    """Each function with the whole lines of its body, where that is long enough and in ASCII."""
    end = start = offset = 0
    for function in functions:
        first = _first_line(function, lines)
        if first is None:
            continue
        before, text = "".join(lines[end:first]), "".join(lines[first : function.end_lineno])
        start, offset = start + len(before), offset + len(before.encode())
        if len(text) >= MIN_DEFERRED_BODY and text.isascii() and not _ODD.search(text):
            yield function, Body(text, start, offset)
        start, offset = start + len(text), offset + len(text.encode())
        end = function.end_lineno or first


def _first_line(function: _Function, lines: Sequence[str]) -> int | None:
    """The index of the first line of a body, with the comments before its first statement."""
    inner = function.body[0]
    first = min([inner.lineno, *(one.lineno for one in getattr(inner, "decorator_list", ()))]) - 1
    if lines[first][: inner.col_offset].strip() and first == inner.lineno - 1:
        return None  # on the line of the header
    while first and (not (above := lines[first - 1].strip()) or above.startswith("#")):
        first -= 1
    return first if first >= function.lineno else None


def _last(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
