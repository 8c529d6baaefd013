"""Programs and what `fix` promises about the requests that they send."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from glm_migrate.runner.verification.script import Object
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.stage import ABSENT

NEW: Object = {"model": "glm-4.6"}
NO_TOP_P: Object = {"top_p": ABSENT}
NO_TEMPERATURE: Object = {"temperature": ABSENT}

ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"
ZHIPU = "from zhipuai import ZhipuAI\nclient = ZhipuAI()\n"
ADDRESS = '"https://api.z.ai/api/paas/v4/"'
OPENAI = f"from openai import OpenAI\nclient = OpenAI(base_url={ADDRESS}, max_retries=0)\n"
ASYNC = (
    "import asyncio\nfrom openai import AsyncOpenAI\n"
    f"client = AsyncOpenAI(base_url={ADDRESS}, max_retries=0)\n"
)
URL = '"https://open.bigmodel.cn/api/paas/v4/chat/completions"'
ASK = 'messages=[{"role": "user", "content": "你好"}]'
BODY = '"messages": [{"role": "user", "content": "你好"}]'
TOOLS = 'tools=[{"type": "function", "function": {"name": "clock"}}]'
# One worker imports litellm, which takes seconds, and not each.
BY_LITELLM = pytest.mark.xdist_group("litellm")
STREAMED = "for chunk in {}:\n    print(len(chunk.choices))\n"


@dataclass(frozen=True)
class Case:
    """A program and, for each request that it sends, the fields that `fix` promises to change.

    Attributes:
        raises: How the last line of the program's traceback begins before; then the promise is the
            whole body, without `messages`. Empty where the program runs before, too.
        applied: The flag under which the promise holds.
        thinking: The setting of that name under which it holds.
    """

    program: str
    promised: tuple[Object, ...]
    raises: str = ""
    applied: Applicability = Applicability.SAFE
    thinking: str = "leave"


def show(call: str) -> str:
    """A program's last line: it prints the answer, so that the output can be compared too."""
    return f"print({call}.choices[0].message.content)\n"


def create(arguments: str, client: str = "client") -> str:
    return show(f"{client}.chat.completions.create({arguments})")
