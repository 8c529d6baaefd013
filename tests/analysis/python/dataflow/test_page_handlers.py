"""Functions that a page calls, and the widgets whose values they get."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.page_handlers import argument, widgets_for
from glm_migrate.knowledge.widget_facts import Taken
from tests.analysis.python.reading import module, resolved, written


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("f(1, 2)", "2"),
        ("f(1, x=3)", "3"),
        ("f(1)", ""),
        ("f(*rest, 1, 2)", "2"),
    ],
)
def test_what_a_call_passes(code: str, given: str) -> None:
    call = cst.ensure_type(cst.parse_expression(code), cst.Call)
    found = argument(call, Taken("x", 1))

    assert (cst.Module([]).code_for_node(found) if found else "") == given


@pytest.mark.parametrize(
    ("code", "widgets", "skipped"),
    [
        ("button.click(ask, inputs=[text, model])\n", ["text", "model"], 0),
        ("button.click(ask, [text, model], out)\n", ["text", "model"], 0),
        ("W = [text, model]\nbutton.click(ask, W)\n", ["text", "model"], 0),
        ("button.click(ask, text)\n", ["text"], 0),
        ("gr.ChatInterface(ask, additional_inputs=[model])\n", ["model"], 2),
        ("button.click(ask)\n", [], 0),
        ("run(ask, inputs=[text])\n", [], 0),
    ],
)
def test_which_widgets_a_handler_gets(code: str, widgets: list[str], skipped: int) -> None:
    where = module(f"import gradio as gr\n{code}")
    call = where.symbols.calls[-1]
    assert isinstance(call, cst.Call)
    found, before = widgets_for(where, call, called_name(call))

    assert [where.code(one) for one in found] == widgets
    assert before == skipped


def test_a_pool_is_no_page() -> None:
    where = module("pool.submit(ask, text)\n")
    call = where.symbols.calls[-1]
    assert isinstance(call, cst.Call)

    assert widgets_for(where, call, "submit") == ((), 0)


PAGE = "import gradio as gr\ndef ask(text, {0}):\n    use(model)\n"


@pytest.mark.parametrize(
    ("parameters", "made", "found"),
    [
        ("model", "gr.Button().click(ask, [gr.Textbox(), gr.Dropdown(['a'])])", ["'a'"]),
        ("model", "gr.Interface(ask, [gr.Textbox(), gr.Dropdown(['a'])], 'text')", ["'a'"]),
        ("history, model", "gr.ChatInterface(ask, additional_inputs=[gr.State('a')])", ["'a'"]),
        ("model, n", "gr.Button().click(ask, [gr.Textbox(), gr.State(1), gr.State('a')])", ["1"]),
    ],
)
def test_a_parameter_gets_the_value_in_its_place(
    parameters: str, made: str, found: list[str]
) -> None:
    assert written(resolved(PAGE.format(parameters) + made + "\n")) == found
