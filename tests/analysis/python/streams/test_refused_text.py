"""A test of the text that ends the run, or the loop, where there is none has no repair."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.nullable_text import nullable
from glm_migrate.analysis.python.streams.refused_text import ends_the_loop, is_refused
from tests.analysis.python.streams.loops import consumer, over_chunks, over_deltas

REFUSED = {
    "asserted": "assert delta.content\n",
    "asserted to be there": "assert delta.content is not None, 'no text'\n",
    "asserted to be a text": "assert isinstance(delta.content, str)\n",
    "asserted to be one text": "assert delta.content == 'x'\n",
    "asserted beside something": "assert ready and delta.content\n",
    "asserted while it is named": "assert (part := delta.content) is not None\ntext += part\n",
    "asserted under a name": "part = delta.content\nassert part\ntext += part\n",
    "raised": "if not delta.content:\n    raise ValueError\n",
    "raised for None": "if delta.content is None:\n    raise ValueError\n",
    "raised otherwise": "if delta.content:\n    use()\nelse:\n    raise ValueError\n",
    "asserted though it was filled": "part = delta.content or ''\nassert part\n",
    "raised in one line": "if not delta.content: raise ValueError\n",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_it_is_told_and_left_to_the_author(body: str) -> None:
    reader = consumer(over_deltas(body))
    found = list(nullable(reader))

    assert any(is_refused(reader, one, text) for one in reader.seen for text in (None, ""))
    assert found
    assert "is an error here" in str(found[0].repair.why_not)
    assert all(not one.repair.edits for one in found)


PASSED = {
    "asserted to be None or a text": "assert delta.content is None or ready\n",
    "filled and asserted to be there": "part = delta.content or ''\nassert part is not None\n",
    "asserted to be nothing": "assert not delta.content\n",
    "one of two": "assert delta.content or delta.tool_calls\n",
    "raised where there is one": "if delta.content:\n    raise ValueError\n",
    "another is asked for": "if delta.content:\n    pass\nelif ready:\n    raise ValueError\n",
    "caught": "try:\n    assert delta.content\nexcept Exception:\n    continue\n",
    "something else": "assert ready\ntext += delta.content or ''\n",
    "compared with what is not seen": "assert delta.content != expected\n",
}


@pytest.mark.parametrize("body", PASSED.values(), ids=PASSED)
def test_a_test_that_no_text_passes_is_none(body: str) -> None:
    assert list(nullable(consumer(over_deltas(body)))) == []


LEFT = {
    "by a break": "if not delta.content:\n    break\n",
    "under a name": "part = delta.content\nif part is None:\n    break\n",
    "while it is named": "if (part := delta.content) is None:\n    break\n",
    "otherwise": "if delta.content:\n    use()\nelse:\n    break\n",
    "though it was filled": "part = delta.content or ''\nif part == '':\n    break\n",
    "behind something else": "if not delta.content:\n    use()\n    break\n",
}


@pytest.mark.parametrize("body", LEFT.values(), ids=LEFT)
def test_a_loop_that_is_left_where_there_is_no_text_is_told(body: str) -> None:
    reader = consumer(over_deltas(body))
    found = list(nullable(reader))

    assert any(ends_the_loop(reader, one, text) for one in reader.seen for text in (None, ""))
    assert ["ends the loop here" in str(one.repair.why_not) for one in found] == [True]
    assert found[0].repair.edits == ()


def test_a_function_that_returns_out_of_its_loop_leaves_it() -> None:
    body = "    text = chunk.choices[0].delta.content\n    if not text:\n        return\n"
    loop = "    for chunk in create():\n" + body.replace("    ", "        ")
    (excerpt,) = nullable(consumer("def ask():\n" + loop + "ask()\n"))

    assert "ends the loop here" in str(excerpt.repair.why_not)


STAYS = {
    "it goes on": "if not delta.content:\n    continue\n",
    "an inner loop": "for one in others:\n    if not delta.content:\n        break\n",
    "reasoning goes on before": "if delta.reasoning_content:\n    use()\n    continue\n"
    "if not delta.content:\n    break\n",
    "another reason as well": "if not delta.content and delta.tool_calls:\n    break\n",
    "where there is text": "if delta.content:\n    break\n",
    "filled, and asked for None": "part = delta.content or ''\nif part is None:\n    break\n",
}


@pytest.mark.parametrize("body", STAYS.values(), ids=STAYS)
def test_a_loop_that_goes_on_without_text_is_well(body: str) -> None:
    assert list(nullable(consumer(over_deltas(body)))) == []


def test_a_function_for_each_chunk_that_returns_leaves_no_loop() -> None:
    show = "def show(chunk):\n    if not chunk.choices[0].delta.content:\n        return\n\n\n"

    assert list(nullable(consumer(show + over_chunks("show(chunk)\n")))) == []
