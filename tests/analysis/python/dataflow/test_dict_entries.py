"""What is in a dict when a call reads it: tables, and the interpreter as the judge."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.analysis.python.dataflow.attributes import AttributeResolver
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at, entries_of
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from glm_migrate.analysis.python.dataflow.known_entries import Entries
from glm_migrate.analysis.python.extract.literals import literal_of, value_at
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.reading import module, uses
from tests.examples import examples


def entries(code: str) -> Entries:
    """Of the dict that the last `use(…)` is given."""
    where = module(code)
    call = list(uses(where))[-1]
    return entries_at(where, call.args[-1].value, where.symbols.points[call])


def shown(found: Entries) -> list[str]:
    """`key=value` for what is certain, `key?=value` for what may be there."""
    result = []
    for entry in found.entries:
        value = value_at(entry.module, entry.value, entry.point)
        mark = "?" if entry.conditional else ""
        result.append(f"{entry.key}{mark}={'|'.join(map(str, value.constants))}")
    return sorted(result)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("use({'a': 1})", ["a=1"], id="a display"),
        pytest.param("use({'a': 1, 'a': 2})", ["a=2"], id="the last of two equal keys"),
        pytest.param("use(dict(a=1))", ["a=1"], id="dict(…)"),
        pytest.param("use(dict({'a': 1}, b=2))", ["a=1", "b=2"], id="dict of a dict"),
        pytest.param("b = {'a': 1}\nuse({**b, 'c': 2})", ["a=1", "c=2"], id="a spread"),
        pytest.param("b = {'a': 1}\nuse({'a': 2, **b})", ["a=1"], id="a spread over a key"),
        pytest.param("b = {'a': 1}\nuse({**b, 'a': 2})", ["a=2"], id="a key over a spread"),
        pytest.param("use({'a': 1} | {'b': 2})", ["a=1", "b=2"], id="a union"),
        pytest.param("d = {}\nd['a'] = 1\nuse(d)", ["a=1"], id="set by key"),
        pytest.param("d = {'a': 1}\nd['a'] = 2\nuse(d)", ["a=2"], id="overwritten"),
        pytest.param("d = {'a': 1}\nd.update(a=2, b=3)\nuse(d)", ["a=2", "b=3"], id="update"),
        pytest.param(
            "d = {'a': 1}\nd.update({'b': 3})\nuse(d)", ["a=1", "b=3"], id="update by a dict"
        ),
        pytest.param("d = {'a': 1}\nd |= {'b': 3}\nuse(d)", ["a=1", "b=3"], id="union in place"),
        pytest.param(
            "d = {'a': 1}\nd.setdefault('a', 2)\nd.setdefault('b', 3)\nuse(d)",
            ["a=1", "b=3"],
            id="setdefault",
        ),
        pytest.param("d = {'a': 1, 'b': 2}\nd.pop('a')\nuse(d)", ["b=2"], id="pop"),
        pytest.param("d = {'a': 1, 'b': 2}\ndel d['a']\nuse(d)", ["b=2"], id="del"),
        pytest.param("d = {'a': 1}\nuse(d)\nd['b'] = 2", ["a=1"], id="set too late"),
        pytest.param(
            "d = {'a': 1}\nif c:\n    d['b'] = 2\nuse(d)", ["a=1", "b?=2"], id="set in a branch"
        ),
        pytest.param(
            "d = {'a': 1}\nif c:\n    d['a'] = 2\nuse(d)",
            ["a=1", "a?=2"],
            id="overwritten in a branch",
        ),
        pytest.param(
            "d = {'a': 1}\nif c:\n    d.pop('a')\nuse(d)", ["a?=1"], id="removed in a branch"
        ),
        pytest.param(
            "d = {}\nif c:\n    d['a'] = 1\nelse:\n    use(d)", [], id="set in the other branch"
        ),
        pytest.param("d = {'a': 1} if c else {'b': 2}\nuse(d)", ["a?=1", "b?=2"], id="one of two"),
        pytest.param(
            "d = {'a': 1} if c else {'a': 2}\nuse(d)", ["a=1", "a=2"], id="one of two with one key"
        ),
        pytest.param(
            "d = {'a': 1}\ne = d\ne['b'] = 2\nuse(d)", ["a=1", "b=2"], id="set by another name"
        ),
        pytest.param(
            "d = {'a': 1}\ne = d\nd['b'] = 2\nuse(e)", ["a=1", "b=2"], id="read by another name"
        ),
        pytest.param(
            "d = {'a': 1}\ne = d\nd['a'] = 2\ne['a'] = 3\nd['b'] = 4\nuse(d)",
            ["a=3", "b=4"],
            id="two names in turn",
        ),
        pytest.param(
            "d = {'a': 1}\ne = d\nd = {}\nd['b'] = 2\nuse(e)", ["a=1"], id="a name bound anew"
        ),
        pytest.param(
            "d = {'a': 1}\ne = cast(dict, d)\nf = e\nf['b'] = 2\nuse(d)",
            ["a=1", "b=2"],
            id="a name of a name",
        ),
        pytest.param("d = {'a': 1}\ne = {**d}\ne['b'] = 2\nuse(d)", ["a=1"], id="a copy"),
        pytest.param(
            "def add(p):\n    p['b'] = 2\nd = {'a': 1}\nadd(d)\nuse(d)",
            ["a=1", "b?=2"],
            id="set by a function",
        ),
        pytest.param(
            "def add(p):\n    p['b'] = 2\nd = {'a': 1}\nuse(d)\nadd(d)",
            ["a=1"],
            id="set by a function, too late",
        ),
        pytest.param(
            "def inner(q):\n    q.update(b=2)\ndef add(x, *, p):\n    inner(p)\n"
            "d = {'a': 1}\nadd(0, p=d)\nuse(d)",
            ["a=1", "b?=2"],
            id="set by a function of a function",
        ),
        pytest.param(
            "def add(p):\n    p.pop('a', None)\nd = {'a': 1}\nadd(d)\nuse(d)",
            ["a?=1"],
            id="removed by a function",
        ),
        pytest.param(
            "class A:\n def add(self, p):\n  p['b'] = 2\n def f(self):\n  d = {'a': 1}\n"
            "  self.add(d)\n  use(d)",
            ["a=1", "b?=2"],
            id="set by a method",
        ),
        pytest.param(
            "class A:\n def f(self):\n  d = {'a': 1}\n  self.d = d\n  d['b'] = 2\n"
            " def g(self):\n  use(self.d)",
            ["a=1", "b=2"],
            id="a variable that an attribute was made of",
        ),
        pytest.param(
            "class A:\n def f(self):\n  d = {'a': 1}\n  self.d = d\n  self.d['b'] = 2\n  use(d)",
            ["a=1", "b=2"],
            id="an attribute that was made of the variable",
        ),
        pytest.param(
            "d = {'a': 1}\nfor x in y:\n    use(d)\n    d['b'] = 2",
            ["a=1", "b?=2"],
            id="set behind the use in a loop",
        ),
        pytest.param(
            "for x in y:\n    d = {'a': 1}\n    use(d)\n    d['b'] = 2",
            ["a=1"],
            id="made anew in each round of a loop",
        ),
        pytest.param("d = {'a': 1, 'b': 2}\nd.clear()\nuse(d)", [], id="cleared"),
        pytest.param(
            "d = {'a': 1}\nfor k in list(d):\n    d.pop(k)\nuse(d)", ["a?=1"], id="some key goes"
        ),
        pytest.param(
            "d = {'a': 1}\nuse({k: v for k, v in d.items() if v})", ["a?=1"], id="kept entries"
        ),
        pytest.param("d = {'a': 1}\nprint(d, len(d))\nuse(d)", ["a=1"], id="only looked at"),
        pytest.param("d = {'a': 1}\nd = {'b': 2}\nuse(d)", ["b=2"], id="bound anew"),
        pytest.param(
            "d = {'a': 1}\nd['x'] = 5\nd = {'b': 2}\nuse(d)",
            ["b=2"],
            id="what was set before does not count",
        ),
        pytest.param("use(None)", [], id="None"),
        pytest.param(
            "class A:\n def f(self):\n  self.d = {'a': 1}\n  self.d['b'] = 2\n"
            " def g(self):\n  use(self.d)",
            ["a=1", "b?=2"],
            id="an attribute",
        ),
    ],
)
def test_entries(code: str, expected: list[str]) -> None:
    found = entries(code + "\n")

    assert shown(found) == expected
    assert found.unresolved == ()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("use({k: 1})", id="a computed key"),
        pytest.param("d = {}\nd[k] = 1\nuse(d)", id="set by a computed key"),
        pytest.param("use({**x})", id="an unknown spread"),
        pytest.param("use(x)", id="an unknown name"),
        pytest.param("use({k: v for k, v in x})", id="a comprehension"),
        pytest.param("d = {}\nd.update(x)\nuse(d)", id="updated by an unknown"),
        pytest.param("use(load())", id="made by a call"),
        pytest.param("use({'a': 1} | x)", id="a union with an unknown"),
        pytest.param("def f(**kw):\n    use(kw)", id="keywords of a caller"),
        pytest.param("d = {}\nfill(d)\nuse(d)", id="filled by a function that is not seen"),
        pytest.param(
            "d = {'extra_body': {}}\nd['extra_body']['a'] = 1\nuse(d)", id="set further in"
        ),
        pytest.param(
            "d = {'extra_body': {}}\nd['extra_body'].update(a=1)\nuse(d)", id="updated further in"
        ),
        pytest.param("d = {}\ne = d\nfill(e)\nuse(d)", id="filled by another name"),
        pytest.param("d = {}\nd.setdefault(k, 1)\nuse(d)", id="a computed default"),
        pytest.param("d = {'a': 1}\nuse({v: k for k, v in d.items()})", id="turned round"),
    ],
)
def test_what_hides_entries_is_said(code: str) -> None:
    assert entries(code + "\n").unresolved


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(**k):\n    k.setdefault('a', 1)\n    use(k)", ["a=1"], id="filled"),
        pytest.param(
            "def f(x, **k):\n    use(k)\nf(1, model='m', a=2)", ["model?=m"], id="a caller's model"
        ),
        pytest.param(
            "class A:\n def __init__(self, **k):\n  self.k = k\n def f(self):\n  use(self.k)\n"
            "A(model='m')",
            ["model?=m"],
            id="the model of a constructor",
        ),
    ],
)
def test_options_of_callers_hide_others_and_show_what_is_done_with_them(
    code: str, expected: list[str]
) -> None:
    found = entries(code + "\n")

    assert shown(found) == expected
    assert any("is set by its callers" in str(why) for why in found.unresolved)


KEYS = st.sampled_from(["a", "b"])
CHANGES = st.one_of(
    st.builds("d['{}'] = {}".format, KEYS, st.integers(0, 9)),
    st.builds("d.update({}={})".format, KEYS, st.integers(0, 9)),
    st.builds("d.update({{'{}': {}}})".format, KEYS, st.integers(0, 9)),
    st.builds("d.setdefault('{}', {})".format, KEYS, st.integers(0, 9)),
    st.builds("d.pop('{}', None)".format, KEYS),
    st.builds("d = {{**d, '{}': {}}}".format, KEYS, st.integers(0, 9)),
    st.builds("d = {{'{}': {}, **d}}".format, KEYS, st.integers(0, 9)),
    st.builds("d |= {{'{}': {}}}".format, KEYS, st.integers(0, 9)),
    st.builds("d = dict(d, {}={})".format, KEYS, st.integers(0, 9)),
)


@examples()
@given(st.lists(CHANGES, max_size=6))
def test_straight_code_gives_what_the_interpreter_gives(changes: list[str]) -> None:
    code = "\n".join(["d = {'a': 0}", *changes, "use(d)", ""])
    real: list[dict[str, int]] = []
    exec(code, {"use": lambda d: real.append(dict(d))})

    found = entries(code)

    assert found.unresolved == ()
    winning = {e.key: e for e in reversed(found.entries)}
    assert {k: value_at(e.module, e.value, e.point).constants for k, e in winning.items()} == {
        key: (value,) for key, value in real[0].items()
    }
    assert not any(entry.conditional for entry in found.entries)


@examples()
@given(st.lists(st.tuples(CHANGES, st.booleans()), max_size=5))
def test_what_a_branch_can_set_is_among_the_entries(changes: list[tuple[str, bool]]) -> None:
    lines = [f"if c():\n    {one}" if branch else one for one, branch in changes]
    code = "\n".join(["d = {'a': 0}", *lines, "use(d)", ""])
    found = entries(code)
    seen = {
        (e.key, c) for e in found.entries for c in value_at(e.module, e.value, e.point).constants
    }
    certain = {entry.key for entry in found.entries if not entry.conditional}

    for number in range(2 ** sum(branch for _, branch in changes)):
        bits = iter(f"{number:08b}"[::-1])
        real: list[dict[str, int]] = []
        exec(code, {"use": real.append, "c": lambda bits=bits: next(bits) == "1"})
        assert set(real[0].items()) <= seen
        assert certain <= set(real[0])


def test_a_dict_display_is_a_literal_too() -> None:
    where = module("use({'a': 1})\n")
    (call,) = uses(where)
    (resolved,) = where.resolver.resolve(call.args[0].value, where.symbols.points[call]).found
    literal = literal_of(resolved)

    assert isinstance(resolved.node, cst.Dict)
    assert literal is not None
    assert literal.value == {"a": 1}


@pytest.mark.parametrize(
    "code",
    [
        "d = {'a': 1, 'b': 2}\n",
        "d = {'a': 1, 'a': 2, **e}\n",
        "d = {'a': 1, 'b': 2}\nd['a'] = 3\nd.pop('b')\n",
        "d = {'b': 2}\nif c:\n    d['a'] = 3\n",
        "d = {'a': 1}\nd.pop(k)\nd.setdefault('a', 2)\nd.setdefault('b', 3)\n",
        "d = {'a': 1, 'b': 2}\nd.clear()\nd.update(b=4)\n",
    ],
)
@pytest.mark.parametrize("key", ["a", "b", "c"])
def test_what_is_under_one_key_is_so_among_all(code: str, key: str) -> None:
    where = module(f"{code}use(d)\n")
    (call,) = uses(where)
    (dict_,) = where.resolver.resolve(call.args[0].value, where.symbols.points[call]).found
    every, one = entries_of(dict_), entries_of(dict_, key=key)

    assert [(entry.node, entry.conditional) for entry in every.entries if entry.key == key] == [
        (entry.node, entry.conditional) for entry in one.entries
    ]
    assert one.unresolved == every.unresolved


BASE = "class A:\n    C = {'a': 1, 'b': 2}\n    def f(self): return self.C\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            f"{BASE}class B(A):\n    C = {{**A.C, 'c': 3}}\nuse(B().f())",
            ["a=1", "b=2", "c?=3"],
            id="of the class above",
        ),
        pytest.param(
            f"{BASE}class B(A):\n    C = {{**A.C, 'b': 3}}\n"
            "class D(B):\n    C = {**B.C, 'c': 4}\nuse(D.C)",
            ["a=1", "b=3", "c=4"],
            id="of two above",
        ),
        pytest.param(
            f"{BASE}class B(A):\n    C = {{'c': 3}}\nuse(A.C)",
            ["a=1", "b=2"],
            id="a class has nothing of one below",
        ),
        pytest.param(
            f"{BASE}a = A()\na.C = {{**a.C, 'c': 3}}\nuse(a.C)",
            ["a=1", "b=2", "c?=3"],
            id="set anew from outside",
        ),
        pytest.param(
            "d = {'a': 1}\nfor x in y:\n    d = {**d, 'b': 2}\nuse(d)",
            ["a=1", "b?=2"],
            id="in a loop",
        ),
    ],
)
def test_a_dict_that_is_spread_into_its_own_name(code: str, expected: list[str]) -> None:
    found = entries(f"{code}\n")

    assert sorted(set(shown(found))) == expected
    assert all(one.reason is not Reason.TOO_NESTED for one in found.unresolved)


def test_what_a_key_is_is_found_out_once_for_all_that_look_it_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = "class V:\n    A = 'a'\n    B = 'b'\n\n\nd = {V.A: 1, V.B: 2}\n"
    where = module(table + "use(d)\n" * 10)
    asked: list[cst.Attribute] = []
    plain = AttributeResolver.resolve

    def resolve(self: AttributeResolver, node: cst.Attribute, *rest: Any) -> ResolvedValues:
        asked.append(node)
        return plain(self, node, *rest)

    monkeypatch.setattr(AttributeResolver, "resolve", resolve)
    found = [
        shown(entries_at(where, call.args[-1].value, where.symbols.points[call]))
        for call in uses(where)
    ]

    assert found == [["a=1", "b=2"]] * 10
    assert len(asked) == 2
