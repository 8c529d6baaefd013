"""Clients that a collection holds, by the type that is declared for it."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes

HEAD = "from openai import OpenAI\nfrom zai import ZaiClient\n\n"
ASK = "chat.completions.create(model='glm-4.5', messages=[], temperature=0.1, top_p=0.2)\n"

DECLARED = {
    "items of a list": f"def f(cs: list[ZaiClient]):\n    for c in cs:\n        c.{ASK}",
    "an item of a list": f"def f(cs: 'Sequence[ZaiClient]'):\n    cs[0].{ASK}",
    "values": f"def f(cs: dict[str, ZaiClient]):\n    for c in cs.values():\n        c.{ASK}",
    "entries": f"def f(cs: dict[str, ZaiClient]):\n    for _, c in cs.items():\n        c.{ASK}",
    "an entry": f"def f(cs: Optional[Dict[str, ZaiClient]]):\n    cs['a'].{ASK}",
    "an entry by get": f"def f(cs: dict[str, ZaiClient], k):\n    cs.get(k).{ASK}",
    "an attribute": "class A:\n    def __init__(self):\n"
    "        self.cs: dict[str, ZaiClient] = {}\n\n    def ask(self):\n"
    f"        self.cs['a'].{ASK}",
    "a class that has one": "class P(Protocol):\n    c: ZaiClient\n\n"
    f"def f(ps: list[P]):\n    for p in ps:\n        p.c.{ASK}",
}


@pytest.mark.parametrize("text", DECLARED.values(), ids=DECLARED)
def test_a_client_of_a_declared_type_is_known(text: str) -> None:
    after = text.replace("glm-4.5", "glm-4.6").replace(", top_p=0.2", "")

    assert fixed_text(HEAD + text, "GLM101", "GLM201") == HEAD + after


OTHERS = {
    "another client": f"def f(cs: list[OpenAI]):\n    for c in cs:\n        c.{ASK}",
    "one of two": f"def f(cs: list[OpenAI | ZaiClient]):\n    for c in cs:\n        c.{ASK}",
    "at another place": f"def f(cs: tuple[OpenAI, ZaiClient]):\n    cs[0].{ASK}",
    "keys": f"def f(cs: dict[str, ZaiClient]):\n    for c in cs:\n        c.{ASK}",
    "keys beside values": f"def f(cs: dict[ZaiClient, str]):\n    for _, c in cs.items():\n"
    f"        c.{ASK}",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_client_that_is_not_known_leaves_the_decision_to_the_user(text: str) -> None:
    assert fixed_text(HEAD + text, "GLM101", "GLM201") == HEAD + text
    assert fixes(HEAD + text, "GLM101") == ["unsafe"]
