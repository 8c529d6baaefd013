"""A new request field goes where its client takes it, or nowhere with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.chat_calls import chat_calls
from glm_migrate.config.schema import Config
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import place, rewritten
from glm_migrate.project.module_index import Project
from glm_migrate.text import edits
from glm_migrate.text.edits import Fix
from glm_migrate.text.source import Source

HEADS = {
    "zai": "from zai import ZaiClient\nclient = ZaiClient()\n",
    "zhipuai": "from zhipuai import ZhipuAI\nclient = ZhipuAI()\n",
    "openai": "from openai import OpenAI\nclient = OpenAI(base_url='https://api.z.ai/api/paas/v4')\n",
    "none": "client = None\n",
}
CREATE = "client.chat.completions.create"


def call_in(code: str) -> ChatCall:
    source = Source.decode(Path("example.py"), code.encode())
    module = ParsedProgram(Project([source])).module(source)
    return list(chat_calls(module, frozenset(), Migration(Config()).is_old))[-1]


def placed(head: str, call: str, name: str = "tool_stream", after: str = "") -> str:
    """The call with `name=True`, or why it can't be written."""
    code = HEADS[head] + call + "\n"
    result = place(call_in(code), name, "True", after)
    if result.why_not:
        assert result.edits == ()
        return str(result.why_not)
    fixed = edits.apply(code.encode(), [Fix("", result.edits)]).decode()
    return fixed.removeprefix(HEADS[head]).rstrip("\n")


@pytest.mark.parametrize(
    ("head", "before", "expected"),
    [
        pytest.param(
            "zai",
            f"{CREATE}(model='m')",
            f"{CREATE}(model='m', tool_stream=True)",
            id="zai takes a keyword",
        ),
        pytest.param(
            "openai",
            f"{CREATE}(model='m')",
            f"{CREATE}(model='m', extra_body={{\"tool_stream\": True}})",
            id="openai takes extra_body",
        ),
        pytest.param(
            "zhipuai",
            f"{CREATE}(model='m')",
            f"{CREATE}(model='m', extra_body={{\"tool_stream\": True}})",
            id="zhipuai takes extra_body",
        ),
        pytest.param(
            "openai",
            f"{CREATE}(extra_body={{'a': 1}})",
            f"{CREATE}(extra_body={{'a': 1, 'tool_stream': True}})",
            id="into the dict that is there",
        ),
        pytest.param(
            "openai",
            f"{CREATE}(extra_body={{}})",
            f'{CREATE}(extra_body={{"tool_stream": True}})',
            id="into an empty dict",
        ),
        pytest.param(
            "zai",
            f"{CREATE}(**{{'model': 'm'}})",
            f"{CREATE}(**{{'model': 'm'}}, tool_stream=True)",
            id="behind a spread that is seen",
        ),
        pytest.param(
            "zai",
            f"from zai.core import NOT_GIVEN\n{CREATE}(tool_stream=NOT_GIVEN)",
            "`tool_stream` is already set there to a value that sends nothing",
            id="not beside itself",
        ),
        pytest.param(
            "zai",
            f"{CREATE}(**x)",
            "cannot see `**x`: `x` is not defined in this file, which may set `tool_stream` "
            "already",
            id="not behind one that is not",
        ),
        pytest.param(
            "zai",
            f"{CREATE}(*x)",
            "cannot see `*x`, which may set `tool_stream` already",
            id="not behind a starred argument",
        ),
        pytest.param(
            "none",
            f"{CREATE}(model='m')",
            "set `tool_stream` by hand: no dated source says where an unknown client takes it",
            id="not for an unknown client",
        ),
    ],
)
def test_place(head: str, before: str, expected: str) -> None:
    assert placed(head, before) == expected


def test_a_field_that_some_cases_set_already_is_not_written_twice() -> None:
    call = f"kw = {{}}\nif fast:\n    kw['tool_stream'] = True\n{CREATE}(model='m', **kw)"

    assert placed("zai", call) == str(UnsafeReason(UnsafeKind.SET_IN_SOME_CASES, "tool_stream"))


def test_an_extra_body_with_a_name_is_followed_or_left() -> None:
    known = placed("openai", f"b = {{'a': 1}}\n{CREATE}(extra_body=b)")
    unknown = placed("openai", f"{CREATE}(extra_body=b)")

    assert "extra_body" in known
    assert unknown.startswith("cannot see `extra_body`")


def test_a_body_of_several_dicts_says_so() -> None:
    code = (
        "import httpx\nbody = {'model': 'glm-4-plus', 'messages': []}\nbody |= {'stop': ['x']}\n"
        "httpx.post('https://api.z.ai/api/paas/v4/chat/completions', json=body)\n"
    )
    found = glm_migrate.check_source(code, config=Config(thinking="keep-off"))

    assert [one.advice for one in found if one.code == "GLM301"] == [
        "the body is assembled from several dicts; add the key to one of them"
    ]


def test_a_field_is_placed_behind_another() -> None:
    after = placed("zai", f"{CREATE}(stream=True, model='m')", after="stream")

    assert after == f"{CREATE}(stream=True, tool_stream=True, model='m')"


@pytest.mark.parametrize("between", ["f(max_tokens=9, **k)", "f(**k)"])
def test_what_a_function_between_may_read_is_rewritten_with_the_users_word(between: str) -> None:
    ask = f"def use(f, **k):\n    return {between}\n\n\n"
    call = call_in(f"{HEADS['zai']}{ask}use({CREATE}, model='glm-4.6', max_tokens=200000)\n")
    limit = call["max_tokens"]
    assert limit is not None

    _, reason = rewritten(call, limit, limit.value.candidates[0], "131072")

    is_seen = between == "f(**k)"
    assert reason == (None if is_seen else UnsafeReason(UnsafeKind.CALL_HANDED_ON))
