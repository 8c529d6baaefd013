"""`reasoning_content` where it is missing, and where it could be collected."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.optional_reasoning import collected, risky
from tests.analysis.python.streams.loops import consumer, over_chunks, over_deltas, rewritten

TEXT = "delta.reasoning_content"
READ = 'getattr(delta, "reasoning_content", None)'


def test_an_attribute_that_may_be_missing_is_read_with_getattr() -> None:
    loop = consumer(over_deltas(f"text += {TEXT} or ''\n"))
    (excerpt,) = risky(loop)

    assert excerpt.text == TEXT
    assert rewritten(loop, excerpt.repair) == over_deltas(f"text += {READ} or ''\n")


SAFE = {
    "by key": "use(delta['reasoning_content'])\n",
    "of a dict": "d = delta.model_dump()\nuse(d.reasoning_content)\n",
    "by getattr": f"use({READ})\n",
    "behind hasattr": f"if hasattr(delta, 'reasoning_content'):\n    use({TEXT})\n",
    "behind getattr": f"if {READ}:\n    use({TEXT})\n",
    "caught": f"try:\n    use({TEXT})\nexcept AttributeError:\n    pass\n",
    "the other name of it": "use(delta.reasoning)\n",
}


@pytest.mark.parametrize("body", SAFE.values(), ids=SAFE)
def test_a_read_that_cannot_fail_is_right(body: str) -> None:
    assert list(risky(consumer(over_deltas(body)))) == []


@pytest.mark.parametrize(
    "body",
    [
        f"if hasattr(delta, 'content'):\n    use({TEXT})\n",
        f"try:\n    use({TEXT})\nexcept KeyError:\n    pass\n",
    ],
)
def test_a_question_for_something_else_is_no_help(body: str) -> None:
    assert [one.text for one in risky(consumer(over_deltas(body)))] == [TEXT]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f"use(f'{{{TEXT}}}')\n", "it is inside an f-string; change it by hand"),
        (
            "use(\n    (delta  # the delta\n    .reasoning_content)\n)\n",
            "it contains a comment; change it by hand",
        ),
    ],
)
def test_a_read_that_would_lose_text_is_left_to_the_user(body: str, why: str) -> None:
    (excerpt,) = risky(consumer(over_deltas(body)))

    assert excerpt.repair.edits == ()
    assert str(excerpt.repair.why_not or "") == why


COLLECTED = {
    "of a delta with a name": (
        over_deltas("text += delta.content or ''\n"),
        'reasoning_content = ""\n'
        + over_deltas(f"reasoning_content += {READ} or \"\"\ntext += delta.content or ''\n"),
    ),
    "of a delta without one": (
        over_chunks("text += chunk.choices[0].delta.content or ''\n"),
        'reasoning_content = ""\n'
        + over_chunks(
            'reasoning_content += getattr(chunk.choices[0].delta, "reasoning_content", None) or ""'
            "\ntext += chunk.choices[0].delta.content or ''\n"
        ),
    ),
    "of a dict": (
        over_deltas("text += delta.get('content') or ''\n"),
        'reasoning_content = ""\n'
        + over_deltas(
            'reasoning_content += delta.get("reasoning_content") or ""\n'
            "text += delta.get('content') or ''\n"
        ),
    ),
    "outside of the condition for content": (
        over_deltas("if delta.content:\n    text += delta.content\n"),
        'reasoning_content = ""\n'
        + over_deltas(
            f'reasoning_content += {READ} or ""\nif delta.content:\n    text += delta.content\n'
        ),
    ),
    "inside of another condition": (
        over_deltas("if ready:\n    text += delta.content\n"),
        'reasoning_content = ""\n'
        + over_deltas(
            f'if ready:\n    reasoning_content += {READ} or ""\n    text += delta.content\n'
        ),
    ),
    "through a name of the text": (
        over_deltas("piece = delta.content\ntext += piece\n"),
        'reasoning_content = ""\n'
        + over_deltas(f'piece = delta.content\nreasoning_content += {READ} or ""\ntext += piece\n'),
    ),
}


@pytest.mark.parametrize(("code", "after"), COLLECTED.values(), ids=COLLECTED)
def test_the_reasoning_is_collected_beside_the_content(code: str, after: str) -> None:
    loop = consumer(f"{code}print(text)\n")
    excerpt = collected(loop)

    assert excerpt is not None
    assert excerpt.repair.why_not is None
    assert rewritten(loop, excerpt.repair) == f"{after}print(reasoning_content)\nprint(text)\n"


def test_the_message_for_the_history_takes_the_reasoning() -> None:
    message = 'say({"role": "assistant", "content": text})\n'
    loop = consumer(over_deltas("text += delta.content\n") + message)
    excerpt = collected(loop)

    assert excerpt is not None
    assert rewritten(loop, excerpt.repair).endswith(
        'say({"role": "assistant", "content": text, "reasoning_content": reasoning_content})\n'
    )


@pytest.mark.parametrize(
    "behind",
    [
        "",
        "return_(text)\n",
        'say({"role": "user", "content": text})\n',
        'say({"role": "assistant", "content": text, "reasoning_content": ""})\n',
        "print(1, text)\n",
        "shown = print(text)\n",
    ],
)
def test_nothing_is_collected_that_nobody_would_read(behind: str) -> None:
    excerpt = collected(consumer(over_deltas("text += delta.content\n") + behind))

    assert excerpt is not None
    assert excerpt.repair.edits == ()
    assert (
        str(excerpt.repair.why_not or "")
        == "nothing here would read it; decide where the reasoning goes"
    )


def test_a_loop_that_reads_no_content_collects_nothing() -> None:
    assert collected(consumer(over_deltas("print(delta.role)\n"))) is None


NOT_COLLECTED = {
    "the content is only shown": (
        over_deltas("print(delta.content)\n"),
        "decide where the reasoning goes, and read it there",
    ),
    "it is put in an attribute": (
        over_deltas("self.text += delta.content\n"),
        "decide where the reasoning goes, and read it there",
    ),
    "the name is taken": (
        over_deltas("text += delta.content or ''\n", before="reasoning_content = 1\n"),
        "the delta is not bound to a name here; collect the reasoning by hand",
    ),
    "a function judges the chunk": (
        over_deltas("if has_text(chunk):\n    text += delta.content\n"),
        "the delta is not bound to a name here; collect the reasoning by hand",
    ),
    "the text has two sources": (
        over_deltas("p = delta.content\nif p:\n    p = delta.content\ntext += p\n"),
        "the delta is not bound to a name here; collect the reasoning by hand",
    ),
    "the loop is on one line": (
        "for c in create(): text += c.choices[0].delta.content\n",
        "the delta is not bound to a name here; collect the reasoning by hand",
    ),
}


@pytest.mark.parametrize(("code", "why"), NOT_COLLECTED.values(), ids=NOT_COLLECTED)
def test_where_it_cannot_be_collected_the_reason_is_said(code: str, why: str) -> None:
    excerpt = collected(consumer(f"{code}print(text)\n"))

    assert excerpt is not None
    assert excerpt.repair.edits == ()
    assert str(excerpt.repair.why_not or "") == why
