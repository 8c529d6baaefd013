"""Reasoning that a loop ignores, and chunks without choices: what is offered, and where it goes."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import found

ZAI = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\n'
OPENROUTER = (
    'from openai import OpenAI\n\nclient = OpenAI(base_url="https://openrouter.ai/api/v1")\n'
)
STREAM = 'client.chat.completions.create(model="glm-4.6", messages=history, stream=True)'
GUARD = "        if not chunk.choices:\n            continue\n"
CONTENT = "chunk.choices[0].delta.content"
COLLECT = 'reasoning_content += getattr(chunk.choices[0].delta, "reasoning_content", None) or ""\n'
HISTORY = '    history.append({"role": "assistant", "content": text})\n'
KEPT = HISTORY.replace("text}", 'text, "reasoning_content": reasoning_content}')
UNSAFE = ("--select", "GLM403", "--unsafe-fixes")


def asks(body: str, rest: str, before: str = "") -> str:
    return (
        f'{ZAI}\n\ndef ask(history):\n    text = ""\n{before}    for chunk in {STREAM}:\n'
        f"{body}{rest}"
    )


# The loop's body before, and as it is with the reasoning collected.
COLLECTED = {
    "behind the guard of the choices": (
        f'{GUARD}        text += {CONTENT} or ""\n',
        f'{GUARD}        {COLLECT}        text += {CONTENT} or ""\n',
    ),
    "before a guard that skips reasoning": (
        f"{GUARD}        if not {CONTENT}:\n            continue\n        text += {CONTENT}\n",
        f"{GUARD}        {COLLECT}        if not {CONTENT}:\n            continue\n"
        f"        text += {CONTENT}\n",
    ),
    "before a guard of a name": (
        f"{GUARD}        content = {CONTENT}\n        if content is None:\n            continue\n"
        "        text += content\n",
        f"{GUARD}        content = {CONTENT}\n        {COLLECT}        if content is None:\n"
        "            continue\n        text += content\n",
    ),
    "before a condition": (
        f"{GUARD}        if {CONTENT}:\n            text += {CONTENT}\n",
        f"{GUARD}        {COLLECT}        if {CONTENT}:\n            text += {CONTENT}\n",
    ),
    "above a comment": (
        f'{GUARD}        # the answer\n        text += {CONTENT} or ""\n',
        f'{GUARD}        {COLLECT}        # the answer\n        text += {CONTENT} or ""\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), COLLECTED.values(), ids=COLLECTED)
def test_reasoning_goes_where_the_answer_goes(
    workspace: Workspace, before: str, after: str
) -> None:
    workspace.write({"app.py": asks(before, HISTORY)})
    fixed = workspace.fixed(*UNSAFE)["app.py"]

    assert fixed == asks(after, KEPT, before='    reasoning_content = ""\n')


LEFT = {
    "returned": asks(f'{GUARD}        text += {CONTENT} or ""\n', "    return text\n"),
    "read by nobody": asks(f'{GUARD}        text += {CONTENT} or ""\n', ""),
    "choices are asked for in the same condition": asks(
        f"        if chunk.choices and {CONTENT}:\n            text += {CONTENT}\n", HISTORY
    ),
    "the variable of an outer function": (
        f'{ZAI}\ntext = ""\n\n\ndef take(chunk):\n    global text\n    if chunk.choices:\n'
        f'        text += {CONTENT} or ""\n\n\nfor chunk in {STREAM}:\n    take(chunk)\n'
        f"{HISTORY.strip()}\n"
    ),
    "yielded": asks(f'{GUARD}        yield {CONTENT} or ""\n', ""),
    "a name that is taken": asks(
        f'{GUARD}        text += {CONTENT} or ""\n', HISTORY + "    reasoning_content = 1\n"
    ),
    "another name of the field": OPENROUTER
    + asks(f'{GUARD}        text += {CONTENT} or ""\n', HISTORY)
    .removeprefix(ZAI)
    .replace('"glm-4.6"', '"z-ai/glm-4.6"'),
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_reasoning_is_explained_where_nobody_would_read_it(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})

    assert [one.split()[1:] for one in workspace.of("GLM403")] == [["GLM403", "none"]]
    assert workspace.fixed(*UNSAFE) == {"app.py": text}


SILENT = {
    "a vision model": ZAI
    + f"for c in {STREAM}:\n    print(c.choices[0].delta.content)\n".replace("4.6", "4.5v"),
    "thinking is off": ZAI
    + f"for c in {STREAM}:\n    print(c.choices[0].delta.content)\n".replace(
        "stream", 'thinking={"type": "disabled"}, stream', 1
    ),
    "OpenRouter's field is read": OPENROUTER
    + f"for c in {STREAM}:\n    print(c.choices[0].delta.reasoning, {CONTENT})\n".replace(
        "chunk", "c"
    ).replace("glm-4.6", "z-ai/glm-4.6"),
    "the field of a dict is read": "import json\n\nimport requests\n\n"
    'body = {"model": "glm-4.6", "messages": [], "stream": True}\n'
    'url = "https://api.z.ai/api/paas/v4/chat/completions"\n'
    "for line in requests.post(url, json=body, stream=True).iter_lines():\n"
    '    for choice in json.loads(line[6:])["choices"]:\n'
    '        delta = choice["delta"]\n'
    '        print(delta.get("reasoning_content") or delta.get("content") or "")\n',
    "the field is read in a function": ZAI
    + "\n\ndef show(delta):\n"
    + '    print(getattr(delta, "reasoning_content", None) or delta.content or "")\n\n\n'
    + f"for c in {STREAM}:\n    if c.choices:\n        show(c.choices[0].delta)\n",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_nothing_is_said_where_reasoning_is_read_or_never_comes(
    workspace: Workspace, text: str
) -> None:
    workspace.write({"app.py": text})

    assert workspace.of("GLM403") == []


FIRST = f'{CONTENT} or ""'
# What stands between the loop's head and the statement, and where the guard goes.
COMMENTS = {
    "one line": ("        # the text\n", ""),
    "two lines": ("        # the text\n        # of the answer\n", ""),
    "behind another statement": ("        # the text\n", "        count += 1\n"),
    "behind a blank line": ("        # the text\n", "        count += 1\n\n"),
    "no comment": ("", ""),
    "a comment on its own": ("\n", "        # every chunk\n"),
}


@pytest.mark.parametrize(("comment", "above"), COMMENTS.values(), ids=COMMENTS)
def test_a_guard_stands_above_the_comment_of_its_statement(
    workspace: Workspace, comment: str, above: str
) -> None:
    statement = f"        print({FIRST})\n"
    workspace.write({"app.py": asks(above + comment + statement, "")})
    fixed = workspace.fixed("--select", "GLM404")["app.py"]

    if comment == "\n":
        above, comment = above + comment, ""
    assert fixed == asks(above + GUARD + comment + statement, "")


def test_a_loop_over_yielded_texts_is_no_second_reader() -> None:
    text = (
        "from zai import ZaiClient\n\n\ndef words():\n"
        '    for chunk in ZaiClient().chat.completions.create(model="glm-4.6", messages=[],'
        " stream=True):\n        if chunk.choices and chunk.choices[0].delta.content:\n"
        "            yield chunk.choices[0].delta.content\n\n\n"
        'text = ""\nfor word in words():\n    text += word\n'
    )

    assert [one.row for one in found(text, "GLM403")] == [6]


ARMS = {
    "an else": "if tools:\n    pass\nelse:\n    print({})\n",
    "an elif": "if tools:\n    pass\nelif more:\n    print({})\n",
    "a handler": "try:\n    show()\nexcept OSError:\n    print({})\n",
    "a case": "match tools:\n    case []:\n        pass\n    case _:\n        print({})\n",
    "an else in an else": "if a:\n    pass\nelse:\n    if b:\n        pass\n"
    "    else:\n        print({})\n",
}


@pytest.mark.parametrize("arm", ARMS.values(), ids=ARMS)
def test_a_guard_at_the_top_counts_in_every_arm(arm: str) -> None:
    lines = arm.format(f"{CONTENT} or ''").splitlines(keepends=True)
    body = "".join(f"        {line}" for line in lines)

    assert found(asks(GUARD, body), "GLM404", "GLM405") == []
    assert [one.fix for one in found(asks("", body), "GLM404")] == ["safe"]


GUARDS = {
    "a case": "match chunk.choices:\n    case []:\n        continue\n",
    "within a with": "with lock:\n    if not chunk.choices:\n        continue\n",
    "within a try": "try:\n    if not chunk.choices:\n        continue\nfinally:\n    count()\n",
    "a name": "has = bool(chunk.choices)\nif not has:\n    continue\n",
    "a number": "n = len(chunk.choices)\nif n == 0:\n    continue\n",
    "an assertion": "assert chunk.choices\n",
    "an if with more in it": "if not chunk.choices:\n    if chunk.usage:\n        log()\n"
    "    continue\n",
}
OTHER_GUARDS = {
    "of something else": "has = bool(chunk.usage)\nif not has:\n    continue\n",
    "that a with may swallow": "with lock:\n    if not chunk.choices:\n        raise E\n",
    "that goes on": "with lock:\n    if not chunk.choices:\n        count()\n",
    "that a handler passes": "try:\n    if not chunk.choices:\n        raise E\n"
    "except E:\n    pass\n",
    "a case that goes on": "match chunk.choices:\n    case []:\n        count()\n",
}


def guarded(guard: str) -> str:
    body = "".join(f"        {line}" for line in guard.splitlines(keepends=True))
    return asks(body, f"        text += {CONTENT} or ''\n    return text\n")


@pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS)
def test_every_way_to_skip_a_chunk_without_choices_counts(guard: str) -> None:
    assert found(guarded(guard), "GLM404") == []


@pytest.mark.parametrize("guard", OTHER_GUARDS.values(), ids=OTHER_GUARDS)
def test_what_skips_no_such_chunk_does_not(guard: str) -> None:
    assert [one.code for one in found(guarded(guard), "GLM404")] == ["GLM404"]
