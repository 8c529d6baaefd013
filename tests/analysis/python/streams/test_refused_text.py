"""A test of the text that ends the run where there is none has no repair that means the same."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.nullable_text import nullable
from glm_migrate.analysis.python.streams.refused_text import is_refused
from tests.analysis.python.streams.loops import consumer, over_deltas

REFUSED = {
    "asserted": "assert delta.content\n",
    "asserted to be there": "assert delta.content is not None, 'no text'\n",
    "asserted to be a text": "assert isinstance(delta.content, str)\n",
    "asserted to be one text": "assert delta.content == 'x'\n",
    "asserted beside something": "assert ready and delta.content\n",
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
    assert "is an error here" in found[0].repair.why_not
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
