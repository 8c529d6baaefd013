"""Text of a delta that can be None: where that fails or shows, and the repair."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.nullable_text import nullable
from tests.analysis.python.streams.loops import consumer, over_deltas, rewritten

TEXT = "delta.content"
FAILS = {
    "added": (f"text += {TEXT}\n", f'text += {TEXT} or ""\n'),
    "added in a sum": (f"text = text + {TEXT}\n", f'text = text + ({TEXT} or "")\n'),
    "a method of it called": (f"use({TEXT}.strip())\n", f'use(({TEXT} or "").strip())\n'),
    "printed": (f"print({TEXT}, end='')\n", f"print({TEXT} or \"\", end='')\n"),
    "written": (f"file.write({TEXT})\n", f'file.write({TEXT} or "")\n'),
    "measured": (f"n += len({TEXT})\n", f'n += len({TEXT} or "")\n'),
    "searched": (f"found = 'x' in {TEXT}\n", f"found = 'x' in ({TEXT} or \"\")\n"),
    "formatted": (f"use(f'so {{{TEXT}}}')\n", f"use(f'so {{{TEXT} or \"\"}}')\n"),
    "formatted within double quotes": (
        f'use(f"so {{{TEXT}}}")\n',
        f"use(f\"so {{{TEXT} or ''}}\")\n",
    ),
    "formatted by an operator": (f"use('so %s' % {TEXT})\n", f"use('so %s' % ({TEXT} or \"\"))\n"),
    "formatted beside others": (
        f"use('%s%s' % (text, {TEXT}))\n",
        f"use('%s%s' % (text, {TEXT} or \"\"))\n",
    ),
    "repeated": (f"use({TEXT} * 2)\n", f'use(({TEXT} or "") * 2)\n'),
    "by key": ("text += delta['content']\n", "text += delta.get('content') or \"\"\n"),
    "given a default that is no help": (
        "text += delta.get('content', '')\n",
        "text += delta.get('content', '') or \"\"\n",
    ),
    "the reasoning": ("text += delta.reasoning\n", 'text += delta.reasoning or ""\n'),
}


@pytest.mark.parametrize(("body", "after"), FAILS.values(), ids=FAILS)
def test_a_read_that_minds_none_gets_an_empty_text(body: str, after: str) -> None:
    loop = consumer(over_deltas(body))
    (excerpt,) = nullable(loop)

    assert excerpt.repair.why_not is None
    assert rewritten(loop, excerpt.repair) == over_deltas(after)


def test_a_list_of_texts_minds_none_where_it_is_joined() -> None:
    body = f"texts.append({TEXT})\n"
    joined = consumer(over_deltas(body, behind="print(''.join(texts))\n"))
    other = consumer(over_deltas(body, behind="print(''.join(others))\n"))

    assert [one.text for one in nullable(joined)] == [TEXT]
    assert list(nullable(other)) == []


def listed(behind: str) -> list[str]:
    """What is repaired of a list of texts that is used `behind` it."""
    loop = consumer(f"texts = [chunk.choices[0].delta.content for chunk in create()]\n{behind}")
    assert not any(one.repair.why_not for one in nullable(loop))
    return [one.text for one in nullable(loop)]


USED_UP = ["sum(map(len, texts))", "file.writelines(texts)", "print(*texts)", "max(texts, key=len)"]


@pytest.mark.parametrize("behind", USED_UP)
def test_a_list_of_texts_minds_none_where_it_is_given_away(behind: str) -> None:
    assert listed(f"{behind}\n") == ["chunk.choices[0].delta.content"]


@pytest.mark.parametrize("behind", ["len(texts)", "any(texts)", "filter(None, texts)"])
def test_a_list_of_texts_bears_none_where_it_is_only_looked_at(behind: str) -> None:
    assert listed(f"print({behind})\n") == []


def test_one_text_of_a_list_is_read_by_its_number() -> None:
    loop = consumer(
        "texts = [one.choices[0].delta.content for one in create()]\ntexts[0].strip()\n"
    )
    (excerpt,) = nullable(loop)

    assert rewritten(loop, excerpt.repair).endswith('(texts[0] or "").strip()\n')


SAFE = {
    "filled": f"text += {TEXT} or ''\n",
    "filled under a name": f"part = {TEXT} or ''\ntext += part\n",
    "asked for": f"if {TEXT}:\n    text += {TEXT}\n",
    "asked for by the name": f"part = {TEXT}\nif part is not None:\n    text += part\n",
    "skipped": f"if not {TEXT}:\n    continue\ntext += {TEXT}\n",
    "replaced": f"if {TEXT} is None:\n    {TEXT} = ''\ntext += {TEXT}\n",
    "caught": f"try:\n    text += {TEXT}\nexcept TypeError:\n    pass\n",
    "given a default": "text += delta.get('content') or ''\n",
    "judged by a function": f"if has_text(chunk):\n    text += {TEXT}\n",
    "passed on": f"show({TEXT})\n",
    "logged": f"logger.info({TEXT})\n",
    "compared": f"found = {TEXT} == 'x'\n",
    "printed beside its name": f"print(1, file={TEXT})\n",
}


@pytest.mark.parametrize("body", SAFE.values(), ids=SAFE)
def test_a_read_that_none_does_not_get_to_or_does_not_harm_is_right(body: str) -> None:
    assert list(nullable(consumer(over_deltas(body)))) == []


def test_asking_for_the_attribute_is_no_answer_to_none() -> None:
    loop = consumer(over_deltas(f"if hasattr({TEXT}, 'strip'):\n    text += {TEXT}\n"))

    assert [one.text for one in nullable(loop)] == [TEXT]


def test_a_handler_of_another_error_does_not_catch_it() -> None:
    loop = consumer(over_deltas(f"try:\n    text += {TEXT}\nexcept KeyError:\n    pass\n"))

    assert [one.text for one in nullable(loop)] == [TEXT]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (f"show({TEXT})\n", ["given"]),
        (f"show({TEXT} or '')\n", []),
        (f"if {TEXT}:\n    show({TEXT})\n", []),
    ],
)
def test_a_function_is_right_where_each_caller_has_looked(call: str, found: list[str]) -> None:
    before = "def show(given):\n    print(given)\n\n"
    loop = consumer(over_deltas(call, before=before))

    assert [one.text for one in nullable(loop)] == found


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f"use(f'{{{TEXT}=}}')\n", "the f-string formats it"),
        (f"use(f'{{{TEXT}.strip()}}')\n", "it is inside an f-string"),
    ],
)
def test_a_formatted_string_that_would_change_is_left_to_the_user(body: str, why: str) -> None:
    (excerpt,) = nullable(consumer(over_deltas(body)))

    assert excerpt.repair.edits == ()
    assert str(excerpt.repair.why_not or "") == f"{why}; change it by hand"
