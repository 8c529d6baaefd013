"""What a preset function may be called with, besides what is preset."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.later_keywords import added_later
from glm_migrate.model.unresolved import Reason, Unresolved
from tests.analysis.python.reading import module

PRESET = "from functools import partial\n{} = partial(create, model='m')\n"


def added(text: str, other: str = "") -> list[Unresolved]:
    first = module(text, other=other)
    (call,) = first.symbols.by_called["partial"]
    return list(added_later(first, call))


@pytest.mark.parametrize(
    ("later", "is_told"),
    [
        ("ask(messages=m)", False),
        ("ask(m, temperature=0.2)", False),
        ("ask(stream=True)", True),
        ("ask(max_tokens=9)", True),
        ("ask(extra_body=b)", True),
        ("ask(**more)", True),
        ("other(stream=True)", False),
    ],
)
def test_what_a_later_call_adds(later: str, is_told: bool) -> None:
    found = added(PRESET.format("ask") + later + "\n")

    assert found == [Unresolved(Reason.CALLED_LATER, "ask")] * is_told


def test_an_attribute_is_called_under_its_own_name() -> None:
    assert added(PRESET.format("self.ask") + "bot.ask(stream=True)\n")


def test_a_variable_of_a_module_is_called_in_other_files_too() -> None:
    other = "from example import ask\nask(stream=True)\n"

    assert added(PRESET.format("ask"), other)


def test_a_variable_of_a_function_is_not() -> None:
    text = "from functools import partial\ndef f():\n    ask = partial(create, model='m')\n"

    assert not added(text, "ask(stream=True)\n")


def test_what_is_returned_may_be_called_with_anything() -> None:
    text = "from functools import partial\ndef asking():\n    return partial(create, model='m')\n"

    assert added(text) == [Unresolved(Reason.CALLED_LATER, "asking")]


def test_what_is_called_at_once_or_handed_on_gets_nothing() -> None:
    assert not added("from functools import partial\nrun(partial(create, model='m'))\n")
