"""Reads of a delta's text by its key, which it may lack."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.absent_text import may_be_absent, with_get
from glm_migrate.text.edits import Edit
from tests.analysis.python.streams.text_reads import RAW, last_read


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
