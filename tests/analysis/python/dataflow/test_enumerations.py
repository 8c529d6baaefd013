"""Which classes are enumerations, and what their members are."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.enumerations import is_enumeration, members
from glm_migrate.analysis.python.dataflow.interface import Class
from tests.analysis.python.reading import module, resolved, written


def last_class(code: str) -> Class:
    return list(module(code).classes)[-1]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("class M(Enum): ...", True, id="by its base"),
        pytest.param("class M(str, enum.Enum): ...", True, id="by one of its bases"),
        pytest.param("class N(StrEnum): ...\nclass M(N): ...", True, id="by a class between"),
        pytest.param("class M: ...", False, id="without a base"),
        pytest.param("class M(Model): ...", False, id="of something else"),
        pytest.param("class M(metaclass=EnumMeta): ...", False, id="by a keyword"),
    ],
)
def test_a_class_is_an_enumeration_by_what_it_derives_from(code: str, expected: bool) -> None:
    assert is_enumeration(last_class(code)) is expected


def test_members_are_what_the_body_assigns() -> None:
    klass = last_class(
        "class M(Enum):\n    A = 'a'\n    _ignore_ = ['x']\n    b: int\n    C = 'c'\n"
        "    def label(self): ...\n"
    )

    assert [one.name for one in members(klass)] == ["A", "C"]


ROWS = """class Model(Enum):
    FAST = ("a", 1)
    GOOD = ("b", 2)

    def __init__(self, code, price):
        self.code = code
        self.price = price
        self.shown = code.upper()


"""
READ = {
    "the whole": ("Model.FAST.value", ['("a", 1)']),
    "a part by its place": ("Model.FAST.value[0]", ['"a"']),
    "a part by its name": ("Model.GOOD.code", ['"b"']),
    "what is made of a part": ("Model.GOOD.shown", []),
    "no part": ("Model.GOOD.other", []),
}


@pytest.mark.parametrize(("read", "found"), READ.values(), ids=READ)
def test_a_member_of_several_parts(read: str, found: list[str]) -> None:
    assert written(resolved(f"from enum import Enum\n{ROWS}use({read})\n")) == found


def test_a_tuple_of_another_class_has_no_such_parts() -> None:
    assert written(resolved(f"{ROWS.replace('(Enum)', '')}use(Model.GOOD.code)\n")) == []


@pytest.mark.parametrize(
    ("statement", "is_seen"),
    [
        ("Model.GOOD.code = None", False),
        ("setattr(Model.GOOD, 'code', None)", False),
        ("Model.GOOD.price = 3", True),
        ("item.code = 3", True),
    ],
)
def test_a_part_that_is_set_anew_is_not_all(statement: str, is_seen: bool) -> None:
    values = resolved(f"from enum import Enum\n{ROWS}{statement}\nuse(Model.GOOD.code)\n")

    assert written(values) == ['"b"']
    assert bool(values.unresolved) is not is_seen
