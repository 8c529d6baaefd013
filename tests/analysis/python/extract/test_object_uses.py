"""Whether an object with a model is only used by what asks through it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.object_uses import ObjectUses
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "only"),
    [
        pytest.param("ask(made())", True, id="in place"),
        pytest.param("m = made()\nask(m)", True, id="by a name"),
        pytest.param("m = made()\nask(m)\nprint(m)", False, id="used otherwise as well"),
        pytest.param("self.m = made()\nask(self.m)", True, id="by an attribute"),
        pytest.param("self.m = made()\nask(self.m)\nself.m.run()", False, id="its method"),
        pytest.param("m = made()", True, id="not at all"),
        pytest.param("print(made())", False, id="handed to something else"),
    ],
)
def test_are_all_of(code: str, only: bool) -> None:
    read = module(f"{code}\n")
    uses = ObjectUses(read)
    for call in read.symbols.by_called.get("ask", ()):
        uses.add(call, call.args[0].value)

    assert uses.are_all_of(read.symbols.by_called["made"][0]) is only


def test_an_object_that_adds_nothing_is_used_as_its_own_uses_are() -> None:
    read = module("m = made()\na = agent(m)\nask(a)\n")
    uses = ObjectUses(read)
    (agent,), (ask,) = read.symbols.by_called["agent"], read.symbols.by_called["ask"]
    uses.add(agent, agent.args[0].value, is_same=True)

    assert not uses.are_all_of(read.symbols.by_called["made"][0])
    uses.add(ask, ask.args[0].value)
    assert uses.are_all_of(read.symbols.by_called["made"][0])
