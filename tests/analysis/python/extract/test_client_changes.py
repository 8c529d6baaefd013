"""What a program replaces of a client after it is made."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.interface import Alias
from glm_migrate.analysis.python.extract.client_changes import (
    ClientChange,
    changed,
    overridden,
    patched_class,
)
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "what"),
    [
        pytest.param("c.base_url = 'x'", "c.base_url", id="the address"),
        pytest.param("c.chat.completions.create = f", "c.chat.completions.create", id="a method"),
        pytest.param("setattr(c.chat, 'completions', f)", "c.chat.completions", id="setattr"),
        pytest.param("c.chat.base_url = 'x'", "", id="of a part"),
        pytest.param("c.timeout = 3", "", id="something else"),
        pytest.param("setattr(c, name, 3)", "", id="a name that is not seen"),
    ],
)
def test_changed(code: str, what: str) -> None:
    read = module(f"c = make()\n{code}\n")
    alias = Alias(read, "c", read.end, read.symbols.root)

    assert changed([alias]) == (ClientChange(what) if what else None)


@pytest.mark.parametrize(
    ("name", "is_of_address"),
    [("c.base_url", True), ("c.chat", False), ("bot.base_url.x", False), ("base_url", True)],
)
def test_a_change_of_the_address_leaves_the_client_what_it_is(
    name: str, is_of_address: bool
) -> None:
    assert ClientChange(name).is_of_address is is_of_address


def test_patched_class() -> None:
    other = "from zai.x import Completions\n\nCompletions.create = print\n"

    assert patched_class(module("pass", other=other)) == ClientChange("Completions.create")
    assert patched_class(module("Completions.name = 'x'\n")) is None


def test_overridden() -> None:
    read = module(
        "class A(Base):\n    chat = 1\n\n\nclass B(A):\n    pass\n\n\nclass C(Base): ...\n"
    )
    found = [overridden(klass) for klass in read.classes]

    assert found == [ClientChange("A.chat"), ClientChange("A.chat"), None]
