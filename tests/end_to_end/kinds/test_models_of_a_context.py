"""Models that a context variable holds, and texts that are trimmed where they stand."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = (
    "from contextvars import ContextVar\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
    "MODEL = ContextVar('model', default='glm-4.5')\n"
)
ASK = "client.chat.completions.create(model={}, messages=[], temperature=0.1, top_p=0.2)\n"


@pytest.mark.parametrize("more", ["", "MODEL.set('glm-4-plus')\n"])
def test_what_a_context_variable_holds_moves(more: str) -> None:
    text = HEAD + more + ASK.format("MODEL.get()")
    after = text.replace("glm-4.5", "glm-4.6").replace("glm-4-plus", "glm-4.6")

    assert found(text, "GLM903", "GLM102") == []
    assert fixed_text(text, "GLM101") == after


# GLM's vision models take both parameters.
KEPT = {
    "another model": "MODEL.set('glm-4.5v')\n",
}


@pytest.mark.parametrize("more", KEPT.values(), ids=KEPT)
def test_another_model_that_is_set_keeps_the_parameters(more: str) -> None:
    assert fixes(HEAD + more + ASK.format("MODEL.get()"), "GLM201") == ["unsafe"]


DECIDING = {
    "a key": "LIMITS = {'glm-4.5': 1}\nuse(LIMITS[MODEL.get()])\n",
    "compared": "use(MODEL.get() == 'glm-4.5')\n",
}


@pytest.mark.parametrize("more", DECIDING.values(), ids=DECIDING)
def test_a_model_that_decides_something_else_stays(more: str) -> None:
    text = HEAD + more + ASK.format("MODEL.get()")

    assert fixed_text(text, "GLM101") == text


def test_what_is_stored_elsewhere_is_no_context() -> None:
    text = "from zai import ZaiClient\n\nclient = ZaiClient()\ncache.set('glm-4.5')\n"
    text += ASK.format("cache.get()")

    assert found(text, "GLM101") == []
    assert len(found(text, "GLM903")) == 1


def test_a_text_that_is_trimmed_where_it_stands_is_told_and_kept() -> None:
    text = "from zai import ZaiClient\n\nclient = ZaiClient()\n" + ASK.format("' glm-4.5 '.strip()")

    assert fixes(text, "GLM101") == [""]
    assert fixed_text(text, "GLM101") == text
