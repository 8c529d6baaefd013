"""Fields that a mocked test expects to be sent: what takes one away breaks the test."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixes, found

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
SENT = 'model="glm-4.6", messages=m, temperature=0.2, top_p=0.9'
APP = f"{ZAI}def ask(m):\n    return client.chat.completions.create({SENT})\n"
HEAD = "from unittest.mock import call, patch\nimport app\n\n\n"
HEAD += "def test_ask(client):\n    app.ask([])\n"
EXPECTING = {
    "a call with": "client.create.assert_called_once_with(model='glm-4.6', top_p=0.9)",
    "one of the calls": "assert call(top_p=0.9) in client.create.mock_calls",
    "its keywords": "assert client.create.call_args.kwargs['top_p'] == 0.9",
    "a value that is got": "assert client.sent.get('top_p') == 0.9",
    "the key alone": "assert 'top_p' in client.sent",
    "unittest": "self.assertEqual(client.sent['top_p'], 0.9)",
    "a whole dict": "assert client.sent == {'model': 'glm-4.6', 'top_p': 0.9}",
    "a dict with a name": "expected = {'top_p': 0.9}\n    assert client.sent == expected",
    "a value with a name": "assert client.sent['top_p'] == app.TOP_P",
}


def project(line: str) -> dict[str, str]:
    return {"app.py": APP, "tests/test_app.py": f"{HEAD}    {line}\n"}


@pytest.mark.parametrize("line", EXPECTING.values(), ids=EXPECTING)
def test_what_a_test_expects_is_not_dropped(line: str) -> None:
    (one,) = found(project(line), "GLM201")

    assert one.fix == "unsafe"
    assert "tests/test_app.py:7" in one.advice or "tests/test_app.py:8" in one.advice


OTHERS = {
    "the contrary": "assert 'top_p' not in client.sent",
    "another value": "assert client.sent['top_p'] == 0.5",
    "what the test gives": "client.sent['top_p'] = 0.9",
    "the other field": "assert client.sent['temperature'] == 0.2",
}


@pytest.mark.parametrize("line", OTHERS.values(), ids=OTHERS)
def test_other_lines_hold_nothing(line: str) -> None:
    assert fixes(project(line), "GLM201") == ["safe"]


def test_a_test_of_other_code_holds_nothing() -> None:
    other = "def test_it(server):\n    assert server.sent['top_p'] == 0.9\n"

    assert fixes({"app.py": APP, "tests/test_server.py": other}, "GLM201") == ["safe"]


def test_a_limit_that_a_test_expects_is_not_lowered() -> None:
    app = APP.replace("temperature=0.2, top_p=0.9", "max_tokens=200000")
    line = "client.create.assert_called_once_with(max_tokens=200000)"

    assert fixes({**project(line), "app.py": app}, "GLM501") == ["unsafe"]
    assert fixes({**project("assert client.sent"), "app.py": app}, "GLM501") == ["safe"]


def test_a_keyword_that_a_test_expects_is_not_moved() -> None:
    client = (
        'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n'
    )
    app = APP.replace(ZAI, client + "\n\n").replace("temperature=0.2, top_p=0.9", "thinking={}")
    line = "client.create.assert_called_once_with(thinking={})"

    assert fixes({**project(line), "app.py": app}, "GLM601") == ["unsafe"]
    assert fixes({**project("assert client.sent"), "app.py": app}, "GLM601") == ["safe"]


STREAMED = f"""\
{ZAI}def ask(m):
    calls = {{}}
    for chunk in client.chat.completions.create(
        model="glm-4.6", messages=m, stream=True, tools=[{{"type": "function"}}]
    ):
        if not chunk.choices:
            continue
        for part in chunk.choices[0].delta.tool_calls or []:
            one = calls.setdefault(part.index, {{"name": "", "arguments": ""}})
            one["name"] = one["name"] or part.function.name or ""
            one["arguments"] += part.function.arguments or ""
    return calls
"""
ALL = "model='glm-4.6', messages=[], stream=True, tools=[{'type': 'function'}]"
WHOLE = {
    "a call with": f"client.create.assert_called_once_with({ALL})",
    "an awaited call": f"client.create.assert_awaited_with({ALL})",
    "any call": f"client.create.assert_any_call({ALL})",
    "one of the calls": f"assert client.create.mock_calls == [call({ALL})]",
    "a dict": "assert client.sent == {'messages': [], 'stream': True, 'model': 'glm-4.6'}",
    "a dict first": "assert {'messages': [], 'stream': True} == client.sent",
}
PARTS = {
    "some of it": "client.create.assert_called_once_with(**expected)",
    "a part of a dict": "assert {'messages': []}.items() <= client.sent.items()",
    "one field": "assert client.sent['messages'] == []",
    "another call": "client.other.assert_called_once_with(text='a')",
}


@pytest.mark.parametrize("line", WHOLE.values(), ids=WHOLE)
def test_no_field_is_added_where_a_test_expects_all_of_them(line: str) -> None:
    (one,) = found({**project(line), "app.py": STREAMED}, "GLM401")

    assert one.fix == "unsafe"
    assert "tests/test_app.py:7 expects all that is sent" in one.advice


@pytest.mark.parametrize("line", PARTS.values(), ids=PARTS)
def test_a_field_is_added_where_a_test_expects_some(line: str) -> None:
    assert fixes({**project(line), "app.py": STREAMED}, "GLM401") == ["safe"]
