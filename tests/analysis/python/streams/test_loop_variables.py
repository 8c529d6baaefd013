"""Which variables code uses and changes, also through what it calls."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.loop_variables import (
    Variables,
    is_logging,
    names_in,
    own_attribute,
    own_functions,
    targets_of,
    with_other_names,
)
from tests.analysis.python.reading import uses
from tests.analysis.python.streams.loops import consumer, over_chunks


def variables(body: str, before: str = "") -> Variables:
    """What the code behind the use of a chunk in a method does."""
    read = over_chunks(f"print(chunk)\nif True:\n{_deeper(body)}")
    loop = consumer(f"import json\n{before}def read(self):\n{_deeper(read)}")
    assert isinstance(loop.loop, cst.For)
    found = Variables(loop)
    found.read(loop.loop.body.body[1])
    return found


def _deeper(code: str) -> str:
    return "".join(f"    {line}\n" for line in code.splitlines())


@pytest.mark.parametrize(
    ("body", "used", "changed"),
    [
        ("a = nowhere\n", {"a"}, {"a"}),
        ("b = 1\na = b\n", {"a", "b"}, {"a", "b"}),
        ("a += 1\n", {"a"}, {"a"}),
        ("a, [b, c] = 1, [2, 3]\n", {"a", "b", "c"}, {"a", "b", "c"}),
        ("for a in range(3):\n    pass\n", {"a"}, {"a"}),
        ("if (a := 1):\n    pass\n", {"a"}, {"a"}),
        ("a = 1\ndel a\n", {"a"}, {"a"}),
        ("a = []\na.append(1)\n", {"a"}, {"a"}),
        ("a = {}\na['x'] = 1\n", {"a"}, {"a"}),
        ("a = b = {}\na.x.y = 1\n", {"a", "b"}, {"a", "b"}),
        ("self.text += 'x'\n", {"self", "self.text"}, {"self.text"}),
        ("self.calls[0].text = 'x'\n", {"self", "self.calls"}, {"self.calls"}),
        ("a = json.loads('1')\n", {"a"}, {"a"}),
        ("print(self.text)\n", {"self", "self.text"}, set()),
        ("logger = self.log\nlogger.info('x')\n", {"logger", "self", "self.log"}, {"logger"}),
        ("with open('x') as a:\n    pass\n", {"a"}, {"a"}),
    ],
)
def test_variables_are_names_and_attributes_of_self(
    body: str, used: set[str], changed: set[str]
) -> None:
    found = variables(body)

    assert found.used == used
    assert found.changed == changed


def test_what_a_called_function_does_outside_itself_counts() -> None:
    before = "done = []\ndef note(x):\n    y = x\n    done.append(y)\n\n"
    found = variables("note(1)\n", before=before)

    assert "done" in found.changed
    assert "y" not in found.used | found.changed


def test_functions_that_call_each_other_are_entered_once() -> None:
    before = "n = []\ndef one():\n    n.append(1)\n    two()\n\ndef two():\n    one()\n\n"

    assert "n" in variables("one()\n", before=before).changed


def test_a_method_and_a_property_change_their_object() -> None:
    code = (
        "class A:\n    @property\n    def next(self):\n        self.n += 1\n\n"
        "    def add(self, x):\n        self.texts.append(x)\n\n"
        "    def read(self):\n        for c in create():\n            print(c)\n            DONE\n"
    )
    for done, changed in (("self.add(1)", "self.texts"), ("print(self.next)", "self.n")):
        loop = consumer(code.replace("DONE", done))
        found = Variables(loop)
        assert isinstance(loop.loop, cst.For)
        found.read(loop.loop.body)

        assert changed in found.changed


def test_what_is_skipped_is_not_read() -> None:
    loop = consumer(
        "def f():\n    for c in create():\n        print(c)\n        a = 1\n        b = 2\n"
    )
    assert isinstance(loop.loop, cst.For)
    found = Variables(loop)
    found.read(loop.loop.body, skip=(loop.loop.body.body[1],))

    assert found.changed == {"b"}


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("calls = self.calls", {"calls", "self.calls"}),
        ("state = {'calls': calls}", {"calls", "state"}),
        ("state = Box(calls)", {"calls", "state"}),
        ("first = calls[0].text", {"calls", "first"}),
        ("state = copied(calls)", {"calls"}),
        ("calls = None", {"calls"}),
        ("self.all = calls", {"calls", "self.all"}),
        ("a = calls\n    b = a", {"a", "b", "calls"}),
    ],
)
def test_other_names_of_an_object_are_known(line: str, known: set[str]) -> None:
    code = f"class A:\n  def f(self):\n    {line}\n    for c in create():\n        print(c)\n"

    assert with_other_names(consumer(code), {"calls"}) == known


@pytest.mark.parametrize(
    ("code", "expected"),
    [("self.a", "self.a"), ("cls.a", "cls.a"), ("self.a.b", ""), ("other.a", ""), ("self", "")],
)
def test_an_attribute_of_self_is_a_variable(code: str, expected: str) -> None:
    assert own_attribute(cst.parse_expression(code)) == expected


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("a.b.c", {"a"}),
        ("f(x, key=y)", {"f", "x", "y"}),
        ("a[i] + 1", {"a", "i"}),
        ("'a'", set()),
    ],
)
def test_names_in_an_expression_are_those_of_variables(code: str, names: set[str]) -> None:
    assert names_in(cst.parse_expression(code)) == names


@pytest.mark.parametrize(
    ("line", "expected"), [("a = b.c = 1", ["a", "b.c"]), ("a: int = 1", ["a"])]
)
def test_the_targets_of_an_assignment_are_all_it_binds(line: str, expected: list[str]) -> None:
    module = cst.parse_module(line)
    statement = module.body[0]
    assert isinstance(statement, cst.SimpleStatementLine)
    small = statement.body[0]
    assert isinstance(small, (cst.Assign, cst.AnnAssign))

    assert [module.code_for_node(target) for target in targets_of(small)] == expected


def test_the_target_of_a_walrus_is_its_name() -> None:
    node = cst.parse_expression("(a := 1)")
    assert isinstance(node, cst.NamedExpr)

    assert targets_of(node) == [node.target]


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("def use(c):\n    pass\n", ["use"]),
        ("from app import use\n", []),
        ("", []),
    ],
)
def test_only_functions_of_the_project_are_its_own(before: str, names: list[str]) -> None:
    loop = consumer(over_chunks("use(chunk)\n", before=before))
    (call,) = uses(loop.module)

    assert [one.name.value for one in own_functions(loop, call)] == names


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("logger.info('x')", True),
        ("self.log.debug('x')", True),
        ("logging.getLogger(__name__).warning('x')", True),
        ("LOG.error('x')", True),
        ("st.info('x')", False),
        ("info('x')", False),
        ("logger.flush()", False),
        ("make()().info('x')", False),
    ],
)
def test_only_the_methods_of_a_logger_log(code: str, expected: bool) -> None:
    call = cst.parse_expression(code)
    assert isinstance(call, cst.Call)

    assert is_logging(call) is expected
