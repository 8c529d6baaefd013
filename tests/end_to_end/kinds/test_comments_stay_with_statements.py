"""A statement that a fix inserts stands above the comments of the statement that it precedes."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text

HEAD = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef words(messages):\n"
    "    for chunk in client.chat.completions.create(\n"
    '        model="glm-4.6", messages=messages, stream=True\n    ):\n'
)
GUARD = "        if not chunk.choices:\n            continue\n"
READ = '        yield chunk.choices[0].delta.content or ""\n'

# What stands between the head of the loop and the statement: above the guard, and below it.
PLACES = {
    "a comment under the head of the loop": ("", "        # only the text goes out\n"),
    "several lines of comment": (
        "        n = 1\n",
        "        # only the text\n        # goes out\n",
    ),
    "a blank line parts the comment from the statement": ("        # the loop\n\n", ""),
    "of two blocks the one that touches the statement": (
        "        # the loop\n\n",
        "        # the text\n",
    ),
    "a comment indented less": ("", "    # only the text\n"),
    "a comment at the margin": ("", "# only the text\n"),
    "a comment behind code": ("        n = 1  # one\n", ""),
    "a text that ends like a comment": ('        n = """\n# no comment"""\n', ""),
    "a suppression": ("", "        # glm-migrate: ignore[GLM403] -- shown elsewhere\n"),
}


@pytest.mark.parametrize(("above", "below"), PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_the_guard_stands_above_the_comment(above: str, below: str, newline: str) -> None:
    before = (HEAD + above + below + READ).replace("\n", newline)
    after = (HEAD + above + GUARD + below + READ).replace("\n", newline)

    assert fixed_text(before, "GLM404") == after


def test_tabs_and_comments_are_kept() -> None:
    before, after = (
        (HEAD + guard + "        # why\n" + READ).replace("    ", "\t") for guard in ("", GUARD)
    )

    assert fixed_text(before, "GLM404") == after


INNER = {
    "in a `with`": "        with out as file:\n{}            # why\n            file.write({})\n",
    "in an `else`": "        if n:\n            n = 0\n        else:\n{}            # why\n"
    "            print({})\n",
    "in a `try`": "        try:\n{}            # why\n            print({})\n"
    "        except ValueError:\n            pass\n",
}


@pytest.mark.parametrize("shape", INNER.values(), ids=INNER)
def test_the_guard_is_as_deep_as_its_statement(shape: str) -> None:
    read = 'chunk.choices[0].delta.content or ""'
    guard = GUARD.replace("        if", "            if").replace(
        "    continue", "        continue"
    )

    assert fixed_text(HEAD + shape.format("", read), "GLM404") == HEAD + shape.format(guard, read)


def test_a_decorated_function_keeps_comments_and_decorators() -> None:
    below = (
        "        # called later\n        @wraps(f)\n        # the text\n"
        "        def show(text=chunk.choices[0].delta.content):\n            print(text)\n"
    )

    assert fixed_text(HEAD + below, "GLM404") == HEAD + GUARD + below


def test_the_table_of_calls_stands_above_the_comment_of_the_loop() -> None:
    loop = (
        "    # runs every call\n    for chunk in client.chat.completions.create(\n"
        '        model="glm-4.6", messages=messages, stream=True, tools=tools\n    ):\n'
        "        if not chunk.choices:\n            continue\n"
        "        for call in chunk.choices[0].delta.tool_calls or []:\n"
        "            run(call.function.name, json.loads(call.function.arguments))\n"
    )
    before = (
        "import json\n\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
        "def go(messages, tools):\n    n = 1\n" + loop
    )
    after = fixed_text(before, "GLM402")

    assert "    n = 1\n    joined_calls = {}\n    call_key = None\n    # runs every call\n" in after
