"""Streams that `httpx_sse` opens: its call is the request, the data of its events the chunks."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text

URL = "https://open.bigmodel.cn/api/paas/v4/chat/completions"
BODY = '{"model": "glm-4-plus", "messages": [], "stream": True}'
READ = (
    "        chunk = json.loads(event.data)\n"
    '        if not chunk["choices"]:\n            continue\n'
    '        print(chunk["choices"][0]["delta"]["content"], end="")\n'
)
OPENED = {
    "connect_sse": (
        "import json\nimport httpx\nfrom httpx_sse import connect_sse\n\n"
        f'with connect_sse(httpx.Client(), "POST", "{URL}", json={BODY}) as source:\n'
        "    for event in source.iter_sse():\n" + READ
    ),
    "aconnect_sse": (
        "import json\nimport httpx\nimport httpx_sse\n\n\nasync def ask(client):\n"
        f'    async with httpx_sse.aconnect_sse(client, "POST", "{URL}", json={BODY}) as source:\n'
        "        async for event in source.aiter_sse():\n"
        + READ.replace("\n        ", "\n            ")
    ).replace("):\n        chunk", "):\n            chunk"),
    "EventSource": (
        "import json\nimport httpx\nfrom httpx_sse import EventSource\n\n"
        f'with httpx.stream("POST", "{URL}", json={BODY}) as response:\n'
        "    for event in EventSource(response).iter_sse():\n" + READ
    ),
}


@pytest.mark.parametrize("text", OPENED.values(), ids=OPENED)
def test_the_reader_is_guarded_in_the_run_that_renames(text: str) -> None:
    compile(text, "app.py", "exec")

    assert fixed_text(text) == text.replace("glm-4-plus", "glm-4.6").replace(
        '["delta"]["content"]', '["delta"].get("content") or ""'
    )
