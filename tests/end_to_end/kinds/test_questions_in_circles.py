"""Code that leads to itself in circles: no order of its parts changes what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import pytest

from tests.end_to_end.kinds.tried import Files, found

START = "from zai import ZaiClient\nz = ZaiClient()\n"
ASK = "z.chat.completions.create(model={}, messages=[], temperature=0.1)\n"
OWN = ASK.format("self.m")
PARTS: Mapping[str, tuple[Sequence[str], str]] = {
    "methods that call each other": (
        (
            f"class A:\n    def f(self, b, m):\n        {ASK.format('m')}        b.g(self, m)\n",
            f"class B:\n    def g(self, a, m):\n        {ASK.format('m')}        a.f(self, m)\n",
        ),
        'A().f(B(), "glm-4.5")\n',
    ),
    "three of them": (
        (
            f"class A:\n    def f(self, b, c, m):\n        {ASK.format('m')}"
            "        b.g(self, c, m)\n",
            f"class B:\n    def g(self, a, c, m):\n        {ASK.format('m')}"
            "        c.h(a, self, m)\n",
            f"class C:\n    def h(self, a, b, m):\n        {ASK.format('m')}"
            "        a.f(b, self, m)\n        b.g(a, self, m)\n",
        ),
        'A().f(B(), C(), "glm-4.5")\n',
    ),
    "attributes set by each other": (
        (
            f"class A:\n    def f(self):\n        self.b.m = self.m\n        {OWN}",
            f"class B:\n    def f(self):\n        self.a.m = self.m\n        {OWN}",
        ),
        'a = A()\nb = B()\na.b = b\nb.a = a\nb.m = "glm-4.5"\n',
    ),
    "functions that return each other": (
        (
            'def f(n):\n    return "glm-4.5" if n else g(n)\n',
            'def g(n):\n    return "glm-4-plus" if n else f(n)\n',
            f"def ask():\n    {ASK.format('f(1)')}",
            f"def tell():\n    {ASK.format('g(1)')}",
        ),
        "",
    ),
}


def arranged(parts: Sequence[str], tail: str) -> Iterator[Files]:
    """The program in every order: in one file, and in modules with names in that order."""
    names = [re.split(r"\W", part)[1] for part in parts]
    for order in permutations(range(len(parts))):
        yield START + "".join(parts[one] for one in order) + tail
        modules = {one: f"{'pqrs'[place]}_part" for place, one in enumerate(order)}
        imports = {one: f"from {modules[one]} import {names[one]}\n" for one in modules}
        files = {"main.py": "".join(imports.values()) + tail}
        for one, name in modules.items():
            others = (line for other, line in imports.items() if other != one)
            files[f"{name}.py"] = START + "".join(others) + parts[one]
        yield files


@pytest.mark.parametrize(("parts", "tail"), PARTS.values(), ids=PARTS)
def test_no_order_changes_what_is_found(parts: Sequence[str], tail: str) -> None:
    every = [
        sorted((one.code, one.fix, one.message, one.advice) for one in found(files))
        for files in arranged(parts, tail)
    ]

    assert all(one == every[0] for one in every)
    assert {code for code, *_ in every[0]} - {"GLM301"} == {"GLM101"}
