"""What fixes promise for litellm, by its route to the vendor and to an address of the vendor."""

from __future__ import annotations

from glm_migrate.runner.verification.script import Object
from tests.end_to_end.wire.promise import ADDRESS, ASK, NEW, NO_TOP_P, TOOLS, Case, show

IMPORT = "import litellm\nlitellm.suppress_debug_info = True\n"
AT = f'api_base={ADDRESS}, api_key="key"'
JOINS = """calls = {}
for chunk in stream:
    if not chunk.choices:
        continue
    for part in chunk.choices[0].delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = call["name"] or part.function.name or ""
            call["arguments"] += part.function.arguments or ""
print(calls)
"""


def complete(arguments: str) -> str:
    return IMPORT + show(f"litellm.completion({arguments})")


def streamed(arguments: str) -> str:
    """A program that joins the fragments of tool calls by index."""
    return f"{IMPORT}stream = litellm.completion(stream=True, {TOOLS}, {ASK}, {arguments})\n{JOINS}"


def case(program: str, promised: Object) -> Case:
    return Case(program, (promised,))


MODEL = {
    "litellm's route to the vendor": case(
        complete(f'model="zai/glm-4.5", temperature=0.3, top_p=0.7, {ASK}'), {**NEW, **NO_TOP_P}
    ),
    "litellm's route to an address of the vendor": case(
        complete(f'model="openai/glm-4.5", {AT}, temperature=0.3, top_p=0.7, {ASK}'),
        {**NEW, **NO_TOP_P},
    ),
    "litellm, asynchronous": case(
        f"import asyncio\n{IMPORT}async def main():\n    answer = await litellm.acompletion("
        f'model="zai/glm-4.5", temperature=0.3, top_p=0.7, {ASK})\n'
        "    print(answer.choices[0].message.content)\nasyncio.run(main())\n",
        {**NEW, **NO_TOP_P},
    ),
}
FLAG = {
    "tool_stream in litellm": case(streamed('model="zai/glm-4.6"'), {"tool_stream": True}),
    "tool_stream in litellm, at an address of the vendor": case(
        streamed(f'model="openai/glm-4.6", {AT}'), {"tool_stream": True}
    ),
}
# Older releases, up to 1.106 at least, refuse this keyword; it says the same in `extra_body`.
KEYWORDS = {
    "thinking in litellm": case(
        complete(f'model="zai/glm-4.6", thinking={{"type": "disabled"}}, {ASK}'), {}
    ),
}

# Programs to which no rule about streams adds anything, whatever the user accepts.
SETTLED = {
    "no flag at a gateway that litellm asks": streamed(
        'model="openrouter/z-ai/glm-4.6", api_key="key", temperature=0.3'
    ),
    "a flag that litellm is given as a keyword": streamed(
        'model="zai/glm-4.6", tool_stream=True, temperature=0.3'
    ),
}

TABLES = {("GLM101", "GLM201"): MODEL, ("GLM401",): FLAG, ("GLM601",): KEYWORDS}
