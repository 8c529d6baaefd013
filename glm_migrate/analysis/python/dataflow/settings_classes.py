"""Classes of pydantic-settings: which variables and files their fields are read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import libcst as cst

from glm_migrate.analysis.python.dataflow.annotated import alternatives
from glm_migrate.analysis.python.dataflow.file_paths import path_of
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Module,
    ResolvedValues,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_SETTINGS_CLASSES
from glm_migrate.analysis.python.dataflow.records_in_texts import decoded, record_of
from glm_migrate.analysis.python.dataflow.settings_reads import each, entry_of, value_of_variable
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.settings_readers import ordered, readers

_NAMES = ("alias", "validation_alias", "env")
Options = dict[str, cst.BaseExpression]
Keys = tuple[Class, tuple[str, ...]]


def value_of_field(
    module: Module, klass: Class, field: str, node: cst.BaseExpression, depth: int
) -> ResolvedValues:
    """What the project's files set the variables of a field to, as `node` of `module` reads it."""
    found = ResolvedValues()
    for owner, name in _variables(klass, field):
        found += _set_to(module, owner, name, node, depth)
    if not _is_text(klass, field):
        found = decoded(module, node, found)
    records = _of_records(module, klass, field, node, depth)
    return ResolvedValues.sum((found, *records, *_of_files(klass, field, depth)))


def _set_to(
    module: Module, owner: Class, name: str, node: cst.BaseExpression, depth: int
) -> ResolvedValues:
    """What the project's files set a variable of a settings class to."""
    options, at = _options(owner), owner.module.symbols.points[owner.node]
    folds_case = not _is_true(options.get("case_sensitive"))
    found = value_of_variable(module, name, node, depth, folds_case=folds_case)
    near = {one.source.path for one in module.program.environment(module)}
    for path in _paths(owner.module, options.get("env_file"), at):
        document = owner.module.program.settings_file(owner.module, path)
        if document is None or not document.roots or document.source.path in near:
            continue
        value = entry_of(document.roots[0], name, folds_case=folds_case)
        if value is not None:
            hop = owner.module.hop(owner.node, f"env_file({path})")
            point = document.symbols.point(value)
            found += document.resolver.resolve(value, point, depth).behind((hop,))
    return found


def _of_records(
    module: Module, klass: Class, field: str, node: cst.BaseExpression, depth: int
) -> Iterator[ResolvedValues]:
    """What variables hold that are JSON for a whole field: `LLM={"model": "glm-4.5"}`."""
    names = (field, *aliases_of(klass, field))
    for owner, (first, *inner) in _keys(klass, field):
        for name in _own_names(owner, first) if inner else ():
            for text in _set_to(module, owner, name, node, depth).found:
                record = record_of(text)
                for last in names if record is not None else ():
                    assert record is not None
                    value = _at(record.node, (*inner[:-1], last))
                    if value is not None:
                        point = record.module.symbols.point(value)
                        yield record.module.resolver.resolve(value, point, depth).behind(record.via)


def _is_text(klass: Class, field: str) -> bool:
    """Whether a field is declared to hold a text as it is."""
    plain = readers("pydantic-settings", "texts")
    return any(
        not plain.isdisjoint(alternatives(definition.annotation))
        for one in klass.ancestors
        for _, definition in one.definitions(field)
        if definition.annotation is not None
    )


def _of_files(klass: Class, field: str, depth: int) -> Iterator[ResolvedValues]:
    """What the files hold that a settings class names: `yaml_file="config.yaml"`."""
    for owner, keys in _keys(klass, field):
        options, at = _options(owner), owner.module.symbols.points[owner.node]
        for word in ordered("pydantic-settings", "files"):
            for path in _paths(owner.module, options.get(word), at):
                document = owner.module.program.settings_file(owner.module, path)
                value = _at(document.roots[0], keys) if document and document.roots else None
                if document is not None and value is not None:
                    hop = owner.module.hop(owner.node, f"{word}({path})")
                    point = document.symbols.point(value)
                    yield document.resolver.resolve(value, point, depth).behind((hop,))


def _paths(module: Module, node: cst.BaseExpression | None, point: ProgramPoint) -> Iterator[str]:
    for one in each(node) if node is not None else ():
        if path := path_of(module, one, point):
            yield path


def _at(table: cst.CSTNode, keys: tuple[str, ...]) -> cst.BaseExpression | None:
    found = entry_of(table, keys[0])
    return _at(found, keys[1:]) if found is not None and keys[1:] else found


def _variables(klass: Class, field: str) -> Iterator[tuple[Class, str]]:
    """The variables of a field, each with the settings class that reads it."""
    for holder, (first, *inner) in _keys(klass, field):
        delimiter = _text(_options(holder).get("env_nested_delimiter"))
        if not inner or delimiter:
            for name in _own_names(holder, first):
                yield holder, delimiter.join((name, *inner))


def _keys(klass: Class, field: str) -> Sequence[Keys]:
    """The settings classes that hold a field, each with the fields that lead to it; remembered."""
    return klass.module.remembered(
        klass.node, (_keys, field), lambda: tuple(_holders(klass, field, 0)), in_cycle=()
    )


def _holders(klass: Class, field: str, steps: int) -> Iterator[Keys]:
    if _is_settings(klass):
        yield klass, (field,)
        return
    project = klass.module.program.project
    if steps >= MAX_SETTINGS_CLASSES or not any(map(project.mentioning, _class_names())):
        return
    key = (_holding, klass.node)
    for holder, outer in klass.module.kept(key, lambda: tuple(_holding(klass))):
        above = _holders(holder, outer, steps + 1)
        yield from ((one, (*keys, field)) for one, keys in above)


def _holding(klass: Class) -> Iterator[tuple[Class, str]]:
    """The classes with a field that holds a `klass`, each with that field."""
    for module in mentioning(klass.module, klass.node.name.value):
        for holder in module.classes:
            if holder is not klass:
                yield from ((holder, outer) for outer in _fields_of_type(holder, klass))


@cache
def _class_names() -> frozenset[str]:
    """The last parts of the names of pydantic's own settings classes."""
    return frozenset(one.rpartition(".")[2] for one in readers("pydantic-settings", "classes"))


def _is_settings(klass: Class) -> bool:
    """Whether a class derives from pydantic's settings, be it through others."""
    return klass.module.kept((_is_settings, klass.node), lambda: _derives_from_settings(klass))


def _derives_from_settings(klass: Class) -> bool:
    classes = readers("pydantic-settings", "classes")
    return any(
        full_name(base.value, one.module.symbols.points[one.node]) in classes
        for one in klass.ancestors
        for base in one.node.bases
    )


def aliases_of(klass: Class, field: str) -> Iterator[str]:
    """Other names under which a record may hold a field of a class."""
    yield from (name for one in _declared(klass, field) for name in _aliases(one))


def _own_names(klass: Class, field: str) -> Iterator[str]:
    """The variables of a field of a settings class, by its aliases or else its own name."""
    named = list(aliases_of(klass, field))
    prefix = _text(_options(klass).get("env_prefix"))
    yield from named or [f"{prefix}{field}"]


def _declared(klass: Class, field: str) -> Iterator[cst.Call]:
    """The calls of `Field` that declare a field."""
    for one in klass.ancestors:
        for _, definition in one.definitions(field):
            if isinstance(definition.value, cst.Call):
                yield definition.value


def _aliases(call: cst.Call) -> Iterator[str]:
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value in _NAMES:
            yield from _texts(argument.value)


def _texts(node: cst.BaseExpression) -> Iterator[str]:
    """The texts of `"A"`, of `["A", "B"]` and of `AliasChoices("A", "B")`."""
    if isinstance(node, cst.SimpleString):
        yield str(meaning(node))
    elif isinstance(node, (cst.List, cst.Tuple)):
        yield from (text for one in node.elements for text in _texts(one.value))
    elif isinstance(node, cst.Call):
        yield from (text for one in node.args for text in _texts(one.value))


def _fields_of_type(holder: Class, klass: Class) -> Iterator[str]:
    """The fields of a class that are declared to hold a `klass`."""
    for statement in holder.node.body.body:
        for one in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if not isinstance(one, cst.AnnAssign) or not isinstance(one.target, cst.Name):
                continue
            if klass.node.name.value in alternatives(one.annotation.annotation):
                yield one.target.value


def _options(klass: Class) -> Options:
    """The options in `model_config = SettingsConfigDict(…)` or `class Config`, nearest first."""
    found: Options = {}
    for one in reversed(klass.ancestors):
        for statement in one.node.body.body:
            found |= dict(_of_statement(statement))
    return found


def _of_statement(
    statement: cst.BaseStatement | cst.BaseSmallStatement,
) -> Iterator[tuple[str, cst.BaseExpression]]:
    if isinstance(statement, cst.ClassDef) and statement.name.value == "Config":
        for inner in statement.body.body:
            yield from _assigned(inner)
    for name, value in _assigned(statement):
        if name == "model_config":
            yield from _entries(value)


def _assigned(
    statement: cst.BaseStatement | cst.BaseSmallStatement,
) -> Iterator[tuple[str, cst.BaseExpression]]:
    """The names that a line of plain assignments binds, each with its value."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return
    for one in statement.body:
        target = one.targets[0].target if isinstance(one, cst.Assign) else None
        target = one.target if isinstance(one, cst.AnnAssign) else target
        value = one.value if isinstance(one, (cst.Assign, cst.AnnAssign)) else None
        if isinstance(target, cst.Name) and value is not None:
            yield target.value, value


def _entries(node: cst.BaseExpression) -> Iterator[tuple[str, cst.BaseExpression]]:
    """The options of a call with keywords, or of a dict."""
    if isinstance(node, cst.Call):
        yield from ((one.keyword.value, one.value) for one in node.args if one.keyword)
    elif isinstance(node, cst.Dict):
        for one in node.elements:
            if isinstance(one, cst.DictElement) and isinstance(one.key, cst.SimpleString):
                yield str(meaning(one.key)), one.value


def _text(node: cst.BaseExpression | None) -> str:
    return str(meaning(node)) if isinstance(node, cst.SimpleString) else ""


def _is_true(node: cst.BaseExpression | None) -> bool:
    return isinstance(node, cst.Name) and node.value == "True"
