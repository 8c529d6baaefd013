"""Chat programs with a page: the model is kept in the user's session, the page shows the stream."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "from zai import ZaiClient\nimport streamlit as st\n\nclient = ZaiClient()\n"
KEPT = 'if "model" not in st.session_state:\n    st.session_state["model"] = "glm-4"\n'
ASK = 'stream = client.chat.completions.create(model=st.session_state["model"], stream=True)\n'
SHOWN = "answer = st.write_stream(stream)\n"


def test_the_page_that_shows_a_stream() -> None:
    text = HEAD + KEPT + ASK + SHOWN

    assert found(text, "GLM903") == []
    assert fixes(text, "GLM101") == ["safe"]
    assert 'st.session_state["model"] = "glm-4.6"\n' in fixed_text(text, "GLM101")


HELD = {
    "compared": 'if st.session_state.model == "glm-4":\n    st.write("free")\n',
    "tested in part": 'if "glm-4" in st.session_state.model:\n    st.write("free")\n',
    "a key": 'st.write({"glm-4": 1}[st.session_state["model"]])\n',
    "of another client": "from openai import OpenAI\n"
    'OpenAI().chat.completions.create(model=st.session_state["model"])\n',
    "given to unseen code": "show(stream)\n",
}


@pytest.mark.parametrize("other", HELD.values(), ids=HELD)
def test_what_else_is_done_with_it_holds_the_rename(other: str) -> None:
    text = HEAD + KEPT + ASK + other

    assert fixes(text, "GLM101") == ["unsafe"]


def test_a_value_that_a_widget_may_set_is_not_dropped_on_a_guess() -> None:
    widget = 'st.selectbox("Model", load(), key="model")\n'
    call = ASK.replace("stream=True", "temperature=0.1, top_p=0.2")

    assert fixes(HEAD + KEPT + call, "GLM201") == ["safe"]
    assert fixes(HEAD + KEPT + widget + call, "GLM201") == ["unsafe"]
