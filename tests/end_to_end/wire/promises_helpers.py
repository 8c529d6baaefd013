"""What fixes promise for the openai client's helpers, `.stream(…)`, also below `beta`.

A helper reads the stream itself and gives events. It takes `tool_stream` and `thinking` in
`extra_body` only; its own joining doubles names that a server repeats, so the flag is unsafe.
"""

from __future__ import annotations

from glm_migrate.runner.verification.script import Object
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.promise import ASK, ASYNC, NEW, NO_TOP_P, OPENAI, TOOLS, Case

OFF: Object = {"thinking": {"type": "disabled"}}
THINK = 'thinking={"type": "disabled"}'
SENT: Object = {"model": "glm-4.6", "stream": True}
CLOCK: Object = {"tools": [{"type": "function", "function": {"name": "clock"}}]}
REFUSED = "TypeError: "
READ = """ as stream:
    for event in stream:
        print(event.type)
    print(stream.get_final_completion().choices[0].message.content)
"""


def helper(arguments: str, path: str = "chat.completions") -> str:
    """A program that asks with the helper and prints its events."""
    return f"{OPENAI}with client.{path}.stream({arguments}){READ}"


def asynchronous(arguments: str) -> str:
    """The same with the asynchronous client."""
    return f"""{ASYNC}async def main():
    async with client.chat.completions.stream({arguments}) as stream:
        async for event in stream:
            print(event.type)
        print((await stream.get_final_completion()).choices[0].message.content)
asyncio.run(main())
"""


BOTH = f'model="glm-4.5", temperature=0.3, top_p=0.7, {ASK}'
CHANGED = ({**NEW, **NO_TOP_P},)
MODEL = {
    "the helper of openai": Case(helper(BOTH), CHANGED),
    "the helper below beta": Case(helper(BOTH, "beta.chat.completions"), CHANGED),
    "the helper of the asynchronous client": Case(asynchronous(BOTH), CHANGED),
}
KEYWORDS = {
    "thinking in the helper of openai": Case(
        helper(f'model="glm-4.6", {THINK}, {ASK}'), ({**SENT, **OFF},), raises=REFUSED
    ),
    "thinking in the helper below beta": Case(
        helper(f'model="glm-4.6", {ASK}, {THINK}', "beta.chat.completions"),
        ({**SENT, **OFF},),
        raises=REFUSED,
    ),
    "tool_stream in the helper, beside thinking": Case(
        helper(f'model="glm-4.6", tool_stream=True, {THINK}, {TOOLS}, {ASK}'),
        ({**SENT, **CLOCK, **OFF, "tool_stream": True},),
        raises=REFUSED,
    ),
    "an extra_body of the asynchronous helper": Case(
        asynchronous(f'model="glm-4.6", {ASK}, {THINK}, extra_body={{"user_id": "user-1"}}'),
        ({**SENT, "user_id": "user-1", **OFF},),
        raises=REFUSED,
    ),
}

FLAGGED = {
    name: Case(program, ({"tool_stream": True},), applied=Applicability.UNSAFE)
    for name, program in {
        "the flag for the helper": helper(f'model="glm-4.6", temperature=0.3, {TOOLS}, {ASK}'),
        "the flag for the helper below beta": helper(
            f'model="glm-4.6", temperature=0.3, {TOOLS}, {ASK}', "beta.chat.completions"
        ),
        "the flag for the helper of the asynchronous client": asynchronous(
            f'model="glm-4.6", temperature=0.3, {TOOLS}, {ASK}'
        ),
    }.items()
}

TABLES = {("GLM101", "GLM201"): MODEL, ("GLM401",): FLAGGED, ("GLM601",): KEYWORDS}
