"""What a preset function may be called with, besides what is preset."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.later_keywords import added_later
from glm_migrate.model.unresolved import Reason, Unresolved
from tests.analysis.python.reading import module

PRESET = "from functools import partial\n{} = partial(create, model='m')\n"


def added(text: str, other: str = "") -> list[Unresolved]:
    first = module(text, other=other)
    call = first.symbols.by_called["partial"][0]
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
        ("ask(model='n')", True),
        ("ask(m, temperature=0.2, top_p=0.1)", True),
    ],
)
def test_what_a_later_call_adds(later: str, is_told: bool) -> None:
    found = added(PRESET.format("ask") + later + "\n")

    assert found == [Unresolved(Reason.CALLED_LATER, "ask")] * is_told


SAMPLED = {
    "in the call": ("ask(temperature=None)", True),
    "of the other kind": ("ask(messages=m)", False),
    "in a thread": ("to_thread(ask, messages=m, temperature=None)", True),
    "in a thread, with other keywords": ("to_thread(ask, messages=m)", False),
    "in a pool": ("loop.run_in_executor(None, ask, m)", False),
    "preset once more": ("more = partial(ask, temperature=None)", True),
    "preset once more, and set": ("more = partial(ask, n=1)\nmore(temperature=None)", True),
    "preset once more, and called": ("more = partial(ask, n=1)\nmore(messages=m)", False),
    "given to code that is not seen": ("run(ask)", True),
    "given by its keyword": ("Agent(llm=ask)", True),
    "put into a dict": ("ALL = {'ask': ask}", True),
    "under another name": ("other = ask", True),
    "returned": ("def f():\n    return ask", True),
    "printed": ("print(ask)", False),
}


@pytest.mark.parametrize(("later", "is_told"), SAMPLED.values(), ids=SAMPLED)
def test_sampling_that_is_preset_may_be_set_anew(later: str, is_told: bool) -> None:
    preset = PRESET.format("ask").replace("model='m'", "model='m', temperature=0.3, top_p=0.4")

    assert bool(added(f"{preset}{later}\n")) is is_told


def test_one_of_two_for_sampling_that_comes_later_is_told() -> None:
    preset = PRESET.format("ask").replace("model='m'", "temperature=0.3")

    assert added(f"{preset}ask(top_p=0.2)\n")
    assert not added(f"{preset}run(ask)\n")


@pytest.mark.parametrize(
    ("form", "is_told"),
    [
        ("run({})", True),
        ("run(llm={})", True),
        ("loop.run_in_executor(None, {})", False),
        ("pool.submit({})", False),
        ("{}(messages=m)", False),
        ("{}(messages=m, temperature=None)", True),
        ("[{}]", True),
        ("{}", False),
    ],
)
def test_what_is_preset_in_place(form: str, is_told: bool) -> None:
    preset = "partial(create, model='m', temperature=0.3, top_p=0.4)"
    where = module(f"from functools import partial\n{form.format(preset)}\n")

    assert bool(list(added_later(where, where.symbols.by_called["partial"][0]))) is is_told


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
