"""Who calls a function of the project, with what, and which functions a call goes to."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.call_graph import (
    CallResolver,
    called_functions,
    callees,
    function_run,
)
from glm_migrate.analysis.python.dataflow.interface import Module
from tests.analysis.python.reading import (
    class_named,
    expression,
    module,
    node,
    nodes,
    point_of,
    scope,
)

DEFINING = (cst.FunctionDef, cst.ClassDef)


def callers(where: Module, qualified: str) -> list[str]:
    found = CallResolver(where).callers(scope(where, qualified))
    return [there.code(call) for call, there in found]


def passed(code: str, qualified: str, name: str) -> list[str]:
    where = module(f"{code}\n")
    target = scope(where, qualified)
    (definition,) = target.definitions[name]
    found = CallResolver(where).passed(target, definition)
    return [there.code(argument) for argument, _, there in found]


@pytest.mark.parametrize(
    ("code", "function", "expected"),
    [
        pytest.param("def f(): pass\nf()\nf(1)", "f", ["f()", "f(1)"], id="a function"),
        pytest.param("def f(): pass\ndef g():\n    f = x\n    f()", "f", [], id="another f"),
        pytest.param("def f(): pass\nx.f()", "f", [], id="a method of something"),
        pytest.param(
            "def g():\n    def f(): pass\n    f()", "g.f", ["f()"], id="an inner function"
        ),
        pytest.param(
            "class A:\n    def f(self): pass\na = A()\na.f()\nother.f()\nf()",
            "A.f",
            ["a.f()"],
            id="a method of an instance",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        self.f()", "A.f", ["self.f()"], id="of itself"
        ),
        pytest.param(
            "class A:\n    def f(self): pass\nclass B(A): pass\nB().f()",
            "A.f",
            ["B().f()"],
            id="a method of a subclass",
        ),
        pytest.param(
            "class A:\n    def __init__(self): pass\nA()\nB()", "A.__init__", ["A()"], id="a class"
        ),
        pytest.param(
            "class A:\n    def __init__(self): pass\nclass B(A): pass\nB()",
            "A.__init__",
            ["B()"],
            id="a subclass without a constructor",
        ),
        pytest.param(
            "class A:\n    def __init__(self, x): pass\nclass B(A):\n    def __init__(self):\n"
            "        super().__init__(1)\nB()",
            "A.__init__",
            ["super().__init__(1)"],
            id="the constructor of a subclass",
        ),
    ],
)
def test_the_calls_of_a_function_are_found(code: str, function: str, expected: list[str]) -> None:
    assert callers(module(f"{code}\n"), function) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param("from example import f\nf(1)\n", ["f(1)"], id="imported"),
        pytest.param("from example import f as g\ng(1)\n", ["g(1)"], id="by another name"),
        pytest.param("import example\nexample.f(1)\n", ["example.f(1)"], id="by its module"),
        pytest.param("from elsewhere import f\nf(1)\n", [], id="another one"),
    ],
)
def test_a_call_in_another_file_counts(other: str, expected: list[str]) -> None:
    assert callers(module("def f(x): pass\n", other=other), "f") == expected


@pytest.mark.parametrize(
    ("code", "function", "expected"),
    [
        pytest.param("def f(a, m): pass\nf(1, 2)", "f", ["2"], id="by place"),
        pytest.param("def f(a, m): pass\nf(m=2, a=1)", "f", ["2"], id="by name"),
        pytest.param("def f(a, /, m): pass\nf(1, 2)", "f", ["2"], id="behind positional ones"),
        pytest.param("def f(a, m): pass\nf(1)", "f", [], id="left out"),
        pytest.param("def f(m): pass\nf(*x)\nf(**y)", "f", [], id="in a spread"),
        pytest.param("class A:\n    def f(self, m): pass\nA().f(2)", "A.f", ["2"], id="a method"),
        pytest.param(
            "class A:\n    @staticmethod\n    def f(m): pass\nA.f(2)",
            "A.f",
            ["2"],
            id="a static one",
        ),
    ],
)
def test_what_is_passed_for_a_parameter(code: str, function: str, expected: list[str]) -> None:
    assert passed(code, function, "m") == expected


def test_the_calls_of_a_lambda_are_not_looked_for() -> None:
    where = module("f = lambda m: m\nf(2)\n")
    inner = where.symbols.scopes[node(where, "lambda m: m", cst.Lambda)]

    assert not any(CallResolver(where).passed(inner, inner.definitions["m"][0]))


def test_of_the_calls_of_siblings_only_those_of_the_meant_class_count() -> None:
    where = module(
        "class A:\n    def __init__(self, m): pass\nclass B(A): pass\nclass C(A): pass\n"
        "B(1)\nC(2)\n"
    )
    target = scope(where, "A.__init__")

    with where.program.as_instance(class_named(where, "B")):
        found = list(CallResolver(where).passed(target, target.definitions["m"][0]))

    assert [where.code(argument) for argument, _, _ in found] == ["1"]


def test_a_name_is_a_function_only_where_it_leads_to_its_definition() -> None:
    where = module("def f(): pass\ng = f\nf = 1\n")
    target = node(where, "def f(): pass", cst.FunctionDef)
    graph = CallResolver(where)

    assert graph.defines(expression(where, "g"), where.end, target)
    assert not graph.defines(cst.Name("f"), where.end, target)
    assert not graph.defines(cst.parse_expression("f()"), where.end, target)


def test_an_instance_is_meant_only_in_the_methods_of_its_family() -> None:
    where = module("class A:\n    def f(self): one\nclass B(A): pass\ndef g(): two\n")
    graph, klass = CallResolver(where), class_named(where, "B")

    assert graph.instance_at(where.symbols.points[where.symbols.root.node.body[0]], where) is None  # type: ignore[attr-defined]
    with where.program.as_instance(klass):
        assert graph.instance_at(point_of(where, "one"), where) is klass
        assert graph.instance_at(point_of(where, "two"), where) is None


def test_few_callers_are_not_too_many() -> None:
    where = module("class A:\n    def f(self): pass\nA().f()\n")
    graph = CallResolver(where)

    assert len(graph.callers(scope(where, "A.f"))) == 1
    assert not graph.has_too_many_callers(scope(where, "A.f"))


@pytest.mark.parametrize(
    ("code", "goes_to"),
    [
        pytest.param("def f(): pass\nuse = f\nuse()", ["f"], id="a function"),
        pytest.param(
            "def f(): pass\ndef g(): pass\nuse = f if c else g\nuse()", ["f", "g"], id="two"
        ),
        pytest.param("class A: pass\nuse = A\nuse()", ["A"], id="a class"),
        pytest.param("from gone import use\nuse()", [], id="another package's"),
        pytest.param("use = lambda: 1\nuse()", [], id="a lambda"),
    ],
)
def test_what_a_call_goes_to(code: str, goes_to: list[str]) -> None:
    where = module(f"{code}\n")
    call = node(where, "use()", cst.Call)

    found = [one.node for one in callees(where, call)]

    assert [
        one.name.value for one in found if isinstance(one, (cst.FunctionDef, cst.ClassDef))
    ] == (goes_to)
    assert [one.node for one in called_functions(where, call)] == [
        one for one in found if isinstance(one, cst.FunctionDef)
    ]


@pytest.mark.parametrize(
    ("called", "reached", "run"),
    [
        pytest.param("f", ["f"], ["f"], id="a function"),
        pytest.param("A", ["A"], ["__init__"], id="a class with a constructor"),
        pytest.param("B", ["B"], [None], id="a class without one"),
        pytest.param("A().m", ["m"], ["m"], id="a method"),
        pytest.param("(f if x else B)", ["f", "B"], ["f", None], id="one of two"),
        pytest.param("print", [], [], id="a builtin"),
        pytest.param("A()", [], [], id="what an instance does is not seen"),
    ],
)
def test_the_code_of_the_project_that_a_call_reaches(
    called: str, reached: list[str], run: list[str | None]
) -> None:
    where = module(
        "def f(): pass\nclass A:\n    def __init__(self): pass\n    def m(self): pass\n"
        f"class B: pass\nuse({called}())\n"
    )
    (call,) = (one for one in nodes(where, f"{called}()", cst.Call))
    found = callees(where, call)
    functions = [function_run(one) for one in found]
    names = [one.node.name.value for one in found if isinstance(one.node, DEFINING)]

    assert names == reached
    assert [one.name.value if one else None for one in functions] == run
    assert {one.node for one in called_functions(where, call)} <= {one.node for one in found}
