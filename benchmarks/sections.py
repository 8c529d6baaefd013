"""Sections of GLM code, modelled on real modules: five calls each, in the shapes that are common.

Each section names its models in another way (literal, constant, attribute set in `__init__`,
default, dict) and has at least one finding of GLM101, GLM201, GLM401 and GLM601.
"""

from __future__ import annotations

from textwrap import dedent

_SERVICE = '''

from openai import AsyncOpenAI, OpenAI

GLM_URL_{n} = "https://api.z.ai/api/paas/v4/"
GLM_MODEL_{n} = "glm-4.5"


class GlmService{n}:
    """Answers questions about {topic} and keeps the history of the conversation."""

    def __init__(self, key: str, model: str = "glm-4-plus", limit: int = {n}) -> None:
        self.model = model
        self.limit = limit
        self.history = []
        self.client = OpenAI(api_key=key, base_url=GLM_URL_{n})
        self.asynchronous = AsyncOpenAI(api_key=key, base_url=GLM_URL_{n})

    def ask(self, question: str) -> str:
        self.history.append({{"role": "user", "content": question}})
        response = self.client.chat.completions.create(
            model=self.model,
            messages=self.history[-self.limit :],
            temperature=0.6,
            top_p=0.9,  # as tuned in spring
        )
        answer = response.choices[0].message.content or ""
        self.history.append({{"role": "assistant", "content": answer}})
        return answer

    async def summarise(self, texts: list) -> list:
        summaries = []
        for text in texts:
            if not text.strip():
                continue
            response = await self.asynchronous.chat.completions.create(
                model=GLM_MODEL_{n}, messages=[{{"role": "user", "content": text}}], max_tokens=800
            )
            summaries.append(response.choices[0].message.content)
        return summaries

    def stream(self, question: str, tools: list):
        calls = {{}}
        stream = self.client.chat.completions.create(
            model=GLM_MODEL_{n},
            messages=[*self.history, {{"role": "user", "content": question}}],
            tools=[{{"type": "function", "function": tool}} for tool in tools],
            stream=True,
        )
        for chunk in stream:
            if not chunk.choices:
                continue
            delta = chunk.choices[0].delta
            if delta.content:
                yield delta.content
            for part in delta.tool_calls or []:
                call = calls.setdefault(part.index, {{"name": "", "arguments": ""}})
                call["name"] = call["name"] or part.function.name
                call["arguments"] += part.function.arguments or ""

    def think(self, question: str) -> str:
        response = self.client.chat.completions.create(
            model="glm-4.5",
            messages=[{{"role": "user", "content": question}}],
            thinking={{"type": "enabled"}},
        )
        return response.choices[0].message.content

    def classify(self, text: str, labels: list) -> str:
        options = {{"model": "glm-4-0520", "temperature": 0.1, "top_p": 0.7}}
        prompt = f"Choose one of {{', '.join(labels)}} for: {{text}}"
        response = self.client.chat.completions.create(
            messages=[{{"role": "user", "content": prompt}}], **options
        )
        return response.choices[0].message.content
'''

_SCRIPT = '''

import os
from dataclasses import dataclass

from zai import ZaiClient


@dataclass
class GlmSettings{n}:
    model: str = "glm-4.5"
    retries: int = {n}
    temperature: float = 0.8


glm_settings_{n} = GlmSettings{n}()
glm_client_{n} = ZaiClient(api_key=os.environ.get("ZAI_API_KEY", ""))


def glm_answer_{n}(question):
    """One answer about {topic}, with a few tries."""
    for attempt in range(glm_settings_{n}.retries):
        try:
            response = glm_client_{n}.chat.completions.create(
                model=glm_settings_{n}.model,
                messages=[{{"role": "user", "content": question}}],
                temperature=0.8,
                top_p=0.95,
            )
        except OSError:
            if attempt + 1 == glm_settings_{n}.retries:
                raise
            continue
        return response.choices[0].message.content


def glm_translate_{n}(text, model=os.getenv("GLM_MODEL", "glm-4-plus")):
    response = glm_client_{n}.chat.completions.create(
        model=model, messages=[{{"role": "user", "content": text}}]
    )
    return response.choices[0].message.content


def glm_agent_{n}(messages, tools):
    buffers = {{}}
    functions = [{{"type": "function", "function": tool}} for tool in tools]
    for chunk in glm_client_{n}.chat.completions.create(
        model="glm-4.5", messages=messages, tools=functions, stream=True
    ):
        for part in chunk.choices[0].delta.tool_calls or []:
            buffers[part.index] = buffers.get(part.index, "") + (part.function.arguments or "")
    return buffers


def glm_extract_{n}(text, fields):
    kwargs = {{"model": "glm-4", "top_p": 0.7}}
    if len(text) > 4000:
        kwargs["max_tokens"] = 2048
    kwargs["temperature"] = 0.2
    return glm_client_{n}.chat.completions.create(
        messages=[
            {{"role": "system", "content": "Extract " + ", ".join(fields)}},
            {{"role": "user", "content": text}},
        ],
        **kwargs,
    )


def glm_legacy_{n}(text, tools):
    from zhipuai import ZhipuAI

    return ZhipuAI().chat.completions.create(
        model="glm-4-0520",
        messages=[{{"role": "user", "content": text}}],
        tools=tools,
        tool_stream=True,
        stream=True,
    )
'''

_SHAPES = (_SERVICE, _SCRIPT)
CALLS = 5


def section(number: int, topic: str = "orders") -> str:
    """Section `number`: its names end in the number, so sections of one file don't collide."""
    return dedent(_SHAPES[number % len(_SHAPES)]).format(n=number, topic=topic)
