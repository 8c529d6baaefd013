"""Uses of a text that is still being joined: what acts on it before the stream has ended.

A loop that joins fragments by index is right only if nobody takes the text for whole too soon.
Parsing it, or handing it to other code, in the loop is known to be late enough only behind a look
at the finish reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from glm_migrate.frontends.python.deltas import Part
from glm_migrate.frontends.python.names import Binding, Kind, Scope, dotted
from glm_migrate.frontends.python.scene import Scene, Seen
from glm_migrate.frontends.python.uses import Fate, Use, called, inside, use_of
from glm_migrate.frontends.python.variables import OWNERS, own_functions

_ROUNDS = 4
_THROUGH = frozenset(
    "list sorted tuple enumerate reversed iter next dict copy deepcopy str zip map filter".split()
)
_READING = frozenset("values items get pop popitem setdefault copy keys strip join".split())
_FILLING = frozenset("append update clear extend add insert remove write".split())
_TAKEN = frozenset({Fate.PARSED, Fate.PASSED, Fate.YIELDED, Fate.RETURNED})


def taken_early(scene: Scene, joins: Iterable[Seen]) -> str:
    """How a text is used while it is still being joined; empty where it is not."""
    for function, roots in _roots(scene, joins).items():
        for use, node in _uses(scene, function, _with_aliases(scene, function, roots)):
            if _is_taken(scene, use, node):
                line = scene.tree.line(node)
                return f"line {line} uses the joined text before the stream has ended"
    return ""


def _roots(scene: Scene, joins: Iterable[Seen]) -> dict[Scope, set[str]]:
    """Per function, the variables that hold what is joined."""
    found: dict[Scope, set[str]] = {}
    own = scene.tree.names.place(scene.loop).scope.function
    for one in joins:
        if one.tree is not scene.tree or one.use.target is None:
            continue
        root = root_of(one.use.target)
        function = one.place.scope.function
        found.setdefault(function, set()).add(root)
        if root.partition(".")[0] in OWNERS:
            found.setdefault(own, set()).add(root)
    for one in scene.seen:
        if one.tree is scene.tree and one.place.scope.function is own:
            found.setdefault(own, set()).update(_fed(scene, one))
    return {function: roots - {""} for function, roots in found.items()}


def _fed(scene: Scene, one: Seen) -> Iterator[str]:
    """The objects that a part of the answer is handed to, or handed over together with."""
    call = one.use.holder
    if one.use.fate is not Fate.PASSED or not isinstance(call, cst.Call):
        return
    if not scene.is_own(one.tree, call):
        return
    if isinstance(call.func, cst.Attribute) and (root := root_of(call.func.value)) not in OWNERS:
        yield root
    for argument in call.args:
        plain = isinstance(argument.value, (cst.Name, cst.Attribute))
        if plain and scene.deltas.of(one.tree, argument.value) is None:
            yield root_of(argument.value)


def root_of(node: cst.CSTNode) -> str:
    """The variable from which an expression is read: `calls` of `calls[i]["arguments"]`."""
    while True:
        text = dotted(node)
        if text:
            first, _, rest = text.partition(".")
            return f"{first}.{rest.partition('.')[0]}" if first in OWNERS and rest else first
        if isinstance(node, cst.Call):
            plain = isinstance(node.func, cst.Name) and node.func.value in _THROUGH and node.args
            node = node.args[0].value if plain else node.func
        elif isinstance(node, (cst.Attribute, cst.Subscript, cst.NamedExpr)):
            node = node.value
        elif isinstance(node, cst.Await):
            node = node.expression
        elif isinstance(node, cst.BooleanOperation):
            node = node.left
        elif isinstance(node, cst.IfExp):
            node = node.body
        else:
            return ""


def _with_aliases(scene: Scene, function: Scope, roots: set[str]) -> set[str]:
    """`roots` with the names that are read from them, or from which they are read."""
    known = set(roots)
    for _ in range(_ROUNDS):
        fresh: set[str] = set()
        for name, bindings in function.bindings.items():
            for source in filter(None, (_source(scene, binding) for binding in bindings)):
                if source in known:
                    fresh.add(name)
                elif name in known:
                    fresh.add(source)
        if fresh <= known:
            break
        known |= fresh
    return known


def _source(scene: Scene, binding: Binding) -> str:
    """The variable from which a binding takes its object, if it takes it from one."""
    if binding.value is None or binding.kind not in (Kind.ASSIGN, Kind.LOOP, Kind.UNPACK):
        return ""
    if scene.deltas.of(scene.tree, binding.value) is not None:
        return ""
    root = root_of(binding.value)
    scope = scene.tree.resolver.scope_of(root.partition(".")[0], binding.place.scope)
    if scope is None:
        return ""
    fixed = (Kind.IMPORT, Kind.FUNCTION, Kind.CLASS)
    bound = scope.bindings.get(root.partition(".")[0], ())
    return "" if any(one.kind in fixed for one in bound) else root


def _uses(scene: Scene, function: Scope, names: set[str]) -> Iterator[tuple[Use, cst.CSTNode]]:
    """What becomes of each read of `names`, and of their items, that runs once a chunk."""
    tree = scene.tree
    for name in sorted(names):
        for node in tree.names.uses.get(name.rpartition(".")[2], ()):
            if dotted(node) != name or tree.names.place(node).scope.function is not function:
                continue
            if scene.in_loop(tree, node) and node is not getattr(scene.loop, "iter", None):
                yield _followed(scene, node), node


def _followed(scene: Scene, node: cst.CSTNode) -> Use:
    """The use of what is read from an object by keys, attributes and reading methods."""
    current = node
    while True:
        use = use_of(scene.tree, current)
        if use.fate is Fate.METHOD and isinstance(use.holder, cst.Call):
            if _is_fed(scene, use.holder) or called(use.holder) in _FILLING:
                return Use(Fate.DROPPED, current, use.holder)
        elif use.fate is not Fate.STEP:
            return use
        if use.holder is current:
            return use
        current = use.holder


def _is_fed(scene: Scene, call: cst.Call) -> bool:
    """Whether a method is given a part of the answer, to join it, and its result goes nowhere."""
    given = any(scene.deltas.of(scene.tree, one.value) for one in call.args)
    return given and use_of(scene.tree, call).fate is Fate.DROPPED


def _is_taken(scene: Scene, use: Use, node: cst.CSTNode) -> bool:
    """Whether a use takes the text for whole."""
    appended = use.fate in (Fate.APPENDED, Fate.EXTENDED)
    if use.fate not in _TAKEN and not appended:
        return False
    asked = frozenset[Part]().union(
        *(scene.mentions(scene.tree, test) for test in scene.tests(scene.tree, node))
    )
    if asked & {Part.FINISH, Part.USAGE} or (appended and Part.INDEX in asked):
        return False
    if appended and isinstance(use.holder, cst.Call) and isinstance(use.holder.func, cst.Attribute):
        return not _is_whole_object(use)
    if use.fate is Fate.PASSED and isinstance(use.holder, cst.Call):
        merges = any(
            scene.deltas.of(scene.tree, inner) is not None
            for argument in use.holder.args
            for inner in inside(argument)
        )
        return not (merges and any(True for _ in own_functions(scene, use.holder)))
    return True


def _is_whole_object(use: Use) -> bool:
    """`order.append(call)`: the object itself is kept, and goes on growing."""
    return isinstance(use.value, cst.Name) and use.made is None
