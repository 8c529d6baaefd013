"""A key is taken out of a dict only where one call alone reads that dict.

Each program is a GLM call whose dict holds both `temperature` and `top_p`; where anything else can
read the dict, GLM201 may only offer its fix, never apply it.
"""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate import fix_source
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.sharing import shared
from tests.analysis.python.reading import module, uses

_START = """from openai import OpenAI
from zai import ZaiClient

glm = ZaiClient()
gpt = OpenAI()
"""
_BOTH = '{"temperature": 0.2, "top_p": 0.9}'
_GLM = 'glm.chat.completions.create(model="glm-4.6", messages=[], **%s)\n'
_GPT = 'gpt.chat.completions.create(model="gpt-4o", messages=[], **%s)\n'
_CLASS = f"class A:\n    params = {_BOTH}\n\n    def ask(self):\n        " + _GLM % "self.params"

SHARED = {
    "an attribute of its name is read by a text": (
        _CLASS + "class B(A):\n    pass\nprint(getattr(B(), 'params')['top_p'])\n"
    ),
    "it is looked up among the names": f"o = {_BOTH}\n" + _GLM % "o" + "globals()['o']['top_p']\n",
    "it is looked up among the attributes": (
        _CLASS + "vars(A)['params']['top_p']\nA.__dict__['params']\n"
    ),
    "all variables are handed on": (
        f"def f():\n    o = {_BOTH}\n    " + _GLM % "o" + "    return locals()\n"
    ),
    "another call reads it": f"o = {_BOTH}\n" + _GLM % "o" + _GPT % "o",
    "another call reads it, and a local variable of that name is changed": (
        f"o = {_BOTH}\n" + _GLM % "o" + _GPT % "o" + "def f():\n    o = {}\n    o['a'] = 1\n"
    ),
    "the key is popped later": f"o = {_BOTH}\n" + _GLM % "o" + 'o.pop("top_p")\n',
    "the key is deleted later": f"o = {_BOTH}\n" + _GLM % "o" + 'del o["top_p"]\n',
    "the other key goes in a loop": (
        f"o = {_BOTH}\nfor _ in range(2):\n    " + _GLM % "o" + '    o["temperature"] = None\n'
    ),
    "it is read through an instance": _CLASS + _GPT % "A().params",
    "it is read through the class": _CLASS + _GPT % "A.params",
    "a function returns it to two callers": (
        f"def o():\n    return {_BOTH}\n" + _GLM % "o()" + _GPT % "o()"
    ),
    "a default is returned to two callers": (
        f"def o(d={_BOTH}):\n    return d\n" + _GLM % "o()" + _GPT % "o()"
    ),
    "it is named within the call": _GLM % f"(o := {_BOTH})" + _GPT % "o",
    "it has two names": f"a = b = {_BOTH}\n" + _GLM % "a" + _GPT % "b",
    "it is the value of a table": f't = {{"x": {_BOTH}}}\n' + _GLM % 't["x"]' + _GPT % 't["x"]',
    "it is an element of a list": f"t = [{_BOTH}]\n" + _GLM % "t[0]" + _GPT % "t[-1]",
    "what it is spread into is read twice": (
        f'o = {_BOTH}\np = {{**o, "stop": None}}\n' + _GLM % "p" + _GPT % "p"
    ),
    "it was added to a dict that is read twice": (
        'o = {"temperature": 0.2}\no |= {"top_p": 0.9}\n' + _GLM % "o" + _GPT % "o"
    ),
    "a function is given it before": (
        f"def f(p):\n    p.pop('top_p')\no = {_BOTH}\nf(o)\n" + _GLM % "o"
    ),
    "it is the default of a parameter of its name": (
        f"o = {_BOTH}\n" + _GLM % "o" + "def f(o=o):\n    " + _GPT % "o"
    ),
    "it is iterated over by its own name": f"o = {_BOTH}\n" + _GLM % "o" + "log([o for o in o])\n",
    "another name of it is changed": f"o = {_BOTH}\ne = o\ne['stop'] = None\n" + _GLM % "o",
}
PRIVATE = {
    "it is spread into another": f'o = {_BOTH}\np = {{**o, "stop": None}}\n' + _GLM % "p",
    "it is copied by a spread": f"o = {_BOTH}\n" + _GLM % "{**o}",
    "it is copied by dict": f"o = {_BOTH}\np = dict(o)\n" + _GLM % "p",
    "it stands in the call": _GLM % _BOTH,
    "it is made in the call": _GLM % "dict(temperature=0.2, top_p=0.9)",
    "one variable is read once": f"o = {_BOTH}\n" + _GLM % "o",
    "it is changed before only": f'o = {_BOTH}\no["stop"] = ["x"]\n' + _GLM % "o",
    "it is added with update": (
        'o = {"temperature": 0.2}\no.update({"top_p": 0.9, "stop": None})\n' + _GLM % "o"
    ),
    "a copy is read once": f"o = {_BOTH}\n" + _GLM % "o.copy()",
    "a function returns it to one caller": f"def o():\n    return {_BOTH}\n" + _GLM % "o()",
    "an attribute is read once": _CLASS,
    "it is passed to a function that reads it once": (
        "def f(o):\n    " + _GLM % "o" + f"f({_BOTH})\n"
    ),
}


@pytest.mark.parametrize("program", SHARED.values(), ids=SHARED.keys())
def test_a_dict_that_serves_more_than_one_call_is_left_alone(program: str) -> None:
    fixed = fix_source(_START + program)

    assert fixed.text == _START + program
    assert [one.code for one in fixed.left].count("GLM201") == 1


@pytest.mark.parametrize("program", PRIVATE.values(), ids=PRIVATE.keys())
def test_a_dict_of_one_call_alone_loses_the_key(program: str) -> None:
    fixed = fix_source(_START + program)

    assert "top_p" not in fixed.text
    assert "temperature" in fixed.text


def why_shared(code: str, **modules: str) -> str:
    """Why the first entry of the dict that the last `use(…)` reads may serve others."""
    where = module(f"{code}\n", **modules)
    reader = list(uses(where))[-1]
    found = entries_at(where, reader.args[-1].value, where.symbols.points[reader])
    return str(shared(found.entries[0], reader) or "")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("use(**{'k': 1})", "", id="of this call"),
        pytest.param("d = {'k': 1}\nuse(**d)", "", id="of a variable that is read once"),
        pytest.param("d = dict({'k': 1})\nuse(**d)", "", id="of a copy"),
        pytest.param(
            "d = {'k': 1}\nlog(d)\nuse(**d)",
            "`d` is also used elsewhere in the file",
            id="read twice",
        ),
        pytest.param(
            "d = {'k': 1}\nuse(**d)\nd['l'] = 1",
            "`d` is also used elsewhere in the file",
            id="changed later",
        ),
        pytest.param(
            "d = {'k': 1}\nd.pop('l')\nuse(**d)",
            "`d` is also used elsewhere in the file",
            id="changed by what is in it",
        ),
        pytest.param(
            "def f():\n    return {'k': 1}\nuse(**f())\nlog(f())",
            "`f()` is also called elsewhere",
            id="made by a function for two",
        ),
        pytest.param(
            "t = {'x': {'k': 1}}\nuse(**t['x'])",
            "the dict is part of a value that other code can read",
            id="in a table",
        ),
        pytest.param(
            "d = e = {'k': 1}\nuse(**d)",
            "the dict is part of a value that other code can read",
            id="under two names",
        ),
        pytest.param(
            "d = make({'k': 1}) or {'k': 1}\nuse(**d)",
            "",
            id="what an unknown function is given is another dict",
        ),
    ],
)
def test_why_an_entry_serves_others(code: str, why: str) -> None:
    assert why_shared(code) == why


def test_a_variable_of_the_module_may_be_read_in_another_file() -> None:
    code = "d = {'k': 1}\nuse(**d)"

    assert why_shared(code, other="x = 1\n") == ""
    assert why_shared(code, other="from example import d\n") == "`d` may also be used in other.py"


def test_an_entry_that_a_statement_sets_stands_for_itself() -> None:
    where = module("d = {}\nd['k'] = 1\nlog(d)\nuse(**d)\n")
    reader = list(uses(where))[-1]
    (entry,) = entries_at(where, cst.Name("d"), where.symbols.points[reader]).entries

    assert entry.container is None
    assert shared(entry, reader) is None
