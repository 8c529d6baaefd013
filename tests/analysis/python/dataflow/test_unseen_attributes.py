"""Numbers of objects that code may set without naming the attribute at that place."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from glm_migrate.analysis.python.dataflow.unseen_attributes import may_be_set
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.reading import class_named, module
from tests.analysis.settings.project import findings

BOT = """from dataclasses import dataclass, replace
from unittest.mock import patch
from zai import ZaiClient

client = ZaiClient()


@dataclass
class A:
    t: float | None = 0.3
    CFG = {"temperature": 0.3, "top_p": 0.5}

    def ask(self):
        client.chat.completions.create(model="glm-4.6", messages=[], temperature=self.t, top_p=0.5)

    def tell(self):
        client.chat.completions.create(model="glm-4.6", messages=[], **self.CFG)


class B:
    t = 1


a, b = A(), B()
"""
ASKED, TOLD = "a.py:14 GLM201", "a.py:11 GLM201"


def judged(code: str, name: str = "a.py") -> list[str]:
    """How safe it is to leave one of the two parameters of each call to the other."""
    return findings({name: f"{BOT}{code}\n"}, codes=("GLM201",))


def words(code: str) -> set[str]:
    """The same of the call whose number is an attribute."""
    return {one.rpartition(" ")[2] for one in judged(code) if one.startswith(ASKED)}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(x):\n    for k, v in x.items(): setattr(a, k, v)", id="any name"),
        pytest.param("for k, v in {'t': None}.items(): setattr(a, k, v)", id="in a loop"),
        pytest.param("N = 't'\nsetattr(a, N, None)", id="a name with a name"),
        pytest.param("def f(k): object.__setattr__(a, k, None)", id="by object"),
        pytest.param("def f(k): a.__setattr__(k, None)", id="by its method"),
        pytest.param("def f(k): setattr(A, k, None)", id="of the class"),
        pytest.param("class C(A):\n    def f(self, k): setattr(self, k, None)", id="a subclass"),
        pytest.param("def f(**kw): a.__dict__.update(kw)", id="its dict"),
        pytest.param("def f(kw): vars(a).update(kw)", id="its variables"),
        pytest.param("def f(k): vars(a)[k] = None", id="an item of its variables"),
        pytest.param("def f(k): a.__dict__[k] = None", id="an item of its dict"),
        pytest.param("replace(a, t=None).ask()", id="a copy"),
        pytest.param("def f(kw): replace(a, **kw).ask()", id="a copy with options"),
        pytest.param("with patch.object(A, 't', None): a.ask()", id="a patch"),
    ],
)
def test_a_number_that_may_be_set_waits(code: str) -> None:
    assert words(code) == {"unsafe"}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="nothing"),
        pytest.param("def f(k): setattr(b, k, None)", id="another class"),
        pytest.param("setattr(a, 'n', None)", id="another attribute"),
        pytest.param("for k in ('n', 'm'): setattr(a, k, None)", id="other names in a loop"),
        pytest.param("N = 'n'\nsetattr(a, N, None)", id="another name with a name"),
        pytest.param("def f(m, k): m.setattr(a, k, None)", id="a method of another object"),
        pytest.param("a.__dict__.update({'n': None})", id="its dict by other names"),
        pytest.param("def f(kw): kw.update(kw)", id="another dict"),
        pytest.param("def f(k): x = vars(a)[k]", id="an item that is read"),
        pytest.param("replace(a, n=None).ask()", id="a copy with another field"),
        pytest.param("replace(b, t=None)", id="a copy of another record"),
        pytest.param("with patch.object(B, 't', None): a.ask()", id="a patch of another class"),
        pytest.param("with patch.object(A, 'n', None): a.ask()", id="a patch of another name"),
    ],
)
def test_a_number_that_nothing_sets_is_sent(code: str) -> None:
    assert words(code) == {"safe"}


def test_a_patch_of_a_test_holds_for_the_test() -> None:
    patched = "def test_it():\n    with patch.object(A, 't', None): a.ask()"

    assert f"tests/test_a.py{ASKED[4:]} safe" in judged(patched, "tests/test_a.py")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        pytest.param("", "safe", id="nothing"),
        pytest.param("A.CFG |= {'temperature': None}", "unsafe", id="added to the class's"),
        pytest.param("a.CFG |= {'temperature': None}", "unsafe", id="added to the object's"),
        pytest.param("getattr(A, 'CFG')['temperature'] = None", "unsafe", id="by its name"),
    ],
)
def test_a_dict_of_a_class_that_is_added_to(code: str, word: str) -> None:
    assert f"{TOLD} {word}" in judged(code)


def test_only_numbers_are_doubted() -> None:
    where = module("class A:\n    m = 'x'\n    t = -1\ndef f(k): setattr(A, k, 1)\n")
    klass = class_named(where, "A")
    values = {
        one.name: where.resolver.resolve(one.value, one.point)
        for name in "mt"
        for _, one in klass.definitions(name)
        if one.value is not None
    }

    assert may_be_set(klass, "m", values["m"]).unresolved == ()
    assert may_be_set(klass, "t", ResolvedValues()).unresolved == ()
    (why,) = may_be_set(klass, "t", values["t"]).unresolved
    assert (why.reason, why.subject) == (Reason.SET_BY_NAME, "t")
