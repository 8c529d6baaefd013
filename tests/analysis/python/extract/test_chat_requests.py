"""Which call expressions are calls of a chat-completions method, and what they go through."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.chat_requests import requests
from tests.analysis.python.reading import module

SENT = "model=m, messages=[]"


def found(code: str) -> list[tuple[str, str, str]]:
    """Receiver, method and what the arguments go through, of each call."""
    where = module(code)
    return [
        (where.code(one.receiver) if one.receiver else "", one.method, one.through)
        for one in requests(where)
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f"c.chat.completions.create({SENT})", ("c", "create", ""), id="direct"),
        pytest.param(f"a = c.chat.completions\na.create({SENT})", ("c", "create", ""), id="a part"),
        pytest.param(
            f"f = c.chat.completions.create\nf({SENT})", ("c", "create", ""), id="the method"
        ),
        pytest.param(
            f"run(c.chat.completions.create, {SENT})", ("c", "create", "run(…)"), id="handed on"
        ),
        pytest.param(
            f"partial(c.chat.completions.create, {SENT})", ("c", "create", ""), id="partial"
        ),
        pytest.param(
            f"f = asyncify(c.chat.completions.create)\nf({SENT})",
            ("c", "create", ""),
            id="a wrapper that passes all on",
        ),
        pytest.param(
            f"f = retry(c.chat.completions.create)\nf({SENT})",
            ("c", "create", "retry(…)"),
            id="a wrapper that is not known",
        ),
        pytest.param(
            f"retry(c.chat.completions.create)({SENT})", ("c", "create", "retry(…)"), id="in place"
        ),
        pytest.param(
            f"def asyncify(f): ...\nask = asyncify(c.chat.completions.create)\nask({SENT})",
            ("c", "create", "asyncify(…)"),
            id="a wrapper of the project's with a known name",
        ),
        pytest.param(
            f"openai.ChatCompletion.create({SENT})", ("openai", "legacy", ""), id="the old one"
        ),
        pytest.param(
            f"c.chat.completions.with_raw_response.create({SENT})", ("c", "create", ""), id="raw"
        ),
    ],
)
def test_calls_of_the_method(code: str, expected: tuple[str, str, str]) -> None:
    assert found(code) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        f"c.create({SENT})",
        f"f = retry(c.chat.completions.retrieve)\nf({SENT})",
        "f = retry(c.chat.completions.create)\nf(1)",
        f"f = retry(c.chat.completions.create, 3)\nf({SENT})",
        "run(c.chat.completions.create)",
    ],
)
def test_other_calls_are_none(code: str) -> None:
    assert found(code) == []
