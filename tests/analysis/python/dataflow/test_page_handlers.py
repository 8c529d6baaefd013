"""Functions that a page calls, and the widgets whose values they get."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.page_handlers import (
    argument,
    handler_of,
    is_given,
    package_of,
    widgets_for,
)
from glm_migrate.knowledge.widget_facts import ArgumentPlace
from tests.analysis.python.reading import module, resolved, uses, written


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
    found = argument(call, ArgumentPlace("x", 1))

    assert (cst.Module([]).code_for_node(found) if found else "") == given


@pytest.mark.parametrize(
    ("code", "widgets", "skipped"),
    [
        ("gr.Button().click(ask, inputs=[text, model])\n", ["text", "model"], 0),
        ("button.click(ask, [text, model], out)\n", ["text", "model"], 0),
        ("W = [text, model]\nbutton.click(ask, W)\n", ["text", "model"], 0),
        ("button.click(ask, text)\n", ["text"], 0),
        ("gr.ChatInterface(ask, additional_inputs=[model])\n", ["model"], 2),
        ("button.click(ask)\n", [], 0),
    ],
)
def test_which_widgets_a_handler_gets(code: str, widgets: list[str], skipped: int) -> None:
    where = module(f"import gradio as gr\nbutton = gr.Button()\n{code}")
    (call,) = (one for one in where.symbols.calls if "ask" in where.code(one))
    assert isinstance(call, cst.Call)
    handler = handler_of(where, call, called_name(call))
    assert handler is not None

    assert [where.code(one) for one in widgets_for(where, call, handler)] == widgets
    assert handler.skip == skipped


@pytest.mark.parametrize(
    "code",
    [
        "pool.submit(ask, text)\n",
        "import gradio\npool.submit(ask, text)\n",
        "import gradio\npool = Pool()\npool.submit(ask, text)\n",
        "import gradio as gr\ngr.run(ask, inputs=[text])\n",
        "# gradio\ntable.select(ask, text)\n",
    ],
)
def test_other_calls_are_no_page(code: str) -> None:
    where = module(code)
    call = where.symbols.calls[-1]
    assert isinstance(call, cst.Call)

    assert handler_of(where, call, called_name(call)) is None


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import streamlit as st\na, b = st.columns(2)\nuse(b)\n", "streamlit"),
        ("import gradio as gr\nwith gr.Blocks() as demo:\n    use(demo)\n", "gradio"),
        ("import gradio as gr\nuse(gr.Button())\n", "gradio"),
        ("b = make()\nuse(b)\n", "make"),
        ("import gradio as gr\nb = gr.Button()\nb = other()\nuse(b)\n", ""),
        ("use(b)\n", ""),
    ],
)
def test_whose_object_an_expression_is(code: str, package: str) -> None:
    where = module(code)
    (call,) = uses(where)

    assert package_of(call.args[0].value, where.symbols.point(call)) == package


@pytest.mark.parametrize(
    ("parameter", "given"),
    [
        ("request: gr.Request", True),
        ("progress=gr.Progress()", True),
        ("event: SelectData", True),
        ("text", False),
        ("text: str = 'a'", False),
    ],
)
def test_what_a_page_gives_besides_widgets(parameter: str, given: bool) -> None:
    function = cst.ensure_type(cst.parse_statement(f"def f({parameter}): ...\n"), cst.FunctionDef)

    assert is_given(function.params.params[0]) is given


PAGE = "import gradio as gr\ndef ask(text, {0}):\n    use(model)\n"


@pytest.mark.parametrize(
    ("parameters", "made", "found"),
    [
        ("model", "gr.Button().click(ask, [gr.Textbox(), gr.Dropdown(['a'])])", ["'a'"]),
        ("model", "gr.Interface(ask, [gr.Textbox(), gr.Dropdown(['a'])], 'text')", ["'a'"]),
        ("history, model", "gr.ChatInterface(ask, additional_inputs=[gr.State('a')])", ["'a'"]),
        (
            "request: gr.Request, model",
            "gr.Button().click(ask, [gr.Textbox(), gr.State('a')])",
            ["'a'"],
        ),
        ("model", "gr.Textbox('b').submit(ask, gr.Textbox('b'))", []),
        ("model, n", "gr.Button().click(ask, [gr.Textbox(), gr.State(1), gr.State('a')])", ["1"]),
    ],
)
def test_a_parameter_gets_the_value_in_its_place(
    parameters: str, made: str, found: list[str]
) -> None:
    assert written(resolved(PAGE.format(parameters) + made + "\n")) == found
