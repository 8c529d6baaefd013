"""What the real clients put on the wire and give back: the facts that rules and fixes rely on.

A failure here after an update of a client means that a fact has changed, not that a test is
wrong: rules and knowledge must then follow.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from glm_migrate.runner.verification.script import Filler, Identity, Index, Script, ToolCall
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.wire.stage import Run, Stage

ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"
ZHIPU = "from zhipuai import ZhipuAI\nclient = ZhipuAI()\n"
OPENAI = (
    "from openai import OpenAI\n"
    'client = OpenAI(base_url="https://api.z.ai/api/paas/v4/", max_retries=0)\n'
)
CLIENTS = {"zai": ZAI, "zhipuai": ZHIPU, "openai": OPENAI}
MESSAGES = '[{"role": "user", "content": "x"}]'
CALL = f'r = client.chat.completions.create(model="glm-4.6", messages={MESSAGES}, '
TOOLS = '[{"type": "function", "function": {"name": "weather"}}]'
STREAM = f"stream=True, tools={TOOLS}, "
WEATHER = ToolCall("weather", '{"city": "北京"}')

# The consumer of the vendor's migration guide, section 4, without its prints.
GUIDE = """
final_tool_calls = {}
for chunk in r:
  if not chunk.choices:
    continue
  delta = chunk.choices[0].delta
  if delta.tool_calls:
    for tool_call in delta.tool_calls:
      idx = tool_call.index
      if idx not in final_tool_calls:
        final_tool_calls[idx] = tool_call
        final_tool_calls[idx].function.arguments = tool_call.function.arguments
      else:
        final_tool_calls[idx].function.arguments += tool_call.function.arguments
for idx, tool_call in final_tool_calls.items():
  print(idx, tool_call.function.name, tool_call.function.arguments)
"""


def sent(run: Run) -> dict[str, Any]:
    """The one body that arrived, without model and messages."""
    assert run.status == 0, run.stderr
    (body,) = run.bodies
    return {name: value for name, value in body.items() if name not in ("model", "messages")}


@pytest.mark.parametrize(
    ("client", "arguments", "arrives"),
    [
        pytest.param(
            "zai",
            "temperature=1.0",
            {"temperature": 0.99, "response_format": None, "thinking": None},
            id="zai turns temperature 1.0 into 0.99",
        ),
        pytest.param(
            "zai",
            "temperature=0",
            {"temperature": 0.01, "do_sample": False, "response_format": None, "thinking": None},
            id="zai turns temperature 0 into 0.01 and greedy",
        ),
        pytest.param(
            "zai",
            "top_p=1.0",
            {"top_p": 0.99, "response_format": None, "thinking": None},
            id="zai turns top_p 1.0 into 0.99",
        ),
        pytest.param(
            "zai",
            'extra_body={"temperature": 1.0}',
            {"temperature": 1.0, "response_format": None, "thinking": None},
            id="zai leaves extra_body as it is",
        ),
        pytest.param(
            "zai",
            'tool_stream=True, extra_body={"tool_stream": False}',
            {"tool_stream": False, "response_format": None, "thinking": None},
            id="in zai extra_body wins over a keyword",
        ),
        pytest.param(
            "zai",
            "temperature=None",
            {"temperature": None, "response_format": None, "thinking": None},
            id="zai sends an explicit None as null",
        ),
        pytest.param(
            "zhipuai",
            "temperature=1.0",
            {"temperature": 0.99, "response_format": None, "thinking": None},
            id="zhipuai turns temperature 1.0 into 0.99",
        ),
        pytest.param(
            "zhipuai",
            'stream=True, extra_body={"tool_stream": True}, thinking={"type": "disabled"}',
            {"stream": True, "tool_stream": True, "thinking": {"type": "disabled"}}
            | {"response_format": None},
            id="zhipuai takes tool_stream in extra_body and thinking as keyword",
        ),
        pytest.param(
            "openai", "temperature=1.0", {"temperature": 1.0}, id="openai changes no temperature"
        ),
        pytest.param(
            "openai", "temperature=None", {"temperature": None}, id="openai sends None as null"
        ),
        pytest.param(
            "openai",
            'stream=True, extra_body={"tool_stream": True, "thinking": {"type": "enabled"}}',
            {"stream": True, "tool_stream": True, "thinking": {"type": "enabled"}},
            id="openai puts extra_body at the top level",
        ),
    ],
)
def test_the_body_that_arrives(
    wire: Wire, program_stage: Stage, client: str, arguments: str, arrives: dict[str, Any]
) -> None:
    wire.play(Script(content="ok"))

    assert sent(program_stage.run(f"{CLIENTS[client]}{CALL}{arguments})")) == arrives


def test_in_openai_even_the_model_of_extra_body_wins(wire: Wire, program_stage: Stage) -> None:
    wire.play(Script(content="ok"))
    run = program_stage.run(OPENAI + CALL + 'extra_body={"model": "glm-4.5"})')

    assert run.bodies[0]["model"] == "glm-4.5"


@pytest.mark.parametrize(
    ("client", "keyword"),
    [
        ("openai", "tool_stream=True"),
        ("openai", 'thinking={"type": "enabled"}'),
        ("openai", "do_sample=False"),
        ("zhipuai", "tool_stream=True"),
        ("zai", "stream_options={}"),
        ("zai", "max_completion_tokens=9"),
    ],
)
def test_a_keyword_that_the_client_does_not_know_is_a_type_error(
    program_stage: Stage, client: str, keyword: str
) -> None:
    run = program_stage.run(f"{CLIENTS[client]}{CALL}{keyword})")

    assert re.fullmatch(r"TypeError: .*unexpected keyword argument '\w+'", run.error)
    assert (run.status, run.requests) == (1, ())


@pytest.mark.parametrize("keyword", ["tool_stream=True", "thinking={}"])
def test_the_async_openai_client_knows_no_more_keywords(program_stage: Stage, keyword: str) -> None:
    program = (
        "import asyncio\nfrom openai import AsyncOpenAI\n"
        'client = AsyncOpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
        "create = client.chat.completions.create\n"
        f"asyncio.run(create(model='m', messages=[], {keyword}))\n"
    )

    assert "unexpected keyword argument" in program_stage.run(program).error


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("bytes_at_once", [None, 1], ids=["lines", "bytes"])
def test_every_client_reads_fragments_however_they_are_written(
    wire: Wire, program_stage: Stage, client: str, bytes_at_once: int | None
) -> None:
    wire.play(Script(calls=(WEATHER,), bytes_at_once=bytes_at_once))
    flag = 'extra_body={"tool_stream": True}'
    run = program_stage.run(f"{CLIENTS[client]}{CALL}{STREAM}{flag})\n{GUIDE}")

    assert run.stdout == '0 weather {"city": "北京"}\n', run.stderr


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(fillers=(Filler.NULL_ARGUMENTS,)), id="null arguments later"),
        pytest.param(Script(opening=Filler.NULL_ARGUMENTS), id="null arguments first"),
        pytest.param(Script(opening=Filler.NO_ARGUMENTS), id="no arguments first"),
    ],
)
def test_the_guides_own_accumulator_dies_on_null_arguments(
    wire: Wire, program_stage: Stage, client: str, script: Script
) -> None:
    wire.play(replace(script, calls=(WEATHER,)))
    flag = 'extra_body={"tool_stream": True}'
    run = program_stage.run(f"{CLIENTS[client]}{CALL}{STREAM}{flag})\n{GUIDE}")

    assert run.error.startswith("TypeError: ")
    assert "NoneType" in run.error


def test_the_guides_own_accumulator_dies_on_a_null_function(
    wire: Wire, program_stage: Stage
) -> None:
    wire.play(Script(calls=(WEATHER,), fillers=(Filler.NULL_FUNCTION,)))
    run = program_stage.run(f"{ZAI}{CALL}{STREAM}tool_stream=True)\n{GUIDE}")

    assert run.error == "AttributeError: 'NoneType' object has no attribute 'arguments'"


@pytest.mark.parametrize("client", ["zai", "openai"])
@pytest.mark.parametrize(
    ("script", "shown"),
    [
        pytest.param(Script(index=Index.MINUS_ONE), "-1 call_0 weather", id="index -1"),
        pytest.param(Script(index=Index.MISSING), "None call_0 weather", id="no index is None"),
        pytest.param(Script(identity=Identity.LATE), "0 None None", id="late id is None at first"),
        pytest.param(
            Script(opening=Filler.NULL_FUNCTION), "0 call_0 no function", id="function null"
        ),
    ],
)
def test_what_the_first_fragment_looks_like_to_a_program(
    wire: Wire, program_stage: Stage, client: str, script: Script, shown: str
) -> None:
    wire.play(replace(script, calls=(WEATHER,)))
    program = f"""{CLIENTS[client]}{CALL}{STREAM}extra_body={{"tool_stream": True}})
tool = next(iter(r)).choices[0].delta.tool_calls[0]
print(tool.index, tool.id, tool.function.name if tool.function else "no function")
"""

    assert program_stage.run(program).stdout == shown + "\n"


def test_reasoning_that_is_not_sent_is_an_attribute_error_in_openai_only(
    wire: Wire, program_stage: Stage
) -> None:
    wire.play(Script(content="ok"))
    loop = "stream=True)\nprint(next(iter(r)).choices[0].delta.reasoning_content)\n"

    assert program_stage.run(f"{ZAI}{CALL}{loop}").stdout == "None\n"
    assert program_stage.run(f"{OPENAI}{CALL}{loop}").error == (
        "AttributeError: 'ChoiceDelta' object has no attribute 'reasoning_content'"
    )


def test_a_zai_stream_is_no_context_manager(wire: Wire, program_stage: Stage) -> None:
    wire.play(Script(content="ok"))
    block = "stream=True)\nwith r as chunks:\n    print(len(list(chunks)))\n"

    assert re.match("(Type|Attribute)Error: ", program_stage.run(f"{ZAI}{CALL}{block}").error)
    assert program_stage.run(f"{OPENAI}{CALL}{block}").stdout == "3\n"


def test_background_jobs_take_neither_stream_nor_tool_stream(
    wire: Wire, program_stage: Stage
) -> None:
    wire.play(Script())
    job = CALL.replace("completions", "asyncCompletions")

    assert "unexpected keyword" in program_stage.run(f"{ZAI}{job}tool_stream=True)").error
    assert sent(program_stage.run(f"{ZAI}{job}temperature=1.0)"))["temperature"] == 1.0


def test_each_client_goes_to_its_vendors_host(wire: Wire, program_stage: Stage) -> None:
    wire.play(Script())
    hosts = {
        name: program_stage.run(f"{client}{CALL})").requests[0].host
        for name, client in CLIENTS.items()
    }

    assert hosts == {"zai": "api.z.ai", "zhipuai": "open.bigmodel.cn", "openai": "api.z.ai"}


def test_a_refusal_reaches_the_program_as_an_error(program_stage: Stage) -> None:
    run = program_stage.run(f'{OPENAI}{CALL}tool_choice="required", tools={TOOLS})')

    assert "Tool choice must be auto" in run.error


HELPER = f"""{OPENAI}with client.chat.completions.stream(
    model="glm-4.6", messages={MESSAGES}, tools={TOOLS}, extra_body={{"tool_stream": True}}
) as stream:
    for event in stream:
        pass
    call = stream.get_final_completion().choices[0].message.tool_calls[0]
print(call.function.name, call.function.arguments)
"""


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        pytest.param(Script(), 'weather {"city": "北京"}\n', id="fragments are joined"),
        pytest.param(
            Script(identity=Identity.REPEATED),
            f'{"weather" * len(str(WEATHER.arguments))} {{"city": "北京"}}\n',
            id="a repeated name is joined, too",
        ),
    ],
)
def test_what_the_helper_of_openai_makes_of_fragments(
    wire: Wire, program_stage: Stage, script: Script, shown: str
) -> None:
    wire.play(replace(script, calls=(WEATHER,), named=True))

    assert program_stage.run(HELPER).stdout == shown


def test_the_helper_of_openai_passes_over_chunks_that_do_not_say_what_they_are(
    wire: Wire, program_stage: Stage
) -> None:
    wire.play(Script(calls=(WEATHER,)))

    assert program_stage.run(HELPER).error == "AssertionError"
