"""What an id is for at one place, judged by the expression and statement around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.enumerations import is_enumeration
from glm_migrate.analysis.python.dataflow.generators import decorated_with
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.rows import is_record_by_place
from glm_migrate.analysis.python.dataflow.session_values import is_put_into_session
from glm_migrate.analysis.python.extract.catalogues import is_catalogue, is_one_of_several_records
from glm_migrate.analysis.python.extract.expected_fields import EXPECTED_WORD, is_assertion
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import one_of, words
from glm_migrate.model.mentions import Role

Ruling = tuple[Role, str]

# Roles of which a rename elsewhere in the project makes the program behave differently.
RENAME_SENSITIVE = {
    Role.LISTED: "listed",
    Role.TABLE: "the key of a table",
    Role.COMPARED: "compared",
    Role.ASSERTED: "asserted",
    Role.KEY: "a key",
}
_MODEL_WORD = re.compile(rf"(?i)(^|_){one_of('model-keyword')}(_?{one_of('model-keyword-end')})?$")
_MODEL_NAME = re.compile(f"(?i){one_of('model-variable')}")
_RECORD_WORDS, _DISPLAY_WORDS, _RECORDED_WORDS = (
    words("record"),
    words("display"),
    words("recorded"),
)
_RECORD_NAME = re.compile(f"{one_of('record-class')}$")
_METADATA = re.compile(rf"(?i)^(\w+_)?{one_of('metadata')}$")
_TUNING = "fine_tuning.jobs.create"
_COMPARE_CALLS = callables("tests-text", "compares-text")
_DESCRIBING = callables("describes-run")
_LABEL_CALLS = callables("labels", "logs", "writes")
_ERROR = re.compile(r"^\w*Error$")
_REGISTER_CALLS = re.compile(f"(?i)^_*{one_of('registering')}(_|$)")
_STARTING = callables("starts-function")
_COLLECTIONS = callables("sets", "lists")
_LIST_CALLS = _COLLECTIONS | callables("lists-choices")
_GIVING_ONE = callables("makes-context", "makes-fixture")
_ENV_CALLS = callables("reads-with-default", "reads-attribute", "takes-item")
_FIELD_CALLS = callables("declares-field-default")
_TRANSPARENT = (cst.BooleanOperation, cst.IfExp, cst.NamedExpr, cst.Await, cst.StarredElement)


def role_of(module: Module, node: cst.CSTNode) -> Ruling | None:
    """The role of the string (or of a name that holds it) at `node`; None for a docstring."""
    child, parent = _within(module, node)
    ruling = None if parent is None else _RULINGS.get(type(parent))
    if ruling is None or parent is None:
        return Role.OTHER, ""
    return ruling(module, parent, child)


def _within(module: Module, node: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The largest expression that gives `node`, and what it stands in."""
    parents = module.symbols.parents
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, _TRANSPARENT):
            node = parent
        elif _is_pass_through(parent, node, parents):
            node = parents[parent]
        else:
            break
    return node, parent


def is_model_of_tuning(module: Module, node: cst.CSTNode) -> bool:
    """Whether `node` is the model that a tuning job starts from."""
    _, argument = _within(module, node)
    if not isinstance(argument, cst.Arg) or argument.keyword is None:
        return False
    call, word = module.symbols.parents.get(argument), argument.keyword.value
    is_model = _MODEL_WORD.search(word) is not None
    return is_model and isinstance(call, cst.Call) and module.code(call.func).endswith(_TUNING)


def _is_pass_through(
    parent: cst.CSTNode, child: cst.CSTNode, parents: dict[cst.CSTNode, cst.CSTNode]
) -> bool:
    """A default in `os.getenv(k, d)` or `d.get(k, d)`: what matters is where the result goes."""
    call = parents.get(parent)
    if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
        return False
    name = dotted(call.func).rpartition(".")[2] or _called(call)
    if name == "setdefault" and isinstance(parents.get(call), cst.Expr):
        return False
    if name == "cast" or (name == "str" and len(call.args) == 1):
        return True
    if name in _FIELD_CALLS:
        return parent.keyword is None or parent.keyword.value == "default"
    return name in _ENV_CALLS and len(call.args) > 1 and parent is not call.args[0]


def _called(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted(call.func)


def _argument(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling | None:
    assert isinstance(node, cst.Arg)
    call = module.symbols.parents.get(node)
    if isinstance(call, cst.ClassDef):
        return Role.OTHER, "class keyword"
    assert isinstance(call, cst.Call)
    if _is_its_name(call, node):
        return None
    name = _called(call).rpartition(".")[2]
    if is_assertion(name):
        return Role.ASSERTED, f"{name}(…)"
    if name in _COMPARE_CALLS:
        return Role.COMPARED, f".{name}(…)"
    if name in _LABEL_CALLS or _ERROR.match(name):
        return Role.LABEL, f"{name}(…)"
    if is_put_into_session(call, module.symbols.point(call)) and node is not call.args[0]:
        return Role.SETTING, f"kept as {module.code(call.args[0].value)}"
    if name in _LIST_CALLS and not (name in _COLLECTIONS and isinstance(call.func, cst.Attribute)):
        return Role.LISTED, f"{name}(…)"
    if is_catalogue(module, call, name, node):
        return Role.LISTED, f"one of several {name}(…)"
    keywords = {a.keyword.value for a in call.args if a.keyword is not None}
    if name == "setdefault" and node is not call.args[0]:
        key = module.code(call.args[0].value)
        return (Role.SETTING if _MODEL_NAME.search(key) else Role.OTHER), f"default for {key}"
    if node.keyword is None:
        if name == "dict":
            return Role.OTHER, "dict(…)"
        if isinstance(module.symbols.parents.get(call), cst.Decorator):
            return Role.KEY, f"registered with @{name}(…)"
        if _REGISTER_CALLS.match(name):
            return Role.KEY, f"registered with {name}(…)"
        return Role.OTHER, f"argument of {name}(…)" if name else "argument"
    word = node.keyword.value
    if (name == "add_argument" and word == "default") or (name == "option" and word == "default"):
        option = " ".join(module.code(a.value) for a in call.args if a.keyword is None)
        return (Role.SETTING if _MODEL_NAME.search(option) else Role.OTHER), f"{option} default"
    if EXPECTED_WORD.match(word):
        return Role.ASSERTED, f"{word}= of {name}(…)"
    if not _MODEL_WORD.search(word):
        return Role.OTHER, f"{word}= of {name}(…)"
    if dotted(call.func).endswith(".responses.create"):  # its `input` is no price
        return Role.SETTING, f"{word}= of {name}(…)"
    if module.code(call.func).endswith(_TUNING):
        return Role.OTHER, f"{word}= of {_TUNING}(…)"
    if _RECORD_NAME.search(name) or _describes(call):
        return Role.DESCRIBED, f"{word}= of {name}(…)"
    if keywords & _RECORD_WORDS or is_one_of_several_records(module, call, name):
        return Role.TABLE, f"{word}= of the record {name}(…)"
    return Role.SETTING, f"{word}= of {name}(…)"


def _describes(call: cst.Call) -> bool:
    """Whether a call stores or counts what was asked: `Run.objects.create(model=…)`."""
    name, last = dotted(call.func), _called(call)
    return last in _DESCRIBING or ".".join(name.split(".")[-2:]) in _DESCRIBING


def _element(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    """A value in a list; an index in a subscript is handled apart."""
    parent = module.symbols.parents.get(node)
    holder = module.symbols.parents.get(parent) if parent is not None else None
    if isinstance(holder, (cst.ComparisonTarget, cst.Comparison)):
        return Role.COMPARED, "in a comparison"
    if (name := _unpacked_to(node, parent, holder)) is not None:
        return _named(name)
    if isinstance(holder, cst.Arg) and (call := _given_to(module, holder)):
        return Role.OTHER, f"argument of {call}(…)"
    if is_record_by_place(parent, holder):
        return Role.OTHER, "part of a record"
    return Role.LISTED, "one of several"


def _given_to(module: Module, arguments: cst.Arg) -> str:
    """What gets a tuple as its arguments: `Thread(target=ask, args=(model,))`, `ask(*(model,))`."""
    call = module.symbols.parents.get(arguments)
    name = _called(call) if isinstance(call, cst.Call) else ""
    is_given = arguments.keyword is not None and arguments.keyword.value == "args"
    return name if arguments.star == "*" or (is_given and name in _STARTING) else ""


def _unpacked_to(
    element: cst.CSTNode, display: cst.CSTNode | None, statement: cst.CSTNode | None
) -> str | None:
    """The name that an element is assigned to in `url, model = "…", "glm-4.5"`."""
    if not isinstance(statement, cst.Assign) or not isinstance(display, cst.Tuple | cst.List):
        return None
    for target in (one.target for one in statement.targets):
        if isinstance(target, cst.Tuple | cst.List):
            pairs = zip(target.elements, display.elements, strict=False)
            met = next((own for own, other in pairs if other is element), None)
            if met is not None and len(target.elements) == len(display.elements):
                return dotted(met.value).rpartition(".")[2]
    return None


def _named(name: str) -> Ruling:
    """What an id is that is assigned to a variable or attribute of that name."""
    if _MODEL_NAME.search(name) and not name.lower().endswith("s"):
        return Role.SETTING, f"`{name}`"
    return Role.OTHER, "assignment"


def _dict_element(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling | None:
    assert isinstance(node, cst.DictElement)
    display = module.symbols.parents.get(node)
    assert isinstance(display, cst.Dict)
    if child is node.key:
        return Role.TABLE, "key of a table"
    keys = module.keys(display)
    if keys & _RECORDED_WORDS:
        return Role.RECORDED, "part of a recorded answer"
    if not isinstance(node.key, cst.SimpleString):
        return Role.OTHER, "value of a table"
    key = str(meaning(node.key))
    if key in _DISPLAY_WORDS:
        return None if _names_its_model(display, node) else (Role.LABEL, f'"{key}" of a record')
    if key == "name" and _names_its_model(display, node, otherwise_spelt=True):
        return None
    if keys & _RECORD_WORDS and "messages" not in keys:
        return Role.TABLE, f'"{key}" of a record'
    if _MODEL_WORD.search(key):
        if name := _metadata(module, display):
            return Role.DESCRIBED, f'"{key}" of `{name}`'
        role = Role.BATCH if _is_batched(module, display) else Role.SETTING
        return role, f'"{key}" of a dict'
    return Role.OTHER, f'"{key}" of a dict'


def _names_its_model(
    display: cst.Dict, label: cst.DictElement, *, otherwise_spelt: bool = False
) -> bool:
    """Whether another entry of a record is the id that a label is the name of.

    Args:
        otherwise_spelt: The label must be that very model in another spelling, as `GLM-4`.
    """
    others = (one.value for one in display.elements if one is not label)
    ids = [text_of(one) for one in others if knowledge.spelling(text_of(one)) is not None]
    return _is_name_of(text_of(label.value), ids) if otherwise_spelt else bool(ids)


def _is_name_of(label: str, ids: Sequence[str]) -> bool:
    """Whether a label is one of `ids` as people write it, with capitals."""
    return label != label.lower() and label not in ids and label.lower() in ids


def _is_its_name(call: cst.Call, node: cst.Arg) -> bool:
    """Whether `name=` of a record is the id beside it as people write it."""
    others = (text_of(one.value) for one in call.args if one is not node)
    is_name = node.keyword is not None and node.keyword.value in ("name", *_DISPLAY_WORDS)
    return is_name and _is_name_of(text_of(node.value), list(others))


def _metadata(module: Module, display: cst.Dict) -> str:
    """The name under which a dict tells about something else; empty for all others."""
    holder = module.symbols.parents.get(display)
    names: list[str] = []
    if isinstance(holder, cst.Arg):
        call = module.symbols.parents.get(holder)
        if isinstance(call, cst.Call) and _describes(call):
            return f"{_called(call)}(…)"
        names = [holder.keyword.value] if holder.keyword is not None else []
    elif isinstance(holder, cst.DictElement) and isinstance(holder.key, cst.SimpleString):
        names = [str(meaning(holder.key))]
    elif isinstance(holder, cst.Assign):
        names = [dotted(one.target).rpartition(".")[2] for one in holder.targets]
    return next((name for name in names if _METADATA.match(name)), "")


def _is_batched(module: Module, display: cst.Dict) -> bool:
    """Whether a request body is one line of a batch: `{"custom_id": …, "body": {…}}`."""
    entry = module.symbols.parents.get(display)
    line = module.symbols.parents.get(entry) if isinstance(entry, cst.DictElement) else None
    return isinstance(line, cst.Dict) and {"custom_id", "body"} <= module.keys(line)


def _comparison(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    if any(isinstance(above, cst.Assert) for above in _above(module, node)):
        return Role.ASSERTED, "in an assertion"
    return Role.COMPARED, "in a comparison"


def _assertion(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    return Role.ASSERTED, "in an assertion"


def _index(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    element = module.symbols.parents.get(node)
    holder = module.symbols.parents.get(element) if element is not None else None
    if isinstance(holder, cst.Subscript) and dotted(holder.value).endswith("Literal"):
        return Role.LISTED, "one of a Literal type"
    return Role.KEY, "key of a lookup"


def _case(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    return Role.COMPARED, "in a `match`"


def _assignment(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling | None:
    assert isinstance(node, (cst.Assign, cst.AnnAssign))
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    point = module.symbols.points[node]
    if _is_enum(module, point.scope.node):
        return Role.LISTED, "member of an enumeration"
    for target in targets:
        if isinstance(target, cst.Subscript):
            key = "".join(module.code(e) for e in target.slice).strip("\"'")
            if _MODEL_WORD.search(key):
                return Role.SETTING, f'"{key}" of a dict'
            continue
        ruling = _named(dotted(target).rpartition(".")[2])
        if ruling[0] is Role.SETTING:
            return ruling
    return Role.OTHER, "assignment"


def _is_enum(module: Module, node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ClassDef) and is_enumeration(module.klass(node))


def _parameter(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    assert isinstance(node, cst.Param)
    name = node.name.value
    if _MODEL_NAME.search(name) and not name.lower().endswith("s"):
        return Role.SETTING, f"default of `{name}`"
    return Role.OTHER, f"default of `{name}`"


def _statement(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling | None:
    return None


def _returned(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    name = module.symbols.points[node].scope.name
    if _MODEL_NAME.search(name) and not name.endswith("s"):
        return Role.SETTING, f"returned by `{name}`"
    return Role.OTHER, "returned"


def _yielded(module: Module, node: cst.CSTNode, child: cst.CSTNode) -> Ruling:
    """One of what a generator gives; a context manager or a fixture gives one thing only."""
    function = module.symbols.point(node).scope.function.node
    if isinstance(function, cst.FunctionDef) and decorated_with(function, _GIVING_ONE):
        return Role.OTHER, ""
    return Role.LISTED, "one of several"


def _above(module: Module, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    current = module.symbols.parents.get(node)
    while current is not None:
        yield current
        current = module.symbols.parents.get(current)


_RULINGS = {
    cst.Arg: _argument,
    cst.Element: _element,
    cst.DictElement: _dict_element,
    cst.Comparison: _comparison,
    cst.ComparisonTarget: _comparison,
    cst.Assert: _assertion,
    cst.Index: _index,
    cst.MatchValue: _case,
    cst.Assign: _assignment,
    cst.AnnAssign: _assignment,
    cst.Param: _parameter,
    cst.Expr: _statement,
    cst.Return: _returned,
    cst.Yield: _yielded,
}
