"""Tell the files apart that can hold a site, before LibCST is even imported.

Exact in one direction: what is rejected here holds no such id as a whole string and calls nothing
that asks a chat model or makes a client. First the text is searched for their names, then the
standard library's parser tells words in code from words in prose and calls from types; it only ever
rejects: where it can't read a file (newer syntax, too deep), LibCST is asked.
"""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from glm_migrate.analysis.limits import MAX_ID_TEXT
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.project.module_facts import within
from glm_migrate.text.kept import KeptByFile
from glm_migrate.text.source import Source

METHODS = frozenset({"completions", "asyncCompletions", "ChatCompletion", "model_api"})
ASKING = callables("asks-chat")
HTTP_METHODS = callables("asks-http")
_BODY_KEYS = frozenset({"model", "messages"})  # of a raw request
_PATH = "chat/completions"  # of its address, where another file builds the body

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

# Fields of syntax nodes that hold names, numbers and signs.
_LEAVES = frozenset(
    "arg asname attr conversion ctx id is_async kind level lineno module name op ops simple tag "
    "type_comment".split()
)

# What may be a string, or a piece of an f-string: all on a line between two quotes or braces.
_PIECE = re.compile(rf"""["'{{}}]([^"'{{}}\\\n]{{1,{MAX_ID_TEXT}}})(?=["'{{}}])""")
# Strings that don't spell what they are: with escapes for letters, or in pieces that mention GLM.
ESCAPED = re.compile(r"\\(?:[xuUN0-7]|\r?\n)")
_IN_PIECES = re.compile(
    rf"""glm[^"'\n]{{0,{MAX_ID_TEXT}}}["'][\s\\()]*(?:\#[^\n]*\s*)*[a-z]{{0,2}}["']""",
    re.IGNORECASE,
)


READ = KeptByFile[ast.AST | None]()


def may_hold_sites(source: Source, is_id: Callable[[str], bool], known: tuple[str, ...]) -> bool:
    """Whether `source` can hold a chat call, or a string for which `is_id` holds."""
    words = _words() | {name.rpartition(".")[2] for name in known}
    if not _may_spell(source.code, words, is_id):
        return False
    tree = READ.of(source.path, source.data, lambda: parsed(source))
    if tree is None:
        return True
    holds = _holds(tree, words, is_id) or (_gives_body(source.code) and _posts_in_function(tree))
    return holds and _has_site(tree, is_id)


@cache
def _words() -> frozenset[str]:
    """Methods, constructors and functions through which a chat model is asked."""
    from glm_migrate import knowledge

    names = (*knowledge.constructors(), *knowledge.functions())
    generic = callables("asks-http", "takes-body-second", "makes-session")
    last = frozenset(name.rpartition(".")[2] for name in names)
    return METHODS | (last - generic)


def _may_spell(text: str, words: frozenset[str], is_id: Callable[[str], bool]) -> bool:
    """Whether the text may hold one of `words`, both keys or the path of a request, or an id."""
    if not text.isascii():  # Python reads names in this form
        text = unicodedata.normalize("NFKC", text)
    return (
        _any_of(words).search(text) is not None
        or all(key in text for key in _BODY_KEYS)
        or _PATH in text
        or any(f"{word}=" in text for word in body_keywords())
        or any(map(is_id, set(_PIECE.findall(text))))
        or ESCAPED.search(text) is not None
        or _IN_PIECES.search(text) is not None
    )


@cache
def called_names() -> frozenset[str]:
    """The last names of all that sends a request or makes what does, as it is called."""
    from glm_migrate import knowledge

    names = (*knowledge.constructors(), *knowledge.functions())
    later = frozenset(name for one in knowledge.clients().values() for name in one.later)
    return HTTP_METHODS | ASKING | later | {name.rpartition(".")[2] for name in names}


@cache
def _packages() -> frozenset[str]:
    """Client libraries whose imports are sites: those with a successor, and the successors."""
    from glm_migrate import knowledge

    pairs = ((one.package, one.successor) for one in knowledge.clients().values())
    return frozenset(name for old, new in pairs if new for name in (old, new.module))


def _has_site(tree: ast.AST, is_id: Callable[[str], bool]) -> bool:
    """Whether a call can ask a chat model, a string is an id, or such a library is imported.

    Names alone are none: most modules that know `OpenAI` or `ChatCompletion` only declare types.
    """
    called: set[str] = set()
    renamed: set[str] = set()
    for node in within(tree):
        if isinstance(node, ast.Call):
            called.update(_last_name(node))
        elif isinstance(node, ast.Attribute):
            if node.attr in METHODS:
                return True
            called.update(ASKING & {node.attr})  # also where it is handed on
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and len(node.value) <= MAX_ID_TEXT and is_id(node.value):
                return True
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            if not _packages().isdisjoint(_imported(node)):
                return True
            names = (one for one in node.names if one.name in called_names())
            renamed.update(one.asname for one in names if one.asname)
    return not called.isdisjoint(called_names() | renamed)


def _last_name(call: ast.Call) -> Iterator[str]:
    """What is called, without what it is taken from; `__init__` where that can send a request."""
    name = str(getattr(call.func, "attr", "") or getattr(call.func, "id", ""))
    if name != "__init__":
        yield name
    elif _is_of_base(call) or any(one.arg in body_keywords() for one in call.keywords):
        yield from called_names()


@cache
def body_keywords() -> tuple[str, ...]:
    """The keywords that give a raw request its body."""
    from glm_migrate import knowledge

    return knowledge.client("http").body_parameters


def _is_of_base(call: ast.Call) -> bool:
    """`super().__init__(…)`: the class may derive from a client."""
    owner = getattr(call.func, "value", None)
    return isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "super"


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The packages that a statement imports from."""
    if isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]
    else:
        yield from (one.name.partition(".")[0] for one in node.names)


@lru_cache(maxsize=2)
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b")


def parsed(source: Source) -> ast.AST | None:
    """The tree of the standard parser; None for what it can't read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _holds(tree: ast.AST, words: frozenset[str], is_id: Callable[[str], bool]) -> bool:
    stack: list[ast.AST] = [tree]
    body_keys: set[str] = set()
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Constant:
            value = node.value  # type: ignore[attr-defined]
            if not isinstance(value, str) or len(value) > MAX_ID_TEXT:
                continue
            if value in _BODY_KEYS:
                body_keys.add(value)
            if body_keys == _BODY_KEYS or _PATH in value or is_id(value):
                return True
            continue
        if kind is ast.Name:
            if node.id in words:  # type: ignore[attr-defined]
                return True
            continue
        if kind is ast.keyword and node.arg in _BODY_KEYS:  # type: ignore[attr-defined]
            body_keys.add(node.arg)  # type: ignore[attr-defined]
            if body_keys == _BODY_KEYS:
                return True
        if kind is ast.Attribute and node.attr in words:  # type: ignore[attr-defined]
            return True
        if kind is ast.alias and node.name.rpartition(".")[2] in words:  # type: ignore[attr-defined]
            return True
        for name in _inner(node._fields):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                stack += (one for one in inner if isinstance(one, ast.AST))
            elif isinstance(inner, ast.AST):
                stack.append(inner)
    return False


def _gives_body(text: str) -> bool:
    """Whether the text may give a request its body by a keyword."""
    return _any_of(frozenset(body_keywords())).search(text) is not None


def _posts_in_function(tree: ast.AST) -> bool:
    """Whether a function makes a request with a body that other code builds."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, _FUNCTIONS):
            stack += ast.iter_child_nodes(node)
        elif any(map(_posts, within(node))):
            return True
    return False


def _posts(call: ast.AST) -> bool:
    """Whether it is a request with a body that other code builds: `post(url, json=self.body())`."""
    if not isinstance(call, ast.Call) or not HTTP_METHODS.intersection(_last_name(call)):
        return False
    built = (ast.Name, ast.Attribute, ast.Call)
    return any(one.arg in body_keywords() and isinstance(one.value, built) for one in call.keywords)


@cache
def _inner(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a node's fields that hold nodes; `ast.iter_child_nodes` tries all, slowly."""
    return tuple(name for name in fields if name not in _LEAVES)
