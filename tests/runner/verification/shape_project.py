"""The stream shapes of `tests/end_to_end/wire` as a project with a test for each, for `verify`.

Each shape asks for something else, so its answer has words of its own.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Shape
from tests.end_to_end.wire.stream_programs import CHUNKS

SCHEMA = (
    '{"type": "object", "properties": {"city": {"type": "string"}, "unit": {"type": "string"}}}'
)
TOOLS = (
    f'[{{"type": "function", "function": {{"name": "weather", "parameters": {SCHEMA}}}}},'
    f' {{"type": "function", "function": {{"name": "clock", "parameters": {SCHEMA}}}}}]'
)
BODY = 'model="glm-4.6", messages=[{"role": "user", "content": NAME}], tools=TOOLS, stream=True'
URL = '"https://api.z.ai/api/paas/v4/chat/completions"'


def named(name: str) -> str:
    """The module of a shape."""
    return "test_" + re.sub(r"\W+", "_", name).strip("_")


def text(name: str, shape: Shape) -> str:
    """The module that holds one shape: it asks, and reads the answer in its way."""
    ask = (
        f"requests.post({URL}, json=dict({BODY}, tool_stream=True), stream=True)"
        if shape.raw
        else f"client.chat.completions.create({BODY}, tool_stream=True)"
    )
    client = f"import requests\n\n\n{CHUNKS}" if shape.raw else "from glm import client\n\n"
    return (
        "import json\nfrom dataclasses import dataclass\n\n"
        f"{client}NAME = {name!r}\nTOOLS = {TOOLS}\n\n\n"
        "def run(name, arguments):\n    print(name, json.dumps(arguments))\n\n\n"
        f"{shape.before}\n\ndef {named(name)}():\n    stream = {ask}\n"
        f"{textwrap.indent(shape.body, '    ')}"
    )


def write(folder: Path, part: slice = slice(None)) -> dict[str, bool]:
    """Lay a part of the project down; the path of each shape, and whether it is right."""
    shapes = {name: (shape, False) for name, shape in NAIVE.items()}
    shapes |= {name: (shape, True) for name, shape in SOUND.items()}
    shapes = dict(list(shapes.items())[part])
    one = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    (folder / "glm.py").write_text(one, encoding="utf-8")
    for name, (shape, _) in shapes.items():
        (folder / f"{named(name)}.py").write_text(text(name, shape), encoding="utf-8")
    return {f"{named(name)}.py": is_right for name, (_, is_right) in shapes.items()}
