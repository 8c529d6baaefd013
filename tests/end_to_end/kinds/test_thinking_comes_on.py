"""A model without thinking is replaced by one that thinks: readers and limits must bear that."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

HEAD = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\n'
STREAM = 'stream = client.chat.completions.create(model="glm-4-plus", messages=[], stream=True)\n'
CHUNKS = "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
RAW = """\
import json

import requests

body = {"model": "glm-4", "messages": [], "stream": True}
url = "https://open.bigmodel.cn/api/paas/v4/chat/completions"
text = ""
for line in requests.post(url, json=body, stream=True).iter_lines():
    if not line.startswith(b"data: {"):
        continue
    chunk = json.loads(line[6:])
    if not chunk["choices"]:
        continue
    delta = chunk["choices"][0]["delta"]
"""
READ = "chunk.choices[0].delta.content"
DICT = 'delta["content"]'
# What is read unguarded, and what the same run makes of it.
GUARDED = {
    "added to a text": (
        HEAD + STREAM + 'text = ""\n' + CHUNKS + f"    text += {READ}\n",
        f"text += {READ}\n",
        f'text += {READ} or ""\n',
    ),
    "yielded to a response": (
        HEAD
        + "from fastapi.responses import StreamingResponse\n\n\ndef body():\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f"    yield {READ}\n\n\ndef route():\n    return StreamingResponse(body())\n",
        f"yield {READ}\n",
        f'yield {READ} or ""\n',
    ),
    "yielded, then joined": (
        HEAD
        + "\n\ndef words():\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f'    yield {READ}\n\n\nprint("".join(words()))\n',
        f"yield {READ}\n",
        f'yield {READ} or ""\n',
    ),
    "yielded, then added up": (
        HEAD
        + "import itertools\n\n\ndef words():\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f"    yield {READ}\n\n\nfor text in itertools.accumulate(words()):\n    print(text)\n",
        f"yield {READ}\n",
        f'yield {READ} or ""\n',
    ),
    "yielded into a loop that adds": (
        HEAD
        + "\n\ndef words():\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f'    yield {READ}\n\n\ntext = ""\nfor word in words():\n    text += word\n',
        f"yield {READ}\n",
        f'yield {READ} or ""\n',
    ),
    "yielded, then asserted to be a text": (
        HEAD
        + "\n\ndef words():\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f"    yield {READ}\n\n\nfor word in words():\n    assert word is not None\n",
        f"yield {READ}\n",
        f'yield {READ} or ""\n',
    ),
    "encoded for a browser": (
        HEAD + "import json\n\n" + STREAM + CHUNKS + f'    send(json.dumps({{"text": {READ}}}))\n',
        f'{{"text": {READ}}}',
        f'{{"text": {READ} or ""}}',
    ),
    "written to a file": (
        HEAD + STREAM + CHUNKS + f"    file.write({READ})\n",
        f"write({READ})",
        f'write({READ} or "")',
    ),
    "handed to a callback": (
        HEAD
        + "\n\ndef ask(on_text):\n    "
        + (STREAM + CHUNKS).replace("\n", "\n    ")
        + f"    on_text({READ})\n",
        f"on_text({READ})",
        f'on_text({READ} or "")',
    ),
    "by its key": (
        RAW + f"    text += {DICT}\n",
        f"text += {DICT}\n",
        'text += delta.get("content") or ""\n',
    ),
    "by its key, with a default that does not help": (
        RAW + f'    text += {DICT} or ""\n',
        f'text += {DICT} or ""\n',
        'text += delta.get("content") or ""\n',
    ),
    "by its key, in a condition": (
        RAW + f"    if {DICT}:\n        text += {DICT}\n",
        f"if {DICT}:",
        'if delta.get("content"):',
    ),
    "by its key, a method is called": (
        RAW + f"    text += {DICT}.strip()\n",
        f"{DICT}.strip()",
        '(delta.get("content") or "").strip()',
    ),
    "a handler that speaks of errors": (
        HEAD
        + STREAM
        + 'text = ""\n'
        + CHUNKS
        + f"    try:\n        text += {READ}\n    except Exception as error:\n"
        + "        print(error)\n",
        f"text += {READ}\n",
        f'text += {READ} or ""\n',
    ),
}


@pytest.mark.parametrize(("text", "old", "new"), GUARDED.values(), ids=GUARDED)
def test_the_guard_goes_in_the_same_run(
    workspace: Workspace, text: str, old: str, new: str
) -> None:
    workspace.write({"app.py": text})
    fixed = workspace.fixed("--select", "GLM101,GLM405")["app.py"]

    assert fixed == text.replace(old, new).replace("glm-4-plus", "glm-4.6").replace(
        '"glm-4"', '"glm-4.6"'
    )
    assert workspace.of("GLM405") == []


@pytest.mark.parametrize(("text", "old", "new"), GUARDED.values(), ids=GUARDED)
def test_the_rename_waits_where_no_guard_comes(
    workspace: Workspace, text: str, old: str, new: str
) -> None:
    workspace.write({"app.py": text})

    assert workspace.fixed("--select", "GLM101") == {"app.py": text}
    assert {one.split()[2] for one in workspace.findings("--select", "GLM101")} == {"unsafe"}


def test_the_rename_waits_where_the_guard_is_silenced(workspace: Workspace) -> None:
    text = HEAD + STREAM + 'text = ""\n' + CHUNKS + f"    text += {READ}  # noqa: GLM405\n"
    workspace.write({"app.py": text})

    assert workspace.fixed("--select", "GLM101,GLM405") == {"app.py": text}


def test_the_rename_waits_for_a_reader_in_another_file(workspace: Workspace) -> None:
    reader = (
        '"""Reads the streams of glm-4.6."""\n\n\n'
        'def read(stream):\n    text = ""\n    for chunk in stream:\n'
        f"        if chunk.choices:\n            text += {READ}\n    return text\n"
    )
    caller = HEAD + "\nfrom reader import read\n\n" + STREAM + "print(read(stream))\n"
    workspace.write({"app.py": caller, "reader.py": reader})
    alone = workspace.fixed("--select", "GLM101,GLM405", "app.py")
    fixed = workspace.fixed("--select", "GLM101,GLM405")

    assert alone["app.py"] == caller
    assert fixed["app.py"] == caller.replace("glm-4-plus", "glm-4.6")
    assert f'text += {READ} or ""' in fixed["reader.py"]


# Readers that bear None as they are.
BEARING = {
    "asked before": f"    if {READ}:\n        print({READ})\n",
    "a default": f'    print({READ} or "")\n',
    "a handler of the error": f"    try:\n        text += {READ}\n    except TypeError:\n"
    "        pass\n",
    "a handler that goes on": f"    try:\n        text += {READ}\n    except Exception:\n"
    "        continue\n",
    "kept": f"    last = {READ}\n",
}


@pytest.mark.parametrize("read", BEARING.values(), ids=BEARING)
def test_a_reader_that_bears_none_holds_nothing_up(workspace: Workspace, read: str) -> None:
    text = HEAD + STREAM + 'text = ""\n' + CHUNKS + read
    workspace.write({"app.py": text})

    assert workspace.of("GLM101") == ["app.py:4 GLM101 safe"]
    assert workspace.fixed("--select", "GLM101")["app.py"] == text.replace("glm-4-plus", "glm-4.6")


def test_a_generator_of_texts_that_are_there_is_no_finding(workspace: Workspace) -> None:
    words = (STREAM + CHUNKS).replace("\n", "\n    ")
    text = (
        f"{HEAD}\n\ndef words():\n    {words}    if {READ}:\n            yield {READ}\n\n\n"
        'print("".join(words()))\n'
    )
    workspace.write({"app.py": text})

    assert workspace.of("GLM405") == []


def test_a_model_that_thought_before_holds_nothing_up(workspace: Workspace) -> None:
    text = (HEAD + STREAM + CHUNKS + f"    file.write({READ})\n").replace("4-plus", "4.5")
    workspace.write({"app.py": text})

    assert workspace.findings("--select", "GLM101") == ["app.py:4 GLM101 safe"]


ASK = 'client.chat.completions.create(model="glm-4", messages=[], {})\n'
OFF = 'thinking={"type": "disabled"}'
# A small limit as it is written, and where.
LIMITS = {
    "one word": "max_tokens=10",
    "a sentence": "max_tokens=150",
    "the limit of a paragraph": "max_tokens=1024",
    "by its newer name": "max_completion_tokens=64",
    "of a stream": "max_tokens=64, stream=True",
}


@pytest.mark.parametrize("sent", LIMITS.values(), ids=LIMITS)
def test_thinking_stays_off_beside_a_small_limit(workspace: Workspace, sent: str) -> None:
    workspace.write({"app.py": HEAD + ASK.format(sent)})
    fixed = workspace.fixed("--select", "GLM101")["app.py"]

    assert fixed == HEAD + ASK.format(f"{sent}, {OFF}").replace("glm-4", "glm-4.6")
    assert workspace.of("GLM302") == []
    assert "GLM301" not in workspace.run("check")


WAITING = {
    "an id of another file": {
        "names.py": 'MODEL = "glm-4"\n',
        "app.py": "from names import MODEL\n"
        + HEAD
        + ASK.format("max_tokens=10").replace('"glm-4"', "MODEL"),
    },
    "a spread may say it": {
        "app.py": HEAD + "def ask(**more):\n    " + ASK.format("max_tokens=10, **more")
    },
    "a model that thinks shares the call": {
        "app.py": HEAD
        + "def ask(deep):\n    "
        + ASK.format("max_tokens=10").replace('"glm-4"', '"glm-4.5" if deep else "glm-4"')
    },
    "switched on by the project": {
        "glm-migrate.toml": 'thinking = "on"\n',
        "app.py": HEAD + ASK.format("max_tokens=10"),
    },
    "a model that is dearer shares the call": {
        "app.py": HEAD
        + "def ask(deep):\n    "
        + ASK.format("max_tokens=10").replace('"glm-4"', '"glm-4-air" if deep else "glm-4"')
    },
}


@pytest.mark.parametrize("texts", WAITING.values(), ids=WAITING)
def test_the_rename_waits_beside_a_small_limit(workspace: Workspace, texts: dict[str, str]) -> None:
    workspace.write(texts)
    fixed = workspace.fixed("--select", "GLM101")

    assert all('"glm-4"' in text for text in fixed.values() if '"glm-4' in text)


def test_each_of_two_calls_that_share_an_id_keeps_thinking_off(workspace: Workspace) -> None:
    text = (
        HEAD
        + 'MODEL = "glm-4"\n'
        + ASK.format("max_tokens=10").replace('"glm-4"', "MODEL")
        + ASK.format("").replace('"glm-4"', "MODEL")
        + ASK.format("max_tokens=20").replace('"glm-4"', "MODEL")
    )
    workspace.write({"app.py": text})
    fixed = workspace.fixed("--select", "GLM101")["app.py"]

    assert fixed.count(OFF) == 2
    assert 'MODEL = "glm-4.6"' in fixed


def test_enough_room_or_thinking_that_is_stated_holds_nothing_up(workspace: Workspace) -> None:
    workspace.write({"app.py": HEAD + ASK.format("max_tokens=2048") + ASK.format(OFF)})

    assert workspace.fixed("--select", "GLM101")["app.py"].count("thinking") == 1


ITEM = "c.choices[0].delta.content"
ITEMS = f"{ITEM} for c in stream if c.choices"
GUARDED_ITEMS = f'{ITEM} or "" for c in stream if c.choices'
LISTED = {
    "a list, joined later": 'parts = [{0}]\nprint("".join(parts))\n',
    "a generator, joined later": 'parts = ({0})\nprint("".join(parts))\n',
    "a tuple, joined later": 'parts = tuple({0})\nprint("".join(parts))\n',
    "added to a list": 'parts = []\nparts.extend([{0}])\nparts += []\nprint("".join(parts))\n',
    "added to a list by +=": 'parts = []\nparts += [{0}]\nprint("".join(parts))\n',
    "yielded from a generator": "def words():\n    yield from ({0})\n",
    "yielded from a list, joined": (
        'def words():\n    yield from [{0}]\n\n\nprint("".join(words()))\n'
    ),
    "returned": "def words():\n    return ({0})\n",
    "returned, then joined": 'def words():\n    return [{0}]\n\n\nprint("".join(words()))\n',
}


@pytest.mark.parametrize("reader", LISTED.values(), ids=LISTED)
def test_items_of_a_comprehension_are_guarded_where_it_is_made(
    workspace: Workspace, reader: str
) -> None:
    workspace.write({"app.py": HEAD + STREAM + reader.format(ITEMS)})

    assert workspace.fixed()["app.py"] == (
        HEAD + STREAM.replace("glm-4-plus", "glm-4.6") + reader.format(GUARDED_ITEMS)
    )


SEEN = {
    "only looked at where there is text": (
        "def words():\n    return [{0}]\n\n\nfor text in words():\n"
        "    if text:\n        print(text)\n"
    ),
    "filtered": 'print("".join([c.choices[0].delta.content for c in stream if c.choices and '
    "c.choices[0].delta.content]))\n",
    "guarded already": 'parts = [c.choices[0].delta.content or "" for c in stream if c.choices]\n'
    'print("".join(parts))\n',
}


@pytest.mark.parametrize("reader", SEEN.values(), ids=SEEN)
def test_items_that_nobody_fails_on_stay(workspace: Workspace, reader: str) -> None:
    text = HEAD + STREAM + reader.format(ITEMS)
    workspace.write({"app.py": text})

    assert workspace.fixed()["app.py"] == text.replace("glm-4-plus", "glm-4.6")


YIELDED = f"{HEAD}\n\ndef words():\n    " + (STREAM + CHUNKS).replace("\n", "\n    ")
REFUSING = {
    "asserted": HEAD + STREAM + CHUNKS + f"    assert {READ}\n",
    "raised": HEAD + STREAM + CHUNKS + f"    if {READ} is None:\n        raise ValueError\n",
    "asserted by who reads a generator": (
        f"{YIELDED}    yield {READ}\n\n\nfor word in words():\n    assert word\n"
    ),
    "asserted where an empty text is yielded": (
        f'{YIELDED}    yield {READ} or ""\n\n\nfor word in words():\n    assert word\n'
    ),
    "asserted where it was filled": (
        HEAD + STREAM + CHUNKS + f'    word = {READ} or ""\n    assert word\n'
    ),
    "raised by who reads a generator": (
        f"{YIELDED}    yield {READ}\n\n\nfor word in words():\n    if not word:\n"
        "        raise ValueError(word)\n    print(word)\n"
    ),
}


@pytest.mark.parametrize("text", REFUSING.values(), ids=REFUSING)
def test_the_rename_waits_where_no_text_is_an_error(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})

    assert {one.split()[2] for one in workspace.of("GLM101")} == {"unsafe"}
    assert [one.split()[2] for one in workspace.of("GLM405")] == ["none"]
    assert workspace.fixed("--select", "GLM101,GLM405")["app.py"] == text


def test_a_generator_is_guarded_for_readers_of_whom_nothing_is_seen(workspace: Workspace) -> None:
    bot = (
        f"{HEAD}\n\nclass Bot:\n    def words(self):\n        "
        + (STREAM + CHUNKS).replace("\n", "\n        ")
        + f"    yield {READ}\n"
    )
    careful = "\n\nfor word in Bot().words():\n    if word:\n        print(word)\n"
    unseen = "\n\ndef joined(bot):\n    return ''.join(bot.words())\n"
    library = "\nimport ollama\n\nprint(list(ollama.Client().words()))\n"
    states = []
    for text in (bot + careful, bot + careful + unseen, bot + careful + library):
        workspace.write({"app.py": text})
        states.append(workspace.of("GLM405"))

    assert states == [[], ["app.py:12 GLM405 safe"], []]


TESTED = f"{YIELDED}    if {READ}:\n            yield {READ}\n\n\n"
BORNE = {
    "only text is yielded": f"{TESTED}for word in words():\n    assert word\n",
    "an empty text is one": (
        HEAD + STREAM + CHUNKS + f'    word = {READ} or ""\n    assert word is not None\n'
    ),
}


@pytest.mark.parametrize("text", BORNE.values(), ids=BORNE)
def test_a_test_that_no_delta_fails_holds_nothing_up(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})

    assert {one.split()[2] for one in workspace.of("GLM101")} == {"safe"}
    assert workspace.of("GLM405") == []


def test_a_dearer_move_brings_what_a_safe_one_would(workspace: Workspace) -> None:
    text = HEAD + STREAM.replace("4-plus", "4-air") + f"{CHUNKS}    print({READ})\n"
    asked = STREAM.replace("4-plus", "4-flash").replace("stream=True", "max_tokens=10")
    workspace.write({"app.py": text, "other.py": HEAD + asked})
    after = workspace.fixed("--unsafe-fixes")

    assert f'print({READ} or "")' in after["app.py"]
    assert 'model="glm-4.6", messages=[], max_tokens=10' in after["other.py"]
    assert 'thinking={"type": "disabled"}' in after["other.py"]


def test_a_move_that_is_accepted_alone_waits_for_no_guard(workspace: Workspace) -> None:
    text = HEAD + STREAM.replace("4-plus", "4-air") + f"{CHUNKS}    print({READ})\n"
    workspace.write({"app.py": text})

    assert "glm-4.6" in workspace.fixed("--select", "GLM101", "--unsafe-fixes")["app.py"]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (HEAD, 'kw["thinking"] = {"type": "disabled"}'),
        (
            'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n',
            'kw["extra_body"] = {"thinking": {"type": "disabled"}}',
        ),
    ],
    ids=["a keyword", "extra_body"],
)
def test_thinking_that_is_off_in_some_cases_holds_a_rename_beside_a_small_limit(
    workspace: Workspace, head: str, line: str
) -> None:
    """Written once more it would be passed twice, and left alone it is on where `fast` is not."""
    text = (
        f"{head}def ask(m, fast):\n    kw = {{}}\n    if fast:\n        {line}\n"
        "    ask = client.chat.completions.create\n"
        '    return ask(model="glm-4", messages=m, max_tokens=60, **kw)\n'
    )
    workspace.write({"app.py": text})

    assert workspace.fixed("--select", "GLM101") == {"app.py": text}
    assert {one.split()[2] for one in workspace.findings("--select", "GLM101")} == {"unsafe"}


@pytest.mark.parametrize("later", ["stream=True", "max_tokens=64", "**more"])
def test_what_a_preset_function_is_called_with_later_holds_the_rename(
    workspace: Workspace, later: str
) -> None:
    text = (
        f"from functools import partial\n\n{HEAD}"
        'ask = partial(client.chat.completions.create, model="glm-4-plus", temperature=0.2)\n'
        f"print(ask(messages=[], {later}))\n"
    )
    workspace.write({"app.py": text})

    assert workspace.fixed("--select", "GLM101") == {"app.py": text}
    assert workspace.fixed("--select", "GLM101", "--unsafe-fixes") != {"app.py": text}
