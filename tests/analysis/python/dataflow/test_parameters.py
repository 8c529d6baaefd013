"""What is passed for a parameter: defaults and arguments, and always that others may call."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.parameters import default_of, value_of_parameter
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.reading import (
    expression,
    module,
    reasons,
    resolved,
    scope,
    used,
    written,
)
from tests.analysis.settings.project import ASK, fixed

CALLERS = "parameter `m` of `f` is set by its callers"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(m='a'):\n    use(m)", ["'a'"], id="a default"),
        pytest.param("def f(*, m='a'):\n    use(m)", ["'a'"], id="a default of a keyword"),
        pytest.param("def f(m='a'):\n    use(m)\nf('b')", ["'a'", "'b'"], id="an argument"),
        pytest.param("def f(x, m):\n    use(m)\nf(m='b', x=1)", ["'b'"], id="a keyword"),
        pytest.param(
            "@click.option('--m', '-x', default='a')\ndef f(m):\n    use(m)",
            ["'a'"],
            id="an option",
        ),
        pytest.param("def f(m=Query('a')):\n    use(m)", ["'a'"], id="a declared default"),
        pytest.param("def f(**m):\n    use(m)\nf(a=1)", ["**m"], id="a dict of keywords"),
        pytest.param("def f(m):\n    use(m)\nf(*x)", [], id="a star hides the arguments"),
        pytest.param("def f(m):\n    use(m)\ng('a')", [], id="a call of another function"),
        pytest.param(
            "@click.option('--other', default='a')\ndef f(m):\n    use(m)", [], id="another option"
        ),
        pytest.param(
            "@setting('--m', default='a')\ndef f(m):\n    use(m)", [], id="a decorator of no option"
        ),
    ],
)
def test_what_is_passed_is_seen_and_that_others_may_call_is_said(
    code: str, expected: list[str]
) -> None:
    found = resolved(f"{code}\n")

    assert written(found) == expected
    assert reasons(found)[-1] == CALLERS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "class C:\n    M = 'a'\n    def f(self, m=M):\n        use(m)", ["'a'"], id="a class"
        ),
        pytest.param(
            "M = 'b'\nclass C:\n    M = 'a'\n    def f(self, m=M):\n        use(m)",
            ["'a'"],
            id="a class that hides a variable of the module",
        ),
        pytest.param("m = 'a'\ndef f(m=m):\n    use(m)", ["'a'"], id="a variable of the same name"),
        pytest.param(
            "for m in ['a']:\n    g = lambda m=m: use(m)", ["'a'"], id="a lambda in a loop"
        ),
        pytest.param(
            "M = 'a'\ndef f(m=M):\n    use(m)\nM = 'b'", ["'a'"], id="before it is bound anew"
        ),
        pytest.param(
            "def g(m='a'):\n    def f(m=m):\n        use(m)", ["'a'"], id="of the function around"
        ),
    ],
)
def test_a_default_is_worked_out_where_the_function_is_made(code: str, expected: list[str]) -> None:
    assert written(resolved(f"{code}\n")) == expected


def test_what_is_done_to_a_default_before_the_function_runs_counts() -> None:
    code = "M = {'k': 'a'}\ndef f(m=M):\n    use(m['k'])\nM['k'] = 'b'\nf()\n"

    assert written(resolved(code)) == ["'b'", "'a'"]


def test_an_option_with_dashes_is_the_parameter_with_underscores() -> None:
    code = "@click.option('--my-model', default='a')\ndef f(my_model):\n    use(my_model)\n"

    assert written(resolved(code)) == ["'a'"]


def test_a_lambda_has_no_name_to_say() -> None:
    assert reasons(resolved("g = lambda m: use(m)\n")) == [
        "parameter `m` of `the lambda` is set by its callers"
    ]


def test_behind_a_decorator_that_changes_arguments_only_the_default_counts() -> None:
    deco = "def deco(f):\n    def g(x):\n        return f(x + '-air')\n    return g\n"

    found = resolved(f"{deco}@deco\ndef f(m='a'):\n    use(m)\nf('b')\n")

    assert written(found) == ["'a'"]
    assert reasons(found) == ["@deco may change the arguments of `f`", CALLERS]


def test_the_parameter_itself_can_be_asked() -> None:
    where = module("def f(m='a'):\n    pass\nf('b')\n")
    (definition,) = scope(where, "f").definitions["m"]

    assert written(value_of_parameter(where, definition, 1)) == ["'a'", "'b'"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("'a'", ["'a'"], id="as it is"),
        pytest.param("Field('a')", ["'a'"], id="by place"),
        pytest.param("Field(default='a', alias='x')", ["'a'"], id="by name"),
        pytest.param("pydantic.Field(alias='x', default='a')", ["'a'"], id="in any order"),
        pytest.param("field(default_factory=lambda: 'a')", ["'a'"], id="by a factory"),
        pytest.param("make('a')", ["make('a')"], id="another call is no declaration"),
    ],
)
def test_a_default_is_found(value: str, expected: list[str]) -> None:
    where = module(f"x = {value}\n")

    assert written(default_of(where, expression(where, value), where.end, 1)) == expected


@pytest.mark.parametrize("value", ["Field(alias='x')", "Field()", "Field(default_factory=make)"])
def test_a_declaration_without_a_default_that_is_seen_says_so(value: str) -> None:
    where = module(f"x = {value}\n")

    found = default_of(where, expression(where, value), where.end, 1)

    assert written(found) == []
    assert reasons(found) == [f"`{value}` has no default"]


@pytest.mark.parametrize(
    "reader",
    [
        pytest.param("def pick(model='glm-4.6', n=1):\n    return model\n\n\n", id="a function"),
        pytest.param(
            "class Bot:\n    def __init__(self, model='glm-4.6'):\n        self.model = model\n\n\n"
            "def pick(**options):\n    return Bot(**options).model\n\n\n",
            id="a constructor behind a function",
        ),
    ],
)
def test_what_is_spread_into_a_function_reaches_its_parameters(reader: str) -> None:
    code = "import yaml\n\n\n" + reader + "cfg = yaml.safe_load(open('c.yaml'))\n"
    files = {
        "app/main.py": code + ASK.format("pick(**cfg['llm'])"),
        "app/c.yaml": "llm: {model: glm-4.5}\n",
    }

    assert fixed(files) == {"app/c.yaml": "llm: {model: glm-4.6}\n"}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "import click\n\n\n@click.option('--model', envvar='GLM_MODEL', default='glm-4.6')\n"
            "def ask(model):\n    {}",
            id="click",
        ),
        pytest.param(
            "import typer\n\n\n"
            "def ask(model: str = typer.Option('glm-4.6', envvar=['A', 'GLM_MODEL'])):\n    {}",
            id="typer",
        ),
    ],
)
def test_an_option_is_read_from_its_variable(code: str) -> None:
    call = "ZaiClient().chat.completions.create(model=model, messages=[])\n"
    files = {
        "app/main.py": "from zai import ZaiClient\n" + code.format(call),
        "app/.env": "GLM_MODEL=glm-4.5\n",
    }

    assert fixed(files) == {"app/.env": "GLM_MODEL=glm-4.6\n"}


TWO = "A = ('hi',)\nB = ['m']\ndef f(text, model='d'):\n    use(model)\n"


@pytest.mark.parametrize(
    ("call", "expected", "is_seen"),
    [
        pytest.param("f(*A, *B)", ["d", "m"], True, id="the second of two"),
        pytest.param("f(*(), *A, *(), *B)", ["d", "m"], True, id="beside empty ones"),
        pytest.param("f('hi', *(), *B)", ["d", "m"], True, id="behind another"),
        pytest.param("f(*['hi', 'n'], *B[1:])", ["d", "n"], True, id="the first"),
        pytest.param("f(*read(), *B)", ["d"], False, id="behind what is not seen"),
        pytest.param("X = ['hi']\nX.append('x')\nf(*X, *B)", ["d"], False, id="filled"),
        pytest.param("X = A if y else ()\nf(*X, *B)", ["d"], False, id="of two lengths"),
    ],
)
def test_the_items_of_several_lists_that_are_spread(
    call: str, expected: list[str], is_seen: bool
) -> None:
    value = used(f"{TWO}{call}\n")

    assert sorted(map(str, value.constants)) == expected
    assert any(one.reason is Reason.POSITIONAL_SPREAD for one in value.unseen) is not is_seen
