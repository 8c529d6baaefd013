"""Reads of a delta's text that fail without it, in the loop or where they hand it over."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.absent_text import may_be_absent, with_get
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts, parts
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import BlockIndex, Consumer, PartUse
from glm_migrate.analysis.python.streams.handed_text import is_handed_over
from glm_migrate.text.edits import Edit
from tests.analysis.python.reading import module

RAW = """import json
for line in use().iter_lines():
    delta = json.loads(line)["choices"][0]["delta"]
"""
WORDS = """def words():
    for chunk in use():
        yield chunk.choices[0].delta.content
"""


def last_read(code: str) -> tuple[Consumer, PartUse]:
    """The loop over `use()`, and its last read of the content."""
    where = module(code)
    root = where.symbols.by_called["use"][0]
    answer = AnswerParts([root])
    seen = tuple(PartUse(where, node, reading) for node, reading in parts(answer, where))
    loop = next(one.reading.loop for one in seen if one.reading.loop is not None)
    reads = [one for one in seen if one.is_(Part.CONTENT) and not one.reading.yielded]
    return Consumer(where, loop, seen, answer, BlockIndex(), seen), reads[-1]


@pytest.mark.parametrize(
    ("read", "absent"),
    [
        ('print(delta["content"])', True),
        ('print(delta["content"].strip())', True),
        ('print(delta.get("content"))', False),
        ('if "content" in delta:\n        print(delta["content"])', False),
        ('if delta.get("content"):\n        print(delta["content"])', False),
        ('try:\n        print(delta["content"])\n    except KeyError:\n        pass', False),
        (
            'try:\n        print(delta["content"])\n    except Exception as e:\n        log(e)',
            True,
        ),
    ],
)
def test_a_key_may_be_absent(read: str, absent: bool) -> None:
    consumer, one = last_read(f"{RAW}    {read}\n")

    assert may_be_absent(consumer, one) is absent


def test_the_key_is_asked_for() -> None:
    _, one = last_read(f'{RAW}    print(delta["content"])\n')
    edit = with_get(one)

    assert one.module.source.slice(edit.span) == '["content"]'
    assert edit == Edit(edit.span, '.get("content")')


@pytest.mark.parametrize(
    ("rest", "handed"),
    [
        ("", True),
        ("StreamingResponse(words())\n", True),
        ('"".join(words())\n', True),
        ("for word in words():\n    keep(word)\n", False),
        ("def again():\n    for word in words():\n        yield word\n", True),
        ("def again():\n    return words()\n", True),
    ],
)
def test_what_a_generator_yields_may_go_out_of_sight(rest: str, handed: bool) -> None:
    consumer, one = last_read(WORDS + rest)

    assert is_handed_over(consumer, one, lambda consumer, other: False) is handed


def test_what_a_generator_yields_may_be_minded_in_sight() -> None:
    consumer, one = last_read(f"{WORDS}for word in words():\n    keep(word)\n")

    assert is_handed_over(consumer, one, lambda consumer, other: True)
