"""The first thing that happens to a value, one step up from where it stands."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.effects import (
    Effect,
    EffectKind,
    called,
    effect_of,
    inside,
    trimmed,
)
from tests.analysis.python.reading import expression, module

K = EffectKind


def effect(code: str) -> Effect:
    """What happens to the last `x` of some code."""
    where = module(f"{code}\n")
    return effect_of(where, expression(where, "x"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("y = x", K.NAMED, id="bound"),
        pytest.param("y: str = x", K.NAMED, id="bound with a type"),
        pytest.param("if x: pass", K.TESTED, id="a condition"),
        pytest.param("y = 1 if x else 2", K.TESTED, id="the test of a conditional"),
        pytest.param("x and f()", K.TESTED, id="left of and"),
        pytest.param("y = not x", K.TESTED, id="negated"),
        pytest.param("y = x is None", K.TESTED, id="compared"),
        pytest.param("len(x)", K.TESTED, id="measured"),
        pytest.param("print(x)", K.SHOWN, id="printed"),
        pytest.param("sys.stdout.write(x)", K.SHOWN, id="written to the terminal"),
        pytest.param("f'{x}'", K.FORMATTED, id="formatted"),
        pytest.param("'%s' % x", K.FORMATTED, id="formatted with percent"),
        pytest.param("for y in x: pass", K.ITERATED, id="iterated"),
        pytest.param("[y for y in x]", K.ITERATED, id="iterated in a comprehension"),
        pytest.param("x.y", K.STEP, id="an attribute"),
        pytest.param("x[0]", K.STEP, id="an item"),
        pytest.param("x.get('k')", K.STEP, id="get"),
        pytest.param("getattr(x, 'y')", K.STEP, id="getattr"),
        pytest.param("x.strip()", K.METHOD, id="a method"),
        pytest.param("d[x]", K.KEY, id="a key"),
        pytest.param("{x: 1}", K.KEY, id="a key of a display"),
        pytest.param("d.get(x)", K.KEY, id="a key for get"),
        pytest.param("y += x", K.JOINED, id="added"),
        pytest.param("y = y + x", K.JOINED, id="in a sum"),
        pytest.param("''.join(x)", K.JOINED, id="joined"),
        pytest.param("json.loads(x)", K.PARSED, id="parsed"),
        pytest.param("d['k'] = x", K.STORED, id="an item set"),
        pytest.param("o.y = x", K.STORED, id="an attribute set"),
        pytest.param("d.setdefault('k', x)", K.STORED, id="a default set"),
        pytest.param("y.append(x)", K.APPENDED, id="appended"),
        pytest.param("y.extend(x)", K.EXTENDED, id="extended by"),
        pytest.param("f(x)", K.PASSED, id="passed"),
        pytest.param("f(y=x)", K.PASSED, id="passed by name"),
        pytest.param("append(x)", K.PASSED, id="passed to a function named like a method"),
        pytest.param("def f():\n    yield x", K.YIELDED, id="yielded"),
        pytest.param("def f():\n    yield from x", K.YIELDED, id="yielded from"),
        pytest.param("def f():\n    return x", K.RETURNED, id="returned"),
        pytest.param("x", K.DROPPED, id="dropped"),
        pytest.param("with x: pass", K.NAMED, id="a manager"),
        pytest.param("x += 1", K.OTHER, id="added to"),
        pytest.param("lambda: x", K.OTHER, id="in a lambda"),
    ],
)
def test_what_becomes_of_it(code: str, kind: EffectKind) -> None:
    assert effect(code).kind is kind


@pytest.mark.parametrize(
    ("code", "carrier"),
    [
        pytest.param("y = x or ''", "x or ''", id="or"),
        pytest.param("y = x if c else ''", "x if c else ''", id="an arm of a conditional"),
        pytest.param("async def f():\n    y = await x", "await x", id="await"),
        pytest.param("y = (z := x)", "(z := x)", id="a walrus"),
        pytest.param("y = str(x)", "str(x)", id="str"),
        pytest.param("y = c and x", "c and x", id="right of and"),
    ],
)
def test_what_passes_a_value_on_is_looked_through(code: str, carrier: str) -> None:
    found = effect(code)

    assert found.kind is EffectKind.NAMED
    assert cst.Module([]).code_for_node(found.value) == carrier
    assert found.made is None


@pytest.mark.parametrize(
    ("code", "made"),
    [
        pytest.param("y = [x]", "[x]", id="a list"),
        pytest.param("y = {'k': x}", "{'k': x}", id="a dict"),
        pytest.param("y = dict(k=x)", "dict(k=x)", id="a call of dict"),
        pytest.param("y = [x for _ in z]", "[x for _ in z]", id="a comprehension"),
    ],
)
def test_what_the_value_was_put_into_is_told(code: str, made: str) -> None:
    found = effect(code)

    assert found.kind is EffectKind.NAMED
    assert found.made is not None
    assert cst.Module([]).code_for_node(found.made) == made


@pytest.mark.parametrize(
    ("code", "target"),
    [
        pytest.param("buffer += x", "buffer", id="added"),
        pytest.param("buffer = buffer + x", "buffer", id="in a sum"),
        pytest.param("buffer.append(x)", "buffer", id="appended"),
        pytest.param("buffer['k'] = x", "buffer['k']", id="stored"),
    ],
)
def test_what_it_is_joined_to_is_told(code: str, target: str) -> None:
    found = effect(code).target

    assert found is not None
    assert cst.Module([]).code_for_node(found) == target


def test_a_method_of_the_project_is_no_list_to_append_to() -> None:
    log = "class Log:\n    def append(self, line): pass\nlog = Log()\nlog.append(x)"

    assert effect(log).kind is EffectKind.PASSED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("y = x.strip()", K.NAMED, id="behind a trim"),
        pytest.param("print(x.strip().lower())", K.SHOWN, id="behind two"),
        pytest.param("x.startswith('a')", K.TESTED, id="a test"),
        pytest.param("x.isdigit()", K.TESTED, id="a test by its name"),
        pytest.param("y = x.split()", K.METHOD, id="another method"),
        pytest.param("y = x", K.NAMED, id="no method at all"),
    ],
)
def test_a_trimmed_text_is_the_same_text(code: str, kind: EffectKind) -> None:
    where = module(f"{code}\n")

    assert trimmed(where, effect_of(where, expression(where, "x"))).kind is kind


@pytest.mark.parametrize(
    ("call", "name"), [("f()", "f"), ("a.b.f()", "f"), ("g().f()", "f"), ("g()()", "")]
)
def test_a_call_is_known_by_the_last_part_of_its_name(call: str, name: str) -> None:
    node = cst.parse_expression(call)
    assert isinstance(node, cst.Call)

    assert called(node) == name


def test_all_that_stands_in_an_expression_comes_in_its_order() -> None:
    every = inside(cst.parse_expression("a + f(b, c=d)[e]"))

    names = [one.value for one in every if isinstance(one, cst.Name)]

    assert names == ["a", "f", "b", "d", "e"]  # a keyword is no expression
