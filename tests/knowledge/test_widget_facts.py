"""Where people choose a value, as data."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.widget_facts import (
    ArgumentPlace,
    asking_methods,
    containers,
    given_types,
    handlers,
    node_words,
    widget,
    widget_of,
)


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("streamlit.selectbox", ArgumentPlace("options", 1)),
        ("streamlit.sidebar.selectbox", ArgumentPlace("options", 1)),
        ("nicegui.ui.select", ArgumentPlace("options", 0)),
        ("gradio.Dropdown", ArgumentPlace("choices", 0)),
    ],
)
def test_a_widget_by_its_full_name(name: str, items: ArgumentPlace) -> None:
    facts = widget(name)

    assert facts is not None
    assert facts.items == items


@pytest.mark.parametrize("name", ["mine.selectbox", "streamlit.write", "selectbox", ""])
def test_other_names_are_no_widgets(name: str) -> None:
    assert widget(name) is None


def test_a_widget_on_a_container() -> None:
    assert widget_of("streamlit", "radio") == widget("streamlit.radio")
    assert widget_of("questionary", "radio") is None


def test_what_people_type_makes_a_value_open() -> None:
    typed, chosen = widget("streamlit.text_input"), widget("streamlit.selectbox")

    assert typed is not None
    assert chosen is not None
    assert (typed.open, chosen.open, chosen.typed) == (True, False, "accept_new_options")


def test_what_handlers_and_nodes_are_called_with() -> None:
    assert handlers()["ChatInterface"].skip == 2
    assert handlers()["click"].inputs == ArgumentPlace("inputs", 1)
    assert node_words().groups == ("required", "optional")
    assert "ask" in asking_methods()
    assert "Request" in given_types()
    assert containers() == {"streamlit"}


def test_what_need_not_be_chosen() -> None:
    pills, select = widget("streamlit.pills"), widget("streamlit.selectbox")

    assert pills is not None
    assert select is not None
    assert (pills.none, select.none, select.unset) == (True, False, ArgumentPlace("index", 2))
