"""What people choose in widgets."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.chosen_values import chosen_value, first_choice_of
from tests.analysis.python.reading import expression, module, reasons, resolved, written

CHOICES = {
    "a list": "import streamlit as st\nuse(st.selectbox('Model', ['a', 'b']))\n",
    "by its keyword": "import streamlit as st\nuse(st.radio('Model', options=('a', 'b')))\n",
    "in a bar": "import streamlit as st\nuse(st.sidebar.selectbox('Model', ['a', 'b']))\n",
    "in a column": "import streamlit as st\ncolumn, _ = st.columns(2)\n"
    "use(column.selectbox('Model', ['a', 'b']))\n",
    "the keys of a table": "import streamlit as st\nT = {'a': 1, 'b': 2}\n"
    "use(st.selectbox('Model', list(T)))\n",
    "by a variable": "import streamlit as st\nM = ['a', 'b']\n"
    "m = st.selectbox('Model', M)\nuse(m)\n",
    "with labels": "import streamlit as st\n"
    "use(st.radio('Model', [('A', 'a'), {'name': 'B', 'value': 'b'}]))\n",
}


@pytest.mark.parametrize("code", CHOICES.values(), ids=CHOICES)
def test_one_of_the_choices(code: str) -> None:
    values = resolved(code)

    assert written(values) == ["'a'", "'b'"]
    assert reasons(values) == []


NONE = {
    "nothing at first": "import streamlit as st\nuse(st.selectbox('Model', ['a'], index=None))\n",
    "nothing need be": "import streamlit as st\nuse(st.pills('Model', ['a']))\n",
    "broken off": "import questionary\nuse(questionary.select('Model', choices=['a']).ask())\n",
}


@pytest.mark.parametrize("code", NONE.values(), ids=NONE)
def test_nothing_need_be_chosen(code: str) -> None:
    values = resolved(code)

    assert written(values) == ["'a'"]
    assert reasons(values)


OPEN = {
    "a choice that is no text": "import streamlit as st\nuse(st.radio('Model', ['a', make()]))\n",
    "typed": "import streamlit as st\nuse(st.text_input('Model', 'a'))\n",
    "chosen or typed": "import streamlit as st\n"
    "use(st.selectbox('Model', ['a'], accept_new_options=True))\n",
    "put in later": "import gradio as gr\nuse(gr.Dropdown(['a'], value='a'))\n",
    "with labels": "import gradio as gr\nuse(gr.Radio(choices=[('Fast', 'a')]))\n",
    "a state": "import gradio as gr\nuse(gr.State('a'))\n",
    "an item that is not seen": "import streamlit as st\n"
    "use(st.selectbox('Model', ['a', *load()]))\n",
}


@pytest.mark.parametrize("code", OPEN.values(), ids=OPEN)
def test_it_may_hold_something_else(code: str) -> None:
    values = resolved(code)

    assert "'a'" in written(values)
    assert reasons(values)


OTHERS = {
    "another function": "use(selectbox('Model', ['a']))\n",
    "a query": "use(session.select(['a']))\n",
    "of something else": "import streamlit\nr = Router()\nuse(r.radio('Model', ['a']))\n",
    "a comment": "# streamlit\nuse(r.selectbox('Model', ['a']))\n",
    "no choices": "import streamlit as st\nuse(st.selectbox('Model'))\n",
    "choices out of sight": "import streamlit as st\nuse(st.selectbox('Model', load()))\n",
}


@pytest.mark.parametrize("code", OTHERS.values(), ids=OTHERS)
def test_other_calls_choose_nothing(code: str) -> None:
    where = module(code)
    (call,) = (one for one in where.symbols.calls if where.code(one).startswith("use("))
    made = cst.ensure_type(call.args[0].value, cst.Call)

    assert chosen_value(where, made, where.symbols.point(made), 0) is None


@pytest.mark.parametrize(
    ("code", "widget"),
    [
        ("import gradio as gr\ngr.Dropdown(['a'], value='x')\n", "Dropdown"),
        ("import gradio as gr\ngr.Dropdown(['x'], value='a')\n", ""),
        ("import gradio as gr\ngr.Textbox('x')\n", ""),
        ("TYPES = {'m': (['a'], {'default': 'x'})}\n", "INPUT_TYPES"),
        ("TYPES = {'m': ('STRING', {'default': 'x'})}\n", ""),
        ("print('x')\n", ""),
    ],
)
def test_what_is_chosen_at_first_must_be_listed(code: str, widget: str) -> None:
    where = module(code)

    assert first_choice_of(where, expression(where, "'x'")) == widget
