"""What changes a dict between its making and its use, surely or perhaps, and what does not."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES
from glm_migrate.analysis.python.dataflow.mutations import ReachingMutations, changes_of
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.reading import resolved


def changes(code: str) -> ReachingMutations:
    """What is done to the one value of the last `use(…)` before."""
    (only,) = resolved(f"{code}\n").found
    return changes_of(only)


def statements(code: str) -> list[tuple[str, bool]]:
    """The statements, and whether each need not run."""
    return [
        (one.module.code(one.mutation.statement), one.conditional)
        for one in changes(code).statements
    ]


SET = "d['k'] = 1"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f"d = {{}}\n{SET}\nuse(d)", [(SET, False)], id="before the use"),
        pytest.param(
            f"d = {{}}\nif c:\n    {SET}\nuse(d)", [(SET, True)], id="under a condition before"
        ),
        pytest.param(
            f"d = {{}}\nif c:\n    {SET}\n    use(d)", [(SET, False)], id="in the same branch"
        ),
        pytest.param(
            f"d = {{}}\nfor x in y:\n    use(d)\n    {SET}", [(SET, True)], id="in an earlier round"
        ),
        pytest.param(
            f"d = {{}}\nfor x in y:\n    if c:\n        {SET}\n    else:\n        use(d)",
            [(SET, True)],
            id="in the other branch in an earlier round",
        ),
        pytest.param(
            "d = {}\ne = d\ne['k'] = 1\nuse(d)", [("e['k'] = 1", False)], id="by another name"
        ),
        pytest.param(
            "d = {}\ne, f = d, 1\ne['k'] = 1\nuse(d)",
            [("e['k'] = 1", False)],
            id="by one of two names",
        ),
        pytest.param(
            "d = {}\nif e := d:\n    e['k'] = 1\nuse(d)",
            [("e['k'] = 1", True)],
            id="by a name that a condition gave",
        ),
        pytest.param(
            "d = {}\ne = d if c else {}\ne['k'] = 1\nuse(d)",
            [("e['k'] = 1", True)],
            id="by a name that has it sometimes",
        ),
        pytest.param(
            "def fill(p):\n    p['k'] = 1\nd = {}\nfill(d)\nuse(d)",
            [("p['k'] = 1", True)],
            id="in a function that gets it",
        ),
        pytest.param(
            f"d = {{}}\ndef f():\n    use(d)\n{SET}",
            [(SET, True)],
            id="in the module, for a function",
        ),
        pytest.param(
            "class A:\n    def __init__(self):\n        self.d = {}\n    def f(self):\n"
            "        self.d['k'] = 1\n    def g(self):\n        use(self.d)",
            [("self.d['k'] = 1", True)],
            id="in another method",
        ),
        pytest.param(
            "d = {}\nd.update(a=1)\nd.pop('b')\ndel d['c']\nd |= {}\nuse(d)",
            [(one, False) for one in ("d.update(a=1)", "d.pop('b')", "del d['c']", "d |= {}")],
            id="in every way, in order",
        ),
    ],
)
def test_a_statement_changes_the_dict(code: str, expected: list[tuple[str, bool]]) -> None:
    assert statements(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"d = {{}}\nuse(d)\n{SET}", id="behind the use"),
        pytest.param(f"d = {{}}\nif c:\n    {SET}\nelse:\n    use(d)", id="in the other branch"),
        pytest.param(
            f"for x in y:\n    d = {{}}\n    use(d)\n    {SET}", id="made anew in each round"
        ),
        pytest.param(f"d = {{}}\n{SET}\nd = {{}}\nuse(d)", id="to an older object"),
        pytest.param(
            f"d = {{}}\ndef f():\n    d = {{}}\n    {SET}\nuse(d)", id="to another variable"
        ),
        pytest.param("d = {}\ne = dict(d)\ne['k'] = 1\nuse(d)", id="to a copy"),
        pytest.param("d = {}\nd.get('k')\nd['k']\nuse(d)", id="by reading it"),
        pytest.param(
            "class A:\n    def __init__(self):\n        self.d = {}\n    def g(self):\n"
            "        use(self.d)\nclass B:\n    def f(self):\n        self.d['k'] = 1",
            id="to an attribute of another class",
        ),
    ],
)
def test_a_statement_leaves_the_dict_alone(code: str) -> None:
    assert statements(code) == []
    assert changes(code).unresolved == ()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param(
            "from app import fill\nd = {}\nfill(d)\nuse(d)",
            "`d` is passed to `fill(…)`, which may change it",
            id="a function that is not read",
        ),
        pytest.param(
            "from app import fill\nd = {}\ne = d\nfill(e)\nuse(d)",
            "`e` is passed to `fill(…)`, which may change it",
            id="a function that is not read, by another name",
        ),
        pytest.param(
            "d = {'extra_body': {}}\nd['extra_body']['top_p'] = 1\nuse(d)",
            "`extra_body` of `d` is changed by a statement",
            id="an item of its extra body",
        ),
    ],
)
def test_what_may_change_the_dict_out_of_sight_is_said(code: str, why: str) -> None:
    assert [str(one) for one in changes(code).unresolved] == [why]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from app import fill\nd = {}\nuse(d)\nfill(d)", id="a function behind it"),
        pytest.param("d = {'m': {}}\nd['m']['k'] = 1\nuse(d)", id="an item of another entry"),
    ],
)
def test_what_happens_later_or_within_another_entry_is_not(code: str) -> None:
    assert changes(code).unresolved == ()


def test_more_changes_than_are_followed_are_none_and_that_is_said() -> None:
    all_ = changes("d = {}\n" + f"{SET}\n" * MAX_CHANGES + "use(d)")
    cut = changes("d = {}\n" + f"{SET}\n" * (MAX_CHANGES + 1) + "use(d)")

    assert (len(all_.statements), all_.cut) == (MAX_CHANGES, False)
    assert (cut.statements, cut.cut) == ((), True)
    assert [one.reason for one in cut.unresolved] == [Reason.TOO_MANY_CHANGES]
