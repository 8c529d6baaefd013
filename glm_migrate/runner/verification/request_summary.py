"""What a request sends, in a few words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from glm_migrate.runner.verification.judge import Body

_VALUES = ("model", "temperature", "top_p", "do_sample", "max_tokens", "stream", "tool_stream")
_LONG = ("messages",)


def sent(body: Body) -> str:
    """`model=glm-4.6, temperature=0.2, stream, tool_stream, 2 tools`, without what it is about."""
    return ", ".join(_parts(body))


def _parts(body: Body) -> Iterator[str]:
    for name in (*_VALUES, *(name for name in body if name not in (*_VALUES, *_LONG))):
        value = body.get(name)
        if value is None:
            continue
        if name == "tools" and isinstance(value, list):
            yield f"{len(value)} tool{'' if len(value) == 1 else 's'}"
        elif value is True:
            yield name
        elif isinstance(value, (dict, list)):
            yield f"{name}={json.dumps(value, ensure_ascii=False)[:60]}"
        else:
            yield f"{name}={value}"
