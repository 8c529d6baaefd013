"""Programs in which people choose the model: on a page, in a terminal, in a graph of nodes."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixes, found

HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = "client.chat.completions.create(model=model, messages=[], temperature=0.1, top_p=0.2)\n"
HANDLER = f"import gradio as gr\ndef ask(text, model):\n    return {ASK}"
NODE = f"""class Ask:
    @classmethod
    def INPUT_TYPES(cls):
        return {{"required": {{"model": {{0}}}}}}

    FUNCTION = "ask"

    def ask(self, model):
        return {ASK}"""
CHOSEN = {
    "one of several": 'import streamlit as st\nmodel = st.selectbox("Model", ["glm-4.5"])\n' + ASK,
    "at first": HANDLER
    + 'gr.Button().click(ask, [gr.Textbox(), gr.Dropdown(["a"], value="glm-4.5")])\n',
    "of a node": NODE.replace("{0}", '(["glm-4.5", "a"], {"default": "glm-4.5"})'),
    "of a variable": HANDLER + 'FIRST = "glm-4.5"\n'
    'gr.Button().click(ask, [gr.Textbox(), gr.Dropdown(["a"], value=FIRST)])\n',
}


@pytest.mark.parametrize("code", CHOSEN.values(), ids=CHOSEN)
def test_a_choice_is_told_and_waits_for_the_others(code: str) -> None:
    text = HEAD + code

    assert found(text, "GLM903") == []
    assert set(fixes(text, "GLM101")) == {"unsafe"}


TYPED = {
    "on a page": 'import streamlit as st\nmodel = st.text_input("Model", "glm-4.5")\n' + ASK,
    "of a handler": HANDLER + 'gr.Button().click(ask, [gr.Textbox(), gr.Textbox("glm-4.5")])\n',
    "of a node": NODE.replace("{0}", '("STRING", {"default": "glm-4.5"})'),
}


@pytest.mark.parametrize("code", TYPED.values(), ids=TYPED)
def test_a_text_that_stands_there_at_first_moves(code: str) -> None:
    assert fixes(HEAD + code, "GLM101") == ["safe"]
