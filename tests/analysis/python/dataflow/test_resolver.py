"""Hop by hop: what an expression can be, where that is written, and what is said to be unseen."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from glm_migrate.analysis.python.dataflow.limits import MAX_DEPTH, MAX_STEPS
from glm_migrate.analysis.python.dataflow.resolver import ModuleResolver
from glm_migrate.model.values import UNSEEN, Constant
from tests.analysis.python.reading import expression, module, node, reasons, used, written

ENV = "import os\n"
FIELDS = "from pydantic import BaseModel, Field\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("use('a')", ["a"], id="a literal"),
        pytest.param(
            "c = configparser.ConfigParser()\nuse(c.get('glm', 'model'))", [], id="an option"
        ),
        pytest.param("use(('a'))", ["a"], id="a literal in parentheses"),
        pytest.param("use('a' 'b')", ["ab"], id="strings side by side"),
        pytest.param("use(f'a')", ["a"], id="an f-string without a placeholder"),
        pytest.param("use(r'\\a')", ["\\a"], id="a raw string"),
        pytest.param("use(1)", [1], id="an integer"),
        pytest.param("use(-0.5)", [-0.5], id="a negative number"),
        pytest.param("use(None)", [None], id="None"),
        pytest.param("use(not True)", [False], id="not"),
        pytest.param(
            "use([1, x, 'a'])", [(1, UNSEEN, "a")], id="a list with a part that is unseen"
        ),
        pytest.param("use({'a': 1, b: 2, **c})", [{"a": 1}], id="a dict with unseen parts"),
        pytest.param("A = 'a'\nuse(A)", ["a"], id="a constant"),
        pytest.param("A = B = 'a'\nuse(B)", ["a"], id="a chained assignment"),
        pytest.param("A, B = 'a', 'b'\nuse(B)", ["b"], id="a parallel assignment"),
        pytest.param("T = 'a', 'b'\nA, B = T\nuse(B)", ["b"], id="an unpacked tuple"),
        pytest.param("A: str = 'a'\nuse(A)", ["a"], id="an annotated constant"),
        pytest.param("use(x := 'a')", ["a"], id="a walrus"),
        pytest.param("use('a' if x else 'b')", ["a", "b"], id="both arms of a conditional"),
        pytest.param("use(None or 'a')", ["a"], id="or behind what is false"),
        pytest.param("use('a' or 'b')", ["a", "b"], id="or behind what is true keeps both"),
        pytest.param(
            "A = 'a'\nuse(A.strip().lower())", ["a"], id="methods that give the same text"
        ),
        pytest.param("A = 'a'\nuse(str(A))", ["a"], id="str"),
        pytest.param("use(cast(str, 'a'))", ["a"], id="cast"),
        pytest.param("async def f():\n    use(await 'a')", ["a"], id="await"),
        pytest.param("A = ['a', 'b']\nuse(A[0])", ["a"], id="an element"),
        pytest.param("A = ('a', 'b')\nuse(A[-1])", ["b"], id="an element from the end"),
        pytest.param("A = {'k': 'a'}\nuse(A['k'])", ["a"], id="an entry"),
        pytest.param("A = {'k': 'a'}\nK = 'k'\nuse(A[K])", ["a"], id="an entry by a named key"),
        pytest.param(
            "A = SimpleNamespace(m='a')\nuse(A.m)", ["a"], id="an attribute of a namespace"
        ),
        pytest.param("A = {'k': {'l': 'a'}}\nuse(A['k']['l'])", ["a"], id="an entry of an entry"),
        pytest.param("A = {'k': 'a'}\nuse(A.get('k'))", ["a"], id="an entry through get"),
        pytest.param("for m in ['a', 'b']:\n    use(m)", ["a", "b"], id="a loop over a list"),
        pytest.param("M = ('a', 'b')\nuse([m for m in M])", [], id="a comprehension is no literal"),
        pytest.param("class A:\n    m = 'a'\nuse(A.m)", ["a"], id="a class attribute"),
        pytest.param(
            "class A:\n    m = 'a'\nuse(A().m)", ["a"], id="an instance's class attribute"
        ),
        pytest.param(
            "class A:\n    m = 'a'\nclass B(A):\n    pass\nuse(B().m)",
            ["a"],
            id="an inherited attribute",
        ),
        pytest.param(
            "class A:\n    m = 'a'\nclass B(A):\n    m = 'b'\nuse(B().m)",
            ["b"],
            id="an overridden attribute",
        ),
        pytest.param(
            "class A:\n  def __init__(self):\n    self.m = 'a'\n  def f(self):\n    use(self.m)",
            ["a"],
            id="an attribute set in __init__",
        ),
        pytest.param(
            "class A:\n @property\n def m(self):\n  return 'a'\n def f(self):\n  use(self.m)",
            ["a"],
            id="a property",
        ),
        pytest.param(
            "class E(Enum):\n    A = 'a'\nuse(E.A.value)", ["a"], id="a member of an enumeration"
        ),
        pytest.param(
            FIELDS + "class S(BaseModel):\n    m: str = Field(default='a')\nuse(S().m)",
            ["a"],
            id="a field's default",
        ),
        pytest.param(
            FIELDS + "class S(BaseModel):\n    m: str = Field('a', alias='x')\nuse(S().m)",
            ["a"],
            id="a field's default by place",
        ),
        pytest.param(
            FIELDS
            + "class S(BaseModel):\n    m: str = Field(default_factory=lambda: 'a')\nuse(S().m)",
            ["a"],
            id="a field's factory",
        ),
        pytest.param("def f():\n    return 'a'\nuse(f())", ["a"], id="what a function returns"),
        pytest.param(
            "def f(x):\n    if x:\n        return 'a'\n    return 'b'\nuse(f(y))",
            ["a", "b"],
            id="every return",
        ),
        pytest.param("A = 'xa'\nuse(A.lstrip('x'))", ["a"], id="strip of characters"),
        pytest.param("A = 'z/a'\nuse(A.split('/')[-1])", ["a"], id="a part of a text"),
        pytest.param("A = 'abc'\nuse(A[:-len('c')])", ["ab"], id="a slice of a text"),
        pytest.param("V = 5\nuse(f'a-{V}')", ["a-5"], id="a text with a known part"),
        pytest.param("use(2 * 1024)", [2048], id="a product"),
        pytest.param("use(int('12'))", [12], id="a number that is written as text"),
        pytest.param(
            "def f(x):\n    if x:\n        return 'a'\n    return 'b'\nuse(f(1))",
            ["a"],
            id="the return that an argument leads to",
        ),
        pytest.param(
            "A = 'a'\nclass C:\n    A = 'b'\n    def f(self):\n        use(A)",
            ["a"],
            id="a method does not see class names",
        ),
        pytest.param(
            "A = 'a'\ndef f():\n    A = 'b'\n    return lambda: use(A)", ["b"], id="a closure"
        ),
        pytest.param("A = 'a'\ndel B\nuse(A)", ["a"], id="another name's del"),
    ],
)
def test_what_it_can_be(code: str, expected: list[Constant]) -> None:
    value = used(code + "\n")

    assert list(value.constants) == expected
    assert value.complete is bool(expected)


@pytest.mark.parametrize(
    ("code", "expected", "unseen"),
    [
        pytest.param("use(x)", [], "`x` is not defined in this file", id="an unknown name"),
        pytest.param("use(f'a{x}')", [], "`f'a{x}'` is computed at run time", id="an f-string"),
        pytest.param("use('a' + x)", [], "`'a' + x` is computed at run time", id="a sum"),
        pytest.param(ENV + "use(os.getenv('M', 'a'))", ["a"], "is read at run time", id="getenv"),
        pytest.param(
            ENV + "use(os.environ.get('M', 'a'))", ["a"], "is read at run time", id="environ.get"
        ),
        pytest.param(ENV + "use(os.environ['M'])", [], "is read at run time", id="environ[…]"),
        pytest.param(ENV + "use(os.getenv('M') or 'a')", ["a"], "is read at run time", id="or"),
        pytest.param("use(getattr(x, 'm', 'a'))", ["a"], "is read at run time", id="getattr"),
        pytest.param("use(config('M', default='a'))", ["a"], "is read at run time", id="config"),
        pytest.param("def f(m='a'):\n    use(m)", ["a"], "is set by its callers", id="a default"),
        pytest.param(
            "def f(*, m='a'):\n    use(m)", ["a"], "is set by its callers", id="keyword only"
        ),
        pytest.param(
            "def f(m):\n    use(m)\nf('a')",
            ["a"],
            "is set by its callers",
            id="a caller's argument",
        ),
        pytest.param(
            "def f(x, m):\n    use(m)\nf(1, m='a')", ["a"], "is set by its callers", id="by keyword"
        ),
        pytest.param(
            "class A:\n def __init__(s, m='a'):\n  s.m = m\n def f(self):\n  use(self.m)\nA('b')",
            ["a", "b"],
            "is set by its callers",
            id="a constructor's default and argument",
        ),
        pytest.param("import x\nuse(x.m)", [], "is not set in this file", id="another package"),
        pytest.param(
            "class S:\n    m = 'a'\ndef f(s: S):\n    use(s.m)",
            ["a"],
            "is set by its callers",
            id="a declared class",
        ),
        pytest.param(
            "class S:\n    m = 'a'\ndef f(s: 'S | None' = None):\n    use(s.m)",
            ["a"],
            "is set by its callers",
            id="a declared class or None, as a text",
        ),
        pytest.param(
            "class S:\n    m = 'a'\ndef f(s: Optional[S]):\n    use(s.m)",
            ["a"],
            "is set by its callers",
            id="an optional class",
        ),
        pytest.param(
            "class S:\n    m = 'a'\nD = Annotated[S, Depends(g)]\ndef f(s: D):\n    use(s.m)",
            ["a"],
            "is set by its callers",
            id="a declared class under another name",
        ),
        pytest.param(
            "import a\ndef f(s: 'a.S | None'):\n    use(s.m)", [], "is not set", id="a far class"
        ),
        pytest.param(
            "def f(s: '(') -> None:\n    use(s.m)", [], "is not set", id="no valid declaration"
        ),
        pytest.param(
            "@click.option('-m', '--my-model', default='a')\ndef f(my_model):\n    use(my_model)",
            ["a"],
            "is set by its callers",
            id="an option's default",
        ),
        pytest.param("A = {}\nuse(A['k'])", [], "looked up at run time", id="no such entry"),
        pytest.param("A = ['a']\nuse(A[3])", [], "looked up at run time", id="no such element"),
        pytest.param("A = A\nuse(A)", [], "", id="itself"),
        pytest.param("A = x\nuse(A.lstrip('x'))", [], "is computed", id="strip of an unknown text"),
        pytest.param(
            "class A:\n    m = 'a'\n    def f(self):\n        self.m += 'b'\n        use(self.m)",
            [],
            "no value of",
            id="an attribute that is added to",
        ),
        pytest.param("def f(m):\n    return f(m)\nuse(f(1))", [], "", id="a function of itself"),
        pytest.param("class A(A):\n    pass\nuse(A.m)", [], "is not set", id="a class of itself"),
        pytest.param(f"use({'9' * 5000})", [], "", id="a number that Python does not read"),
        pytest.param(f"use(0x{'f' * 5000})", [], "", id="a number that Python does not write"),
    ],
)
def test_what_is_not_seen_is_said(code: str, expected: list[Constant], unseen: str) -> None:
    value = used(code + "\n")

    assert list(value.constants) == expected
    assert not value.complete
    assert unseen in "; ".join(map(str, value.unseen))


@pytest.mark.parametrize(
    ("code", "modules", "expected"),
    [
        pytest.param(
            "from conf import M\nuse(M)", {"conf": "M = 'a'\n"}, ["a"], id="from … import"
        ),
        pytest.param("import conf\nuse(conf.M)", {"conf": "M = 'a'\n"}, ["a"], id="import"),
        pytest.param("import conf as c\nuse(c.M)", {"conf": "M = 'a'\n"}, ["a"], id="import as"),
        pytest.param("from conf import *\nuse(M)", {"conf": "M = 'a'\n"}, ["a"], id="import *"),
        pytest.param(
            "from one import M\nuse(M)",
            {"one": "from two import M\n", "two": "M = 'a'\n"},
            ["a"],
            id="passed on",
        ),
        pytest.param(
            "from conf import S\nuse(S.m)",
            {"conf": "class S:\n    m = 'a'\n"},
            ["a"],
            id="a class elsewhere",
        ),
        pytest.param(
            "from conf import f\nuse(f())",
            {"conf": "def f():\n    return 'a'\n"},
            ["a"],
            id="a function elsewhere",
        ),
        pytest.param(
            "from one import *\nuse(M)",
            {"one": "from two import *\n", "two": "from one import *\n"},
            [],
            id="stars in a circle",
        ),
        pytest.param(
            "from one import M\nuse(M)",
            {"one": "from two import M\n", "two": "from one import M\n"},
            [],
            id="imports in a circle",
        ),
        pytest.param(
            "from conf import M\nuse(M)", {"conf": "M = (\n"}, [], id="a module that does not parse"
        ),
    ],
)
def test_across_modules(code: str, modules: dict[str, str], expected: list[Constant]) -> None:
    value = used(code + "\n", **modules)

    assert list(value.constants) == expected
    assert value.complete is bool(expected)


def test_a_trace_leads_from_the_use_to_the_literal() -> None:
    value = used("A = 'a'\nB = A\n\n\ndef f(m=B):\n    use(m)\n")

    (literal,) = value.candidates
    assert [(hop.name, hop.line) for hop in literal.via] == [("m", 5), ("B", 2), ("A", 1)]
    assert literal.written == "'a'"
    assert literal.editable


@pytest.mark.parametrize(
    "text",
    ["'a' 'b'", "f'a'", "1", "None", "['a']"],
    ids=["two pieces", "f-string", "number", "None", "list"],
)
def test_only_a_plain_string_is_editable(text: str) -> None:
    (literal,) = used(f"use({text})\n").candidates

    assert not literal.editable


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "".join(f"a{i} = a{i - 1}\n" for i in range(1, 60)) + "use(a59)\n", id="depth"
        ),
        pytest.param(
            "a0 = x\n"
            + "".join(
                f"a{i} = y{i} or (a{i - 1} if a{i - 1} else a{i - 1})\n" for i in range(1, 20)
            )
            + "use(a19)\n",
            id="breadth",
        ),
        pytest.param("use(" + "['k']".join(["d"] + [""] * 40) + ")\n", id="a long chain"),
        pytest.param(
            "for m in [" + ", ".join(f"'m{i}'" for i in range(1999)) + "]:\n    use(m)\n",
            id="many values",
        ),
    ],
)
def test_a_limit_is_said_and_not_passed_over(code: str) -> None:
    value = used(code)

    assert not value.complete
    assert value.unseen


def test_what_was_found_once_is_not_looked_for_again() -> None:
    resolver = ModuleResolver(module("x = 1\n"))
    asked: list[str] = []

    def find() -> ResolvedValues:
        asked.append("x")
        return ResolvedValues()

    thing = object()
    first = resolver.once(thing, "value", find, 1)

    assert resolver.once(thing, "value", find, 1) is first
    assert resolver.once(thing, "another", find, 1) is not first
    assert asked == ["x", "x"]


def test_a_question_that_leads_back_to_itself_adds_nothing_and_is_not_kept() -> None:
    where = module("x = 1\n")
    resolver = ModuleResolver(where)
    one, other = object(), object()
    seen: list[ResolvedValues] = []

    def find_one() -> ResolvedValues:
        return resolver.once(other, "value", find_other, 1)

    def find_other() -> ResolvedValues:
        seen.append(resolver.once(one, "value", find_one, 1))
        return resolver.resolve(expression(where, "1"), where.end, 1)

    assert written(resolver.once(one, "value", find_one, 1)) == ["1"]
    assert written(seen[0]) == []
    assert written(resolver.once(other, "value", find_other, 1)) == ["1"]
    assert written(seen[1]) == ["1"]  # asked for itself, it is no part of the circle


def test_a_value_that_is_too_far_away_is_given_up_not_left_out() -> None:
    where = module("x = 1\n")

    found = where.resolver.resolve(expression(where, "1"), where.end, MAX_DEPTH + 1)

    assert written(found) == []
    assert [str(one) for one in found.limits] == [f"the value is more than {MAX_DEPTH} steps away"]


def test_a_question_that_takes_too_many_steps_is_given_up() -> None:
    where = module("x = 1\n")
    where.program.query.steps = MAX_STEPS

    found = where.resolver.resolve(expression(where, "1"), where.end, 1)

    assert [str(one) for one in found.limits] == ["the value can come from too many places"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("A", ["'a'"], id="a constant"),
        pytest.param("f", ["def f(): pass"], id="a function"),
        pytest.param("M", ["'m'"], id="what it imports"),
        pytest.param("S", ["'s'"], id="what a star brings"),
        pytest.param("B", None, id="a local name"),
        pytest.param("gone", None, id="nothing"),
    ],
)
def test_a_module_exports_what_its_top_level_binds(name: str, value: list[str] | None) -> None:
    code = "from m import M\nfrom s import *\nA = 'a'\ndef f(): pass\ndef g():\n    B = 1\n"
    where = module(code, m="M = 'm'\n", s="S = 's'\n")
    resolver = ModuleResolver(where)

    assert resolver.exports(name) is (value is not None)
    assert written(resolver.exported(name, 1)) == (value or [])


@pytest.mark.parametrize(
    ("body", "values", "why"),
    [
        pytest.param("return 'a'", ["'a'"], [], id="a text"),
        pytest.param("if x: return 'a'\n    return 'b'", ["'a'", "'b'"], [], id="every return"),
        pytest.param("pass", [], ["no return value of `f()` was found"], id="none"),
        pytest.param("return", [], ["no return value of `f()` was found"], id="without a value"),
    ],
)
def test_a_function_returns_what_its_returns_say(
    body: str, values: list[str], why: list[str]
) -> None:
    where = module(f"def f():\n    {body}\n")
    function = where.syntax.body[0]
    assert isinstance(function, cst.FunctionDef)

    found = ModuleResolver(where).returned(function, 1)

    assert written(found) == values
    assert reasons(found) == why


def test_an_expression_of_an_unknown_kind_is_computed() -> None:
    where = module("def f():\n    use((yield x))\n")

    found = where.resolver.resolve(node(where, "(yield x)", cst.Yield), where.end)

    assert written(found) == []
    assert reasons(found) == ["`(yield x)` is computed at run time"]


def test_the_fallback_of_an_option_is_one_of_its_values() -> None:
    value = used("c = ConfigParser()\nuse(c.get('glm', 'model', fallback='a'))")

    assert list(value.constants) == ["a"]
    assert not value.complete


def test_a_text_with_a_part_that_a_caller_may_set_is_open() -> None:
    value = used("def ask(v='4'):\n    use(f'a-{v}')\nask()\n")

    assert value.constants == ("a-4",)
    assert not value.complete
