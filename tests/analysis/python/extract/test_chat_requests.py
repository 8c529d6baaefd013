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


def own(part: str, called: str) -> str:
    """A class that keeps a part of a client, and calls something of that."""
    return (
        f"class A:\n    def __init__(self, c):\n        self.f = {part}\n"
        f"    def ask(self):\n        self.{called}({SENT})\n"
    )


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
            f"f = c.chat.completions.create\npartial(f, {SENT})",
            ("c", "create", ""),
            id="the method under a name, preset",
        ),
        pytest.param(
            f"f = c.chat.completions.create\nto_thread(f, {SENT})",
            ("c", "create", ""),
            id="the method under a name, in a thread",
        ),
        pytest.param(
            f"f = c.chat.completions.create\nrun(f, {SENT})",
            ("c", "create", "run(…)"),
            id="the method under a name, handed on",
        ),
        pytest.param(
            f"f = None\nf = c.chat.completions.create\nf({SENT})",
            ("c", "create", ""),
            id="the method under a name that is empty at first",
        ),
        pytest.param(
            f"f = c.chat.completions.create\nf = d.chat.completions.create\nf({SENT})",
            ("", "create", ""),
            id="of one of two clients",
        ),
        pytest.param(
            f"f = c.chat.completions.create\nf = other\nf({SENT})",
            ("", "create", ""),
            id="or of something else",
        ),
        pytest.param(own("c.chat.completions.create", "f"), ("c", "create", ""), id="an attribute"),
        pytest.param(
            own("c.chat.completions", "f.create"), ("c", "create", ""), id="a part in one"
        ),
        pytest.param(own("c.chat", "f.completions.create"), ("c", "create", ""), id="more in one"),
        pytest.param(own("c.beta.chat.completions", "f.parse"), ("c", "parse", ""), id="beta"),
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
        f"f = other.create\nsubmit(f, {SENT})",
        f"def f(**k): ...\nsubmit(f, {SENT})",
        own("other.create", "f"),
        "class A:\n    def __init__(self, c):\n        self.f = c.chat.completions.create\n"
        f"class B:\n    def ask(self):\n        self.f({SENT})\n",
    ],
)
def test_other_calls_are_none(code: str) -> None:
    assert found(code) == []


def test_a_client_is_the_one_of_the_place_where_the_method_gets_its_name() -> None:
    where = module(own("c.chat.completions.create", "f"))
    (request,) = requests(where)

    assert request.at.scope.name == "__init__"
