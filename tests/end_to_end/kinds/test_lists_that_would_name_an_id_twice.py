"""An element or a member is not renamed to an id that stands, or comes to stand, beside it."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, reasons

START = "from enum import Enum, StrEnum\nfrom typing import Literal\nfrom zai import ZaiClient\n\n"
ASK = "ZaiClient().chat.completions.create(model={}, messages=[])\n"
LOOP = f"for one in MODELS:\n    {ASK.format('one')}"

DOUBLED = {
    "several old ids": f'MODELS = ["glm-4.5", "glm-4", "glm-4-plus"]\n{LOOP}',
    "the target beside": f'MODELS = ["glm-4.5", "glm-4.6"]\n{LOOP}',
    "the target in another case": f'MODELS = ["glm-4.5", "GLM-4.6"]\n{LOOP}',
    "a tuple": f'MODELS = "glm-4", "glm-4.5"\n{LOOP}',
    "a set": f'MODELS = {{"glm-4", "glm-4.5"}}\n{LOOP}',
    "in the loop itself": f'for one in ["glm-4", "glm-4.5"]:\n    {ASK.format("one")}',
    "rows with labels": (
        'MODELS = [("glm-4.5", "the old one"), ("glm-4.6", "the new one")]\n'
        f"for one, label in MODELS:\n    {ASK.format('one')}"
    ),
    "a list that is indexed": f'MODELS = ["glm-4.5", "glm-4"]\n{ASK.format("MODELS[0]")}',
    "an enumeration": (
        'class M(str, Enum):\n    OLD = "glm-4.5"\n    NEW = "glm-4.6"\n\n\n'
        f"{ASK.format('M.OLD.value')}"
    ),
    "an enumeration of two old ids": (
        'class M(StrEnum):\n    A = "glm-4.5"\n    B = "glm-4-plus"\n\n\n'
        f"{ASK.format('M.A')}{ASK.format('M.B.value')}"
    ),
}


@pytest.mark.parametrize("body", DOUBLED.values(), ids=DOUBLED)
def test_no_id_comes_to_stand_twice(body: str) -> None:
    assert fixed_text(START + body, unsafe=True) == START + body
    assert all("twice" in reason for reason in reasons(START + body, "GLM101"))


ONCE = {
    "one old id": (f'MODELS = ["glm-4.5", "gpt-4o"]\n{LOOP}', "glm-4.5"),
    "a newer one": (f'MODELS = ["glm-4.5", "glm-4.7"]\n{LOOP}', "glm-4.5"),
    "one for images": (f'MODELS = ["glm-4-plus", "glm-4v"]\n{LOOP}', "glm-4-plus"),
    "an enumeration": (
        f'class M(str, Enum):\n    A = "glm-4.5"\n    B = "glm-4v"\n\n\n{ASK.format("M.A.value")}',
        "glm-4.5",
    ),
}


@pytest.mark.parametrize(("body", "old"), ONCE.values(), ids=ONCE)
def test_one_alone_is_renamed_where_the_user_accepts_it(body: str, old: str) -> None:
    after = fixed_text(START + body, "GLM101", unsafe=True)

    assert after == START + body.replace(f'"{old}"', '"glm-4.6"')


def test_values_of_a_table_may_be_the_same() -> None:
    table = 'MODELS = {{"big": "{}", "old": "{}"}}\n'
    ask = ASK.format('MODELS["big"]') + ASK.format('MODELS["old"]')
    text = START + table.format("glm-4.5", "glm-4") + ask

    assert fixed_text(text) == START + table.format("glm-4.6", "glm-4.6") + ask
