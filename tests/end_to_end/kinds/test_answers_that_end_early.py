"""A reader that stops where a delta has no text gets an empty answer from a model that thinks."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, reasons

HEAD = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\n'
STREAM = 'client.chat.completions.create(model="glm-4-plus", messages=[], stream=True)'
LOOP = HEAD + f"for chunk in {STREAM}:\n    if not chunk.choices:\n        continue\n"
WORDS = (
    HEAD + f"\n\ndef words():\n    for chunk in {STREAM}:\n        if chunk.choices:\n"
    "            yield chunk.choices[0].delta.content\n\n\n"
)
ENDS = {
    "a break": LOOP + "    text = chunk.choices[0].delta.content\n    if not text:\n"
    "        break\n    print(text)\n",
    "a return from the generator": HEAD + f"\n\ndef words():\n    for chunk in {STREAM}:\n"
    "        if (text := chunk.choices[0].delta.content) is None:\n            return\n"
    "        yield text\n",
    "the other arm": LOOP + "    if chunk.choices[0].delta.content:\n"
    '        print(chunk.choices[0].delta.content, end="")\n    else:\n        break\n',
    "an empty text ends a while": WORDS + 'parts = words()\nwhile part := next(parts, ""):\n'
    "    print(part)\n",
    "an empty text ends the outer loop": WORDS + "for part in words():\n    if not part:\n"
    "        break\n    print(part)\n",
    "an empty text ends what is taken": WORDS
    + "import itertools\nprint(''.join(itertools.takewhile(bool, words())))\n",
    "a text that is filled ends it as well": WORDS.replace("content\n\n", 'content or ""\n\n')
    + "from itertools import takewhile\nfor part in takewhile(lambda t: t, words()):\n"
    "    print(part)\n",
    "the length ends it": WORDS + "import itertools\nlist(itertools.takewhile(len, words()))\n",
    "what is taken of a generator expression": HEAD + "import itertools\n"
    f"print(*itertools.takewhile(bool, (c.choices[0].delta.content for c in {STREAM})))\n",
    "the test of each chunk": HEAD + "import itertools\n"
    f"for c in itertools.takewhile(lambda c: c.choices[0].delta.content, {STREAM}):\n"
    "    print(c.id)\n",
}


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
def test_the_rename_waits(text: str) -> None:
    assert fixes(text, "GLM101") == ["unsafe"]
    assert "ends the loop here" in " ".join(reasons(text, "GLM405"))
    assert '"glm-4-plus"' in fixed_text(text)


def test_the_generator_is_guarded_where_only_none_ends_the_reader() -> None:
    text = (
        WORDS + "parts = words()\nwhile (part := next(parts, None)) is not None:\n    print(part)\n"
    )

    assert 'yield chunk.choices[0].delta.content or ""\n' in fixed_text(text)
    assert '"glm-4.6"' in fixed_text(text)


TAKEN = {
    "all but None": "lambda t: t is not None",
    "up to a word": "lambda t: t != 'END'",
    "by a function": "is_open",
}


@pytest.mark.parametrize("test", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_past_an_empty_text_is_guarded(test: str) -> None:
    text = WORDS + f"from itertools import takewhile\nprint(''.join(takewhile({test}, words())))\n"
    after = fixed_text(text)

    assert '"glm-4.6"' in after
    assert 'yield chunk.choices[0].delta.content or ""' in after


def test_a_generator_that_yields_no_empty_text_holds_nothing() -> None:
    text = WORDS.replace(
        "if chunk.choices:", "if chunk.choices and chunk.choices[0].delta.content:"
    )
    text += "from itertools import takewhile\nprint(list(takewhile(bool, words())))\n"

    assert fixes(text, "GLM101") == ["safe"]
    assert reasons(text, "GLM405") == []
