"""The fields of a record that a call shows as a dict."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.record_fields import record_shown
from tests.analysis.python.reading import module, uses

HEAD = "@dataclass\nclass P:\n    a: str = 'x'\n    b: int = field(default=1)\n"
HEAD += "    c: str | None = None\n"


def fields(use: str) -> dict[str, str]:
    """Field → its value as it is written; empty where not all is seen."""
    where = module(f"{HEAD}{use}\n")
    (call,) = uses(where)
    found = entries_at(where, call.args[0].value, where.symbols.points[call])
    return {one.key: where.code(one.value) for one in found.entries if not found.unresolved}


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("use(asdict(P()))", {"a": "'x'", "b": "1"}),
        ("use(vars(P('y')))", {"a": "'y'", "b": "1"}),
        ("use(P(b=2).model_dump())", {"a": "'x'", "b": "2"}),
        ("p = P(c='z')\nuse(p.dict(exclude_none=True))", {"a": "'x'", "b": "1", "c": "'z'"}),
        ("use(P(b=2).model_dump(exclude_unset=True))", {"b": "2"}),
        ("use(P().model_dump(exclude={'a'}))", {}),
        ("use(P().model_dump(by_alias=True))", {}),
        ("use(asdict(P(**more)))", {}),
        ("use(asdict(other))", {}),
        ("p = P()\np.a = 'y'\nuse(asdict(p))", {}),
    ],
)
def test_the_fields_of_a_record(use: str, found: dict[str, str]) -> None:
    assert fields(use) == found


def test_a_class_with_an_initializer_of_its_own_is_not_followed() -> None:
    where = module("class P:\n    a: int = 1\n    def __init__(self): pass\nuse(vars(P()))\n")
    (call,) = uses(where)

    assert entries_at(where, call.args[0].value, where.symbols.points[call]).entries == ()


def test_only_what_shows_all_fields_counts() -> None:
    where = module("use(asdict(p), p.model_dump(), dict(p), len(p))\n")
    (call,) = uses(where)
    shown = [record_shown(one.value) for one in call.args]  # type: ignore[arg-type]

    assert [one and where.code(one) for one in shown] == ["p", "p", None, None]
