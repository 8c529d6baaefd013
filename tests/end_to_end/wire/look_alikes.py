"""Programs that look like naive loops over GLM's tool calls and are right to stay as they are.

Other vendors' loops, answers that are not streamed, tools that stream nothing, code that makes
chunks. Every program runs against the server.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.end_to_end.wire.loop_shapes import NAIVE, Shape
from tests.end_to_end.wire.stream_programs import BODY, KEYWORDS, OPENAI, TOOLS, URL, program


@dataclass(frozen=True)
class Program:
    """A program and, in one sentence, why nothing in it is to change."""

    about: str
    text: str


def _elsewhere(shape: Shape, address: str, model: str, client: str = "openai") -> str:
    """The program of a shape with another vendor's address and model."""
    text = program(shape, client, "1").replace(OPENAI, address).replace('"glm-4.6"', f'"{model}"')
    return text.replace(URL, f"https://{model}.example/v1/chat/completions")


def _at(url: str) -> str:
    return f'(base_url="{url}")'


_ZAI = "import json\nfrom zai import ZaiClient\nclient = ZaiClient()\n"
_READ = "for call in message.tool_calls or []:\n    print(json.loads(call.function.arguments))\n"

LOOK_ALIKES = {
    "OpenAI, parsed per delta": Program(
        "OpenAI's own endpoint and model, with the default address of the client.",
        _elsewhere(NAIVE["parsed per delta"], "()", "gpt-4o"),
    ),
    "OpenAI, asynchronous": Program(
        "The same with `AsyncOpenAI`.",
        _elsewhere(NAIVE["each fragment a call"], "()", "gpt-4o", "openai, asynchronous"),
    ),
    "DashScope, joined by id": Program(
        "Qwen on DashScope's compatible endpoint.",
        _elsewhere(
            NAIVE["joined by id"],
            _at("https://dashscope.aliyuncs.com/compatible-mode/v1"),
            "qwen-plus",
        ),
    ),
    "DeepSeek, each fragment an object": Program(
        "DeepSeek's endpoint; its loop is its author's affair.",
        _elsewhere(
            NAIVE["each fragment an object"], _at("https://api.deepseek.com"), "deepseek-chat"
        ),
    ),
    "Moonshot, only the first entry": Program(
        "Kimi on Moonshot's endpoint.",
        _elsewhere(
            NAIVE["only the first entry"], _at("https://api.moonshot.cn/v1"), "moonshot-v1-8k"
        ),
    ),
    "Ark, parsed when it ends with a brace": Program(
        "Doubao on Volcengine's Ark.",
        _elsewhere(
            NAIVE["parsed when it ends with a brace"],
            _at("https://ark.cn-beijing.volces.com/api/v3"),
            "doubao-pro-32k",
        ),
    ),
    "a raw request to another host": Program(
        "Dicts decoded from lines of another vendor's server.",
        _elsewhere(NAIVE["dicts, parsed per delta"], "", "mistral", "requests"),
    ),
    "another vendor beside GLM": Program(
        "One file asks both; only the other vendor's answer is streamed and parsed.",
        "from zai import ZaiClient\nglm = ZaiClient()\n"
        + _elsewhere(NAIVE["parsed per delta"], "()", "gpt-4o")
        + 'print(glm.chat.completions.create(model="glm-4.6", temperature=0.5,\n'
        '    messages=[{"role": "user", "content": "x"}]).choices[0].message.content)\n',
    ),
    "a whole message": Program(
        "Nothing is streamed, so the arguments are whole.",
        f"{_ZAI}message = client.chat.completions.create("
        f"{KEYWORDS.replace(', stream=True', '')}).choices[0].message\n{_READ}",
    ),
    "`stream=False`": Program(
        "The same, said in the call.",
        f"{_ZAI}message = client.chat.completions.create("
        f"{KEYWORDS.replace('stream=True', 'stream=False')}).choices[0].message\n{_READ}",
    ),
    "lines of JSON that are no arguments": Program(
        "`json.loads` takes the chunk apart, not a fragment; the text is all that is read.",
        f"import json\nimport requests\nbody = {BODY}\n".replace(
            f'"tools": {TOOLS}', '"thinking": {"type": "disabled"}'
        )
        + f'answer = requests.post("{URL}", json=body, stream=True)\n'
        "for line in answer.iter_lines():\n"
        '    if line.startswith(b"data: {"):\n'
        '        for choice in json.loads(line[6:])["choices"]:\n'
        '            print(choice["delta"].get("content") or "", end="")\n',
    ),
    "a server that makes chunks": Program(
        "The code writes a stream of its own and reads none.",
        "import json\n\n\ndef serve(calls):\n    for index, call in enumerate(calls):\n"
        '        json.loads(call["arguments"])\n'
        '        yield {"choices": [{"delta": {"tool_calls": [{"index": index, **call}]}}]}\n\n\n'
        'print(list(serve([{"arguments": "{}"}])))\n',
    ),
    "events of one's own": Program(
        "A queue whose events have the names of the API's fields.",
        "import json\nfrom types import SimpleNamespace\n"
        'events = [SimpleNamespace(tool_calls=["{}"])]\n'
        "for event in events:\n    for text in event.tool_calls:\n"
        "        print(json.loads(text))\n",
    ),
}

# Calls of GLM that stream and pass tools, and yet have no place or no use for the flag.
NO_FLAG = {
    "no tools": Program(
        "Without tools there is nothing to stream in pieces.",
        program(NAIVE["parsed per delta"], "zai", "1").replace(f", tools={TOOLS}", ""),
    ),
    "server-side tools only": Program(
        "`web_search` runs at the vendor's; it has no arguments that come back.",
        f'{_ZAI}for chunk in client.chat.completions.create(model="glm-4.6", stream=True,\n'
        '    messages=[{"role": "user", "content": "x"}], tools=[{"type": "web_search"}]):\n'
        "    print(len(chunk.choices))\n",
    ),
    "a vision model": Program(
        "The schema of the vision models has no `tool_stream`.",
        f"{_ZAI}for chunk in client.chat.completions.create("
        f"{KEYWORDS.replace('glm-4.6', 'glm-4.5v')}):\n    print(len(chunk.choices))\n",
    ),
    "a gateway": Program(
        "No gateway is known to take the flag, and NVIDIA's is known to refuse it.",
        "from openai import OpenAI\n"
        'client = OpenAI(base_url="https://openrouter.ai/api/v1")\n'
        "for chunk in client.chat.completions.create("
        f"{KEYWORDS.replace('glm-4.6', 'z-ai/glm-4.6')}):\n    print(len(chunk.choices))\n",
    ),
    "the coding plan's endpoint": Program(
        "It no longer serves the target, so nothing is added for it.",
        "from openai import OpenAI\n"
        'client = OpenAI(base_url="https://api.z.ai/api/coding/paas/v4")\n'
        "for chunk in client.chat.completions.create("
        f"{KEYWORDS}):\n    print(len(chunk.choices))\n",
    ),
    "a background job": Program(
        "`asyncCompletions` takes neither `stream` nor the flag.",
        f'{_ZAI}print(client.chat.asyncCompletions.create(model="glm-4.6", temperature=0.5,\n'
        '    messages=[{"role": "user", "content": "x"}],\n'
        '    tools=[{"type": "function", "function": {"name": "weather"}}]).id)\n',
    ),
}
