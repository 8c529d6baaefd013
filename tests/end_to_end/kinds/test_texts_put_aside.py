"""Texts of deltas that are put into a list or dict and joined later, where one may be None."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

ASK = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    's = client.chat.completions.create(model="{}", messages=[], stream=True)\n'
)
READ = "chunk.choices[0].delta.content"
ASIDE = {
    "a dict by position, its values joined": (
        f"d = {{i: {READ} for i, chunk in enumerate(s) if chunk.choices}}\n"
        't = "".join(d.values())\n'
    ),
    "a dict by position, joined in order": (
        f"d = {{i: {READ} for i, chunk in enumerate(s) if chunk.choices}}\n"
        't = "".join(d[i] for i in sorted(d))\n'
    ),
    "a dict by position, added up": (
        f"d = {{i: {READ} for i, chunk in enumerate(s) if chunk.choices}}\n"
        't = ""\nfor _, v in d.items():\n    t += v\n'
    ),
    "items of a dict": (
        f"d = {{}}\nfor i, chunk in enumerate(s):\n    if chunk.choices:\n        d[i] = {READ}\n"
        't = "".join(v for _, v in sorted(d.items()))\n'
    ),
    "items of a list": (
        "d = [''] * 99\nfor i, chunk in enumerate(s):\n    if chunk.choices:\n"
        f"        d[i] = {READ}\nt = ''.join(d)\n"
    ),
    "a list, added up": (
        f"d = []\nfor chunk in s:\n    if chunk.choices:\n        d.append({READ})\n"
        't = ""\nfor v in d:\n    t += v\n'
    ),
    "a list by its places": (
        f"d = []\nfor chunk in s:\n    if chunk.choices:\n        d.append({READ})\n"
        't = "".join(d[i] for i in range(len(d)))\n'
    ),
    "a list that is added to": (
        f"d = []\nfor chunk in s:\n    if chunk.choices:\n        d += [{READ}]\nt = ''.join(d)\n"
    ),
    "a queue": (
        "from collections import deque\n\nd = deque()\nfor chunk in s:\n    if chunk.choices:\n"
        f"        d.append({READ})\nwhile d:\n    print(d.popleft(), end='')\n"
    ),
    "an attribute": (
        "class Text:\n    def take(self, s):\n        self.parts = {}\n"
        "        for i, chunk in enumerate(s):\n            if chunk.choices:\n"
        f"                self.parts[i] = {READ}\n\n    def all(self):\n"
        "        return ''.join(self.parts.values())\n\n\nText().take(s)\n"
    ),
}


@pytest.mark.parametrize("body", ASIDE.values(), ids=ASIDE)
def test_the_text_is_guarded_in_the_run_that_renames(body: str) -> None:
    before, after = ASK.format("glm-4-plus"), ASK.format("glm-4.6")

    assert fixed_text(before + body) == after + body.replace(READ, f'{READ} or ""')


LOOKED_AT = {
    "a test of each": (
        f"d = {{i: {READ} for i, chunk in enumerate(s) if chunk.choices}}\n"
        't = ""\nfor _, v in d.items():\n    if v:\n        t += v\n'
    ),
    "a test in a comprehension": (
        f"d = {{}}\nfor i, chunk in enumerate(s):\n    if chunk.choices:\n        d[i] = {READ}\n"
        't = "".join(v for v in d.values() if v)\n'
    ),
    "a default where it is read": (
        f"d = {{}}\nfor i, chunk in enumerate(s):\n    if chunk.choices:\n        d[i] = {READ}\n"
        't = "".join(d[i] or "" for i in d)\n'
    ),
    "a filter": (
        f"d = []\nfor chunk in s:\n    if chunk.choices:\n        d.append({READ})\n"
        't = "".join(filter(None, d))\n'
    ),
    "a count": (
        f"d = []\nfor chunk in s:\n    if chunk.choices:\n        d.append({READ})\nprint(len(d))\n"
    ),
    "a key": f"d = {{{READ}: i for i, chunk in enumerate(s) if chunk.choices}}\nprint(d)\n",
}


@pytest.mark.parametrize("body", LOOKED_AT.values(), ids=LOOKED_AT)
def test_a_text_that_is_looked_at_is_no_finding(body: str) -> None:
    assert found(ASK.format("glm-4-plus") + body, "GLM405") == []
