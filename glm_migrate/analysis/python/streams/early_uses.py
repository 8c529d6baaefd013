"""Uses of a text that is still being joined: what acts on it before the stream has ended.

A loop that joins fragments by index is right only if nobody takes the text for whole too soon.
Parsing it, or handing it to other code, in the loop is known to be late enough only behind a look
at the finish reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, Use, called, inside, use_of
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Scope, dotted
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.loop_variables import OWNERS, Variables, own_functions
from glm_migrate.analysis.python.streams.scene import Scene, Seen

_ROUNDS = 4
_THROUGH = frozenset(
    "list sorted tuple enumerate reversed iter next dict copy deepcopy str zip map filter".split()
)
_FILLING = frozenset("append update clear extend add insert remove write".split())
_HARMLESS = frozenset({Fate.DROPPED, Fate.TESTED, Fate.KEY, Fate.SHOWN, Fate.ITERATED})
_LATE = frozenset({Part.FINISH, Part.USAGE})
_TARGETS = (cst.Assign, cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)
_LEAVING = (cst.Break, cst.Return, cst.Raise)


def taken_early(scene: Scene, joins: Iterable[Seen]) -> str:
    """How a text is used while it is still being joined; empty where it is not."""
    for function, roots in _roots(scene, joins).items():
        known = _known(scene, function, roots)
        if line := _left(scene, function, known):
            return f"line {line} leaves the loop as soon as something was joined"
        line = _used(scene, function, known) or _called(scene, function, roots)
        if line:
            return f"line {line} uses the joined text before the stream has ended"
    return ""


def begins_anew(scene: Scene, one: Seen) -> bool:
    """Whether what is joined to is made again for every chunk, without a condition."""
    loop, function = scene.loop, one.place.scope.function
    if one.tree is not scene.tree or scene.tree.names.place(loop).scope.function is not function:
        return False
    if one.use.target is None or isinstance(loop, cst.CompFor):
        return False
    blocks = scene.structure.of(scene.tree)
    for name in _known(scene, function, {root_of(one.use.target)}):
        for binding in function.bindings.get(name, ()):
            value = binding.value
            made = binding.kind is Kind.ASSIGN and isinstance(value, (cst.Dict, cst.List))
            if not made or value is None or not scene.in_loop(scene.tree, value):
                continue
            owners = [owner for owner, _ in blocks.owners(blocks.statement(value) or value)]
            if owners and owners[0] is loop:
                return True
    return False


def _left(scene: Scene, function: Scope, known: set[str]) -> int:
    """Where the loop is left because of what was joined, not because the stream is at its end."""
    loop = scene.loop
    if isinstance(loop, cst.CompFor) or scene.tree.names.place(loop).scope.function is not function:
        return 0
    if isinstance(loop, cst.While) and _mentions(loop.test, known):
        return scene.tree.line(loop)
    blocks = scene.structure.of(scene.tree)
    for node in inside(loop):
        if not isinstance(node, _LEAVING) or not blocks.within(node, loop):
            continue
        tests = list(blocks.demands(node, loop))
        if any(_mentions(test, known) for test in tests) and not _is_late(scene, tests):
            return scene.tree.line(node)
    return 0


def _mentions(node: cst.CSTNode, known: set[str]) -> bool:
    return any(
        isinstance(inner, (cst.Name, cst.Attribute)) and dotted(inner) in known
        for inner in inside(node)
    )


def _is_late(scene: Scene, tests: Iterable[cst.CSTNode]) -> bool:
    return any(scene.mentions(scene.tree, test) & _LATE for test in tests)


def _used(scene: Scene, function: Scope, known: set[str]) -> int:
    for use, node in _uses(scene, function, known):
        tests = scene.tests(scene.tree, node)
        if _is_taken(scene, use, known, tests) and not _is_late(scene, tests):
            return scene.tree.line(node)
    return 0


def _called(scene: Scene, function: Scope, roots: set[str]) -> int:
    """A call, without a fragment, of a function that reads what is joined: `self.finish()`."""
    names = scene.tree.names
    for call in names.calls:
        if names.place(call).scope.function is not function or not scene.in_loop(scene.tree, call):
            continue
        if any(scene.deltas.of(scene.tree, one.value) for one in call.args):
            continue
        within = Variables(scene)
        within.enter(call)
        if within.used & roots and not _is_late(scene, scene.tests(scene.tree, call)):
            return scene.tree.line(call)
    return 0


def _roots(scene: Scene, joins: Iterable[Seen]) -> dict[Scope, set[str]]:
    """Per function, the variables that hold what is joined."""
    found: dict[Scope, set[str]] = {}
    everywhere: set[str] = set()
    for one in joins:
        if one.tree is not scene.tree or one.use.target is None:
            continue
        root, function = root_of(one.use.target), one.place.scope.function
        for name in _known(scene, function, {root}):
            if name.partition(".")[0] in OWNERS or name not in function.bindings:
                everywhere.add(name)
        found.setdefault(function, set()).add(root)
    own = scene.tree.names.place(scene.loop).scope.function
    for one in scene.seen:
        if one.tree is scene.tree:
            function = one.place.scope.function
            found.setdefault(function, set()).update(everywhere)
            if function is own:
                found[function].update(_fed(scene, one))
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


def _known(scene: Scene, function: Scope, roots: set[str]) -> set[str]:
    """`roots` with the names that are read from them, or from which they are read."""
    bound = [
        (name, binding)
        for scope in scene.tree.names.scopes.values()
        if scope.function is function
        for name, bindings in scope.bindings.items()
        for binding in bindings
    ]
    known = set(roots)
    for _ in range(_ROUNDS):
        fresh: set[str] = set()
        for name, binding in bound:
            source = _source(scene, binding)
            if source in known:
                fresh.add(name)
            elif source and name in known:
                fresh.add(source)
        for use, _ in _uses(scene, function, known):
            kept = use.fate is Fate.STORED or (
                use.fate in (Fate.APPENDED, Fate.EXTENDED) and _is_whole_object(use)
            )
            if kept and use.target is not None:
                fresh.add(root_of(use.target))
        if fresh <= known:
            break
        known |= fresh
    return known - {""}


def _source(scene: Scene, binding: Binding) -> str:
    """The variable from which a binding takes its object, if it takes it from one."""
    value = binding.value
    if value is None or binding.kind not in (Kind.ASSIGN, Kind.LOOP, Kind.UNPACK):
        return ""
    if isinstance(value, (cst.Tuple, cst.List)) and binding.index is not None:
        value = value.elements[binding.index].value
    if scene.deltas.of(scene.tree, value) is not None:
        return ""
    root = root_of(value)
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
            if scene.deltas.of(tree, node) is None and scene.in_loop(tree, node):
                yield _followed(scene, node), node


def _followed(scene: Scene, node: cst.CSTNode) -> Use:
    """The use of what is read from an object, by keys, attributes, methods or within a text."""
    current = node
    while True:
        use = use_of(scene.tree, current)
        behind = use.holder
        if use.fate is Fate.METHOD and isinstance(behind, cst.Call):
            if _is_fed(scene, behind) or called(behind) in _FILLING:
                return Use(Fate.DROPPED, current, behind)
        elif use.fate is Fate.FORMATTED:
            behind = _whole_text(scene, behind)
            shown = use_of(scene.tree, behind)
            return Use(Fate.SHOWN if shown.fate is Fate.SHOWN else Fate.PASSED, current, behind)
        elif use.fate is not Fate.STEP:
            return use
        if behind is current:
            return use
        current = behind


def _whole_text(scene: Scene, node: cst.CSTNode) -> cst.CSTNode:
    """The formatted string around one of its fields."""
    parents = scene.tree.names.parents
    while isinstance(parents.get(node), (cst.FormattedString, cst.FormattedStringExpression)):
        node = parents[node]
    return node


def _is_fed(scene: Scene, call: cst.Call) -> bool:
    """Whether a method is given a part of the answer, to join it, and its result goes nowhere."""
    given = any(scene.deltas.of(scene.tree, one.value) for one in call.args)
    return given and use_of(scene.tree, call).fate is Fate.DROPPED


def _is_taken(scene: Scene, use: Use, known: set[str], tests: Iterable[cst.CSTNode]) -> bool:
    """Whether a use takes the text for whole."""
    fate, holder = use.fate, use.holder
    if fate in _HARMLESS:
        return False
    if fate is Fate.NAMED:  # `name, text = call["name"], call["text"]` names them one by one
        return use.made is not None and use.made is not getattr(holder, "value", None)
    if fate is Fate.OTHER:
        return not isinstance(holder, _TARGETS)
    if fate is Fate.JOINED:
        return use.target is None or root_of(use.target) not in known
    if fate is Fate.STORED:
        return False
    if fate in (Fate.APPENDED, Fate.EXTENDED):
        return not _is_whole_object(use) and not any(_asks_for_new(test) for test in tests)
    if fate is Fate.PASSED and isinstance(holder, cst.Call):
        merges = any(
            scene.deltas.of(scene.tree, inner) is not None
            for argument in holder.args
            for inner in inside(argument)
        )
        return not (merges and any(True for _ in own_functions(scene, holder)))
    return True


def _asks_for_new(test: cst.CSTNode) -> bool:
    """`index not in calls`, `calls[index] is None`."""
    return isinstance(test, cst.Comparison) and isinstance(
        test.comparisons[0].operator, (cst.In, cst.NotIn, cst.Is, cst.IsNot)
    )


def _is_whole_object(use: Use) -> bool:
    """`order.append(call)`: the object itself is kept, and goes on growing."""
    return isinstance(use.value, cst.Name) and use.made is None
