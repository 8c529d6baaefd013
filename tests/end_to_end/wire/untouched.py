"""Programs that `fix` must leave alone, by whatever rule."""

from __future__ import annotations

from tests.end_to_end.wire.promise import ASK, OPENAI, STREAMED, TOOLS, ZAI, ZHIPU, create

THINK = '{"type": "disabled"}'
UNTOUCHED = {
    "a dearer model": ZAI + create(f'model="glm-4.5-air", {ASK}'),
    "a free model": ZHIPU + create(f'model="glm-4-flash-250414", {ASK}'),
    "a model with a larger context": ZHIPU + create(f'model="glm-4-long", {ASK}'),
    "a vision model": ZAI + create(f'model="glm-4.5v", temperature=0.8, top_p=0.6, {ASK}'),
    "a vision model that starts with the new id": ZAI + create(f'model="glm-4.6v", {ASK}'),
    "a newer model": ZAI + create(f'model="glm-4.7", {ASK}'),
    "the target itself": OPENAI + create(f'model="glm-4.6", temperature=0.7, {ASK}'),
    "a fine-tuned model": (
        "from openai import OpenAI\nclient = OpenAI(base_url='https://api.z.ai/v1')\n"
        + create(f'model="glm-4:acme:1", {ASK}')
    ),
    "a server of one's own": (
        "from openai import OpenAI\nclient = OpenAI(base_url='http://127.0.0.1:8000/v1')\n"
        + create(f'model="glm-4.5", {ASK}')
    ),
    "another vendor": (
        "from openai import OpenAI\nclient = OpenAI()\n"
        + create(f'model="gpt-4o", temperature=1.3, top_p=0.9, seed=1, {ASK}')
    ),
    "thinking in zai": ZAI + create(f'model="glm-4.6", thinking={THINK}, {ASK}'),
    "thinking in zhipuai": ZHIPU + create(f'model="glm-4.6", thinking={THINK}, {ASK}'),
    "tool_stream in extra_body": OPENAI
    + STREAMED.format(
        f'client.chat.completions.create(model="glm-4.6", stream=True, {TOOLS}, {ASK},'
        ' extra_body={"tool_stream": True})'
    ),
    "an id that is also on an allow-list": (
        f"{ZAI}ALLOWED = ['glm-4.5', 'glm-4.5v']\nmodel = 'glm-4.5'\nassert model in ALLOWED\n"
        + create(f"model=model, {ASK}")
    ),
    "an id that a comparison names": (
        f"{ZAI}model = 'glm-4.5'\nlimit = 512 if model == 'glm-4.5' else 64\n"
        + create(f"model=model, max_tokens=limit, {ASK}")
    ),
    "an id that is the key of a price": (
        f"{ZAI}PRICES = {{'glm-4.5': 0.6}}\nmodel = 'glm-4.5'\nprint(PRICES[model])\n"
        + create(f"model=model, {ASK}")
    ),
}
