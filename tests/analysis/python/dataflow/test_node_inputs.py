"""Inputs that a class describes for its method."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.node_inputs import is_default_among, node_input, one_of
from tests.analysis.python.reading import expression, module, resolved, scope, written

NODE = """class Ask:
    @classmethod
    def INPUT_TYPES(cls):
        return {types}

    FUNCTION = "{function}"

    def ask(self, text, model):
        use(model)
"""
TYPES = {
    "choices": ("{'required': {'model': (['a', 'b'],)}}", ["'a'", "'b'"]),
    "choices and a default": ("{'required': {'model': (['a', 'b'], {'default': 'a'})}}", 3),
    "a text": ("{'optional': {'model': ('STRING', {'default': 'a'})}}", ["'a'"]),
    "another input": ("{'required': {'text': ('STRING', {'default': 'a'})}}", []),
    "a kind alone": ("{'required': {'model': ('STRING',)}}", []),
    "no pair": ("{'required': {'model': 'STRING'}}", []),
    "out of sight": ("load()", []),
}


@pytest.mark.parametrize(("types", "found"), TYPES.values(), ids=TYPES)
def test_what_an_input_can_be(types: str, found: list[str] | int) -> None:
    code = NODE.replace("{types}", types).replace("{function}", "ask")
    values = written(resolved(code))

    assert (values if isinstance(found, list) else len(values)) == found


def test_only_the_method_that_is_named_gets_them() -> None:
    types = "{'required': {'model': (['a'],)}}"
    where = module(NODE.replace("{types}", types).replace("{function}", "run"))
    (definition,) = scope(where, "Ask.ask").definitions["model"]

    assert written(node_input(where, definition, 0)) == []


def test_choices_that_are_added_later() -> None:
    where = module("MODELS = ['a']\nMODELS.append('b')\nuse(MODELS)\n")
    (call,) = (one for one in where.symbols.calls if where.code(one) == "use(MODELS)")
    listed = call.args[0].value

    assert written(one_of(where, listed, where.symbols.point(listed), 0)) == ["'a'", "'b'"]


@pytest.mark.parametrize(
    ("code", "is_among"),
    [
        ("T = (['a'], {'default': 'x'})\n", True),
        ("T = (MODELS, {'default': 'x'})\n", True),
        ("T = ('STRING', {'default': 'x'})\n", False),
        ("T = {'default': 'x'}\n", False),
        ("T = (['a'], {'other': 'x'})\n", False),
    ],
)
def test_a_default_among_choices(code: str, is_among: bool) -> None:
    where = module(code)

    assert is_default_among(where, expression(where, "'x'")) is is_among
