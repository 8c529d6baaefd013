"""What loops go over: lists as written and as filled, entries of dicts, and whether that is all."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.iterated_items import IteratedItems, items_at, pairs_at
from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES, MAX_YIELDING
from tests.analysis.python.reading import expression, module, point_of

CHAIN = "from itertools import chain\n"
ENUM = "from enum import Enum\nclass m(Enum):\n    "


def items(code: str, iterated: str) -> IteratedItems:
    where = module(f"{code}\nuse({iterated})\n")
    return items_at(where, expression(where, iterated), point_of(where, iterated), 0)


def shown(found: IteratedItems) -> list[str]:
    return [one.module.code(one.node) for one in found.found]


@pytest.mark.parametrize(
    ("code", "iterated", "expected"),
    [
        pytest.param("m = ['a']", "m", ["'a'"], id="as written"),
        pytest.param("n = ['b']\nm = ['a', *n]", "m", ["'a'", "'b'"], id="with those of another"),
        pytest.param("m = ['a']\nm.append('b')", "m", ["'a'", "'b'"], id="with one more"),
        pytest.param("m = ['a']\nm.insert(0, 'b')", "m", ["'a'", "'b'"], id="with one in front"),
        pytest.param("m = {'a'}\nm.add('b')", "m", ["'a'", "'b'"], id="a set with one more"),
        pytest.param("m = ['a']\nm.extend(['b'])", "m", ["'a'", "'b'"], id="with more"),
        pytest.param("m = ['a']\nm[0] = 'b'", "m", ["'a'", "'b'"], id="with one set anew"),
        pytest.param("m = ['a']\nm[1:] = ['b']", "m", ["'a'", "'b'"], id="with a part set anew"),
        pytest.param("m = []\nm.append('b')", "m", ["'b'"], id="empty at first"),
        pytest.param("m = {'a': 1}", "m", ["'a'"], id="keys"),
        pytest.param("m = {'a': 1}", "m.keys()", ["'a'"], id="keys by name"),
        pytest.param("m = {'k': 'a'}", "m.values()", ["'a'"], id="values"),
        pytest.param("m = dict(k='a')", "m.values()", ["'a'"], id="values of words"),
        pytest.param("m = {'k': 'a'}\nm['l'] = 'b'", "m.values()", ["'a'", "'b'"], id="set later"),
        pytest.param("m = ['a']", "sorted(list(m))", ["'a'"], id="in another order"),
        pytest.param("m = ['a']", "tqdm(m)", ["'a'"], id="with a bar"),
        pytest.param("m = sorted(['a'])", "m", ["'a'"], id="in another order under a name"),
        pytest.param("m = ['a']", "m + ['b']", ["'a'", "'b'"], id="with those of another behind"),
        pytest.param("m = {'a'}", "m | {'b'}", ["'a'", "'b'"], id="two sets"),
        pytest.param(f"{CHAIN}m = ['a']", "chain(m, ['b'])", ["'a'", "'b'"], id="a chain"),
        pytest.param(f"{CHAIN}m = [['a']]", "chain(*m)", ["'a'"], id="a chain of a list of lists"),
        pytest.param(f"{CHAIN}m = [['a']]", "chain.from_iterable(m)", ["'a'"], id="the same"),
        pytest.param("import random\nm = ['a']", "random.sample(m, 1)", ["'a'"], id="by chance"),
        pytest.param("import itertools as i\nm = ['a']", "i.cycle(m)", ["'a'"], id="for ever"),
        pytest.param("m = ['a']", "[n for n in m if n]", ["n"], id="a comprehension"),
        pytest.param("m = ['a']", "(n.value for n in m)", ["n.value"], id="something of each"),
        pytest.param(f"{ENUM}A = 'a'\n    _b = 'b'", "m", ["'a'"], id="members"),
        pytest.param(f"{ENUM}A = 'a'", "list(m)", ["'a'"], id="members in a list"),
        pytest.param(
            "from enum import Enum\nclass n(Enum): ...\nclass m(n):\n    A = 'a'",
            "m",
            ["'a'"],
            id="members of a derived one",
        ),
        pytest.param("def m():\n    yield read()", "m()", ["read()"], id="yielded out of sight"),
        pytest.param("def m():\n    yield 'a'\n    yield 'b'", "m()", ["'a'", "'b'"], id="yielded"),
        pytest.param("def m():\n    yield from ['a']", "m()", ["'a'"], id="yielded together"),
        pytest.param("def m():\n    yield 'a'\nn = list(m())", "n", ["'a'"], id="yielded earlier"),
        pytest.param(
            "def m():\n    yield 'a'\n    yield from m()", "m()", ["'a'"] * 2, id="yielded again"
        ),
    ],
)
def test_all_items_are_seen(code: str, iterated: str, expected: list[str]) -> None:
    found = items(code, iterated)

    assert shown(found) == expected
    assert found.complete


@pytest.mark.parametrize(
    ("code", "iterated", "expected"),
    [
        pytest.param("m = ['a', *read()]", "m", ["'a'"], id="those of something unknown"),
        pytest.param("m = ['a']\nm.extend(read())", "m", ["'a'"], id="something unknown added"),
        pytest.param("m = {**read(), 'k': 'a'}", "m.values()", ["'a'"], id="a dict with a spread"),
        pytest.param("m = {'a': 1}\nm['b'] = 2", "m", ["'a'"], id="a key in another statement"),
        pytest.param("m = dict(a=1)", "m", [], id="keys that are words"),
        pytest.param("m = read()", "m", [], id="something unknown"),
        pytest.param("", "'ab'", [], id="a text"),
        pytest.param("class m:\n    A = 'a'", "m", [], id="a class that is no enumeration"),
        pytest.param("m = ['a']", "[n for n in m if n != 'a']", [], id="some are left out"),
        pytest.param("m = ['a']", "chain(m)", [], id="a chain of nobody knows whom"),
        pytest.param(
            "def m(n):\n    yield n\nm('a')\nm('b')", "m('c')", ["'c'"], id="yielded as passed"
        ),
        pytest.param("def m():\n    yield n", "m()", [], id="yielded and not known"),
        pytest.param("def m():\n    yield", "m()", [], id="nothing is yielded"),
        pytest.param("def m():\n    return 'a'", "m()", [], id="a function that yields nothing"),
        pytest.param("@contextmanager\ndef m():\n    yield 'a'", "m()", [], id="a context manager"),
        pytest.param(
            "def d(f):\n    return other(f)\n@d\ndef m():\n    yield 'a'",
            "m()",
            [],
            id="a decorated generator",
        ),
    ],
)
def test_what_is_not_seen_is_told(code: str, iterated: str, expected: list[str]) -> None:
    found = items(code, iterated)

    assert shown(found) == expected
    assert not found.complete


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("n = []\nn.append('b')", id="another list"),
        pytest.param("m.remove('a')", id="less"),
        pytest.param("other.m.append('b')", id="of something else"),
        pytest.param("def f(m):\n    m.append('b')", id="a parameter of the same name"),
    ],
)
def test_other_changes_put_nothing_in(change: str) -> None:
    assert shown(items(f"m = ['a']\n{change}", "m")) == ["'a'"]


def test_an_attribute_is_filled_through_its_own_instance_alone() -> None:
    code = (
        "class A:\n    def __init__(self):\n        self.m = ['a']\n"
        "    def add(self):\n        self.m.append('b')\n        use(self.m)\n"
        "class B:\n    def add(self):\n        self.m.append('c')\n"
    )
    where = module(code)
    call = where.symbols.by_called["use"][0]
    found = items_at(where, call.args[0].value, where.symbols.point(call), 0)

    assert shown(found) == ["'a'", "'b'"]


@pytest.mark.parametrize(("other", "expected"), [("m", ["'a'"]), ("n", ["'a'", "'b'"])])
def test_lists_that_are_put_into_each_other_are_gone_over_once(
    other: str, expected: list[str]
) -> None:
    found = items(f"m = ['a']\nn = ['b']\nm.extend({other})\nn.extend(m)", "m")

    assert shown(found) == expected
    assert found.complete


def test_a_list_that_is_filled_at_too_many_places_is_not_seen_whole() -> None:
    found = items("m = []\n" + "m.append('a')\n" * (MAX_CHANGES + 1), "m")

    assert len(found.found) == MAX_CHANGES
    assert not found.complete


@pytest.mark.parametrize(("generators", "is_whole"), [(MAX_YIELDING, True), (99, False)])
def test_generators_that_yield_from_too_many_are_not_seen_whole(
    generators: int, is_whole: bool
) -> None:
    others = "".join(
        f"def g{i}():\n    yield 'a'\n    yield from g{i - 1}()\n" for i in range(2, 99)
    )
    found = items(f"def g1():\n    yield 'a'\n{others}", f"g{min(generators, 98)}()")

    assert (len(found.found), found.complete) == (MAX_YIELDING, is_whole)


def test_pairs_are_in_the_order_of_the_source() -> None:
    where = module("m = {'k': 'a', **{'l': 'b'}}\nm['n'] = 'c'\nuse(m)\n")
    found = pairs_at(where, expression(where, "m"), point_of(where, "m"), 0)

    assert [where.code(value.node) for _, value in found.found] == ["'a'", "'b'", "'c'"]
    assert [key and where.code(key.node) for key, _ in found.found] == ["'k'", "'l'", None]
    assert found.complete
