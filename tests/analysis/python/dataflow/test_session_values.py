"""What a framework keeps for each user, and where it is put there."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.limits import MAX_SETTINGS
from glm_migrate.analysis.python.dataflow.session_values import (
    is_put_into_session,
    keyed_choices,
    session_at,
    session_value,
)
from tests.analysis.python.reading import expression, module, reasons, resolved, uses, written

STREAMLIT = "import streamlit as st\n"


@pytest.mark.parametrize(
    ("code", "session"),
    [
        ("import streamlit as st\nuse(st.session_state)\n", "streamlit.session_state"),
        ("from streamlit import session_state\nuse(session_state)\n", "streamlit.session_state"),
        ("import streamlit\ns = streamlit.session_state\nuse(s)\n", "streamlit.session_state"),
        ("from flask import session\nuse(session)\n", "flask.session"),
        ("import chainlit as cl\nuse(cl.user_session)\n", "chainlit.user_session"),
        ("session = requests.Session()\nuse(session)\n", ""),
        ("import streamlit\ns = streamlit.session_state\ns = {}\nuse(s)\n", ""),
        ("use(st.session_state)\n", ""),
    ],
)
def test_which_session_an_expression_is(code: str, session: str) -> None:
    where = module(code)
    (call,) = uses(where)

    assert session_at(call.args[0].value, where.symbols.points[call]) == session


WRITES = {
    "an item": "st.session_state['model'] = 'a'\n",
    "an attribute": "st.session_state.model = 'a'\n",
    "by a variable": "state = st.session_state\nstate['model'] = 'a'\n",
    "in a function": "def begin():\n    st.session_state.model = 'a'\n",
    "if it is missing": "st.session_state.setdefault('model', 'a')\n",
    "by a keyword": "st.session_state.update(model='a', other='b')\n",
    "by a dict": "st.session_state.update({'model': 'a', 'other': 'b'})\n",
    "by a variable that holds a dict": "D = {'model': 'a'}\nst.session_state.update(D)\n",
    "in a loop": "D = {'model': 'a', 'n': 'b'}\nfor k, v in D.items():\n"
    "    st.session_state[k] = v\n",
    "in a loop, if it is missing": "for k, v in {'model': 'a'}.items():\n"
    "    st.session_state.setdefault(k, v)\n",
}


@pytest.mark.parametrize("code", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("read", ["['model']", ".model", ".get('model')"])
def test_what_is_put_under_a_key(code: str, read: str) -> None:
    values = resolved(f"{STREAMLIT}{code}use(st.session_state{read})\n")

    assert "'a'" in written(values)
    assert "'b'" not in written(values)
    assert bool(reasons(values)) is ("get" in read)  # which need not find it


def test_all_modules_share_it() -> None:
    first = "import streamlit as st\nst.session_state['model'] = 'a'\n"
    where = module(f"{STREAMLIT}len(st.session_state)\n", first=first)
    (call,) = uses(where, "len")
    node = call.args[0].value

    assert written(session_value(where, "streamlit.session_state", "model", node, 0)) == ["'a'"]
    assert written(session_value(where, "flask.session", "model", node, 0)) == []


@pytest.mark.parametrize(("writes", "is_seen"), [(MAX_SETTINGS, True), (MAX_SETTINGS + 1, False)])
def test_what_is_put_there_at_too_many_places_is_not_told_apart(writes: int, is_seen: bool) -> None:
    code = "    st.session_state.model = 'a'\n" * writes
    values = resolved(f"{STREAMLIT}def begin():\n{code}use(st.session_state.model)\n")

    assert (written(values) != [], bool(values.limits)) == (is_seen, not is_seen)


NOT_ALL = {
    "a key that is not seen": "st.session_state[key()] = 'b'\n",
    "a loop over something else": "for k, v in load():\n    st.session_state[k] = v\n",
    "two loops": "for k, v in {'x': 1}.items():\n    pass\nst.session_state[k] = load()\n",
    "a function that gets it": "reset(st.session_state)\n",
    "its dict": "st.session_state.__dict__['model'] = 'b'\n",
    "an attribute by name": "setattr(st.session_state, 'model', 'b')\n",
    "a dict out of sight": "st.session_state.update(load())\n",
    "what is taken out": "del st.session_state['model']\n",
    "a part that is set": "st.session_state['model']['name'] = 'b'\n",
    "a loop that binds its names again": "for k, v in {'model': 'a'}.items():\n    v = load()\n"
    "    st.session_state[k] = v\n",
    "a widget": "st.text_input('Model', key='model')\n",
}


@pytest.mark.parametrize("code", NOT_ALL.values(), ids=NOT_ALL)
def test_it_may_hold_something_else(code: str) -> None:
    head = f"{STREAMLIT}st.session_state['model'] = 'a'\n"
    values = resolved(f"{head}{code}use(st.session_state['model'])\n")

    assert "'a'" in written(values)
    assert reasons(values) or len(values.found) > 1


@pytest.mark.parametrize(
    ("code", "is_put"),
    [
        ("import chainlit as cl\ncl.user_session.set('model', 'a')\n", True),
        ("import chainlit as cl\ncl.user_session.get('model', 'a')\n", False),
        ("redis.set('model', 'a')\n", False),
        ("set('ab')\n", False),
    ],
)
def test_whether_a_call_puts_something_there(code: str, is_put: bool) -> None:
    where = module(code)
    call = where.symbols.calls[-1]
    assert isinstance(call, cst.Call)

    assert is_put_into_session(call, where.symbols.point(call)) is is_put


@pytest.mark.parametrize(
    ("code", "widget"),
    [
        ("st.session_state.model = 'x'\nst.selectbox('Model', M, key='model')\n", "selectbox"),
        ("st.session_state['model'] = 'x'\nst.radio('Model', M, key='model')\n", "radio"),
        ("st.session_state.setdefault('model', 'x')\nst.radio('M', M, key='model')\n", "radio"),
        ("st.session_state.model = 'x'\nst.radio('Model', M, key='other')\n", ""),
        ("D = {'model': 'x'}\nst.radio('Model', M, key='model')\n", "radio"),
        ("st.session_state.model = 'x'\nM.index(st.session_state['model'])\n", "index"),
        ("st.session_state.model = 'x'\nM.index(st.session_state['other'])\n", ""),
        ("model = 'x'\nst.radio('Model', M, key='model')\n", ""),
        ("print('x')\n", ""),
    ],
)
def test_a_widget_must_list_what_its_key_is_set_to(code: str, widget: str) -> None:
    where = module(f"{STREAMLIT}{code}")

    assert keyed_choices(where, expression(where, "'x'")) == widget
