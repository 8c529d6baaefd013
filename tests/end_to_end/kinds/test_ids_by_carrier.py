"""Wherever an id is kept, the same uses of its text hold a rename back."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import found

START = """\
import json, os, re, logging
from dataclasses import dataclass
from types import SimpleNamespace
from flask import Flask
from zai import ZaiClient
client = ZaiClient(api_key="k")
LIMITS = {f"glm-{4.5}": 1}
def note(*a): pass
"""
CALL = "client.chat.completions.create(model={0}, messages=[], temperature=0.5)\n"
OF_CLASS = "class A:\n    def __init__(self, cfg):\n        self.cfg = cfg\n    def m(self):\n"
CARRIERS = {
    "a constant": ('X = "glm-4.5"', "X"),
    "an item": ('CFG = {"model": "glm-4.5"}', "CFG['model']"),
    "an item by get": ('CFG = {"model": "glm-4.5"}', "CFG.get('model')"),
    "a keyword of dict": ('CFG = dict(model="glm-4.5")', "CFG['model']"),
    "an item of an item": ('CFG = {"llm": {"model": "glm-4.5"}}', "CFG['llm']['model']"),
    "an item set later": ('CFG = {}\nCFG["model"] = "glm-4.5"', "CFG['model']"),
    "an update": ('CFG = {}\nCFG.update(model="glm-4.5")', "CFG['model']"),
    "a constant in a dict": ('M = "glm-4.5"\nCFG = {"model": M}', "CFG['model']"),
    "a spread dict": ('B = {"model": "glm-4.5"}\nCFG = {**B, "n": 1}', "CFG['model']"),
    "a dict of a class": ('class A:\n    CFG = {"model": "glm-4.5"}', "A.CFG['model']"),
    "a dict of an object": (
        f'{OF_CLASS}        return self.cfg["model"]\na = A({{"model": "glm-4.5"}})',
        "a.cfg['model']",
    ),
    "a method": (
        f'{OF_CLASS}        return self.cfg["model"]\na = A({{"model": "glm-4.5"}})',
        "a.m()",
    ),
    "an attribute of a class": ('class A:\n    model = "glm-4.5"', "A.model"),
    "a field": ('@dataclass\nclass A:\n    model: str = "glm-4.5"\na = A()', "a.model"),
    "an argument": ('a = SimpleNamespace(model="glm-4.5")', "a.model"),
    "a property": (
        'class A:\n    @property\n    def model(self):\n        return "glm-4.5"\na = A()',
        "a.model",
    ),
    "a default": ('X = os.getenv("MODEL", "glm-4.5")', "X"),
    "a function": ('def model():\n    return "glm-4.5"', "model()"),
    "a dict of a function": ('def cfg():\n    return {"model": "glm-4.5"}', "cfg()['model']"),
    "settings of an application": (
        'app = Flask(__name__)\napp.config["MODEL"] = "glm-4.5"',
        "app.config['MODEL']",
    ),
    "an option": (
        "import argparse\np = argparse.ArgumentParser()\n"
        'p.add_argument("--model", default="glm-4.5")\nargs = p.parse_args()',
        "args.model",
    ),
}
HARMLESS = {
    "nothing": "pass",
    "printed": "print({0})",
    "logged": 'logging.info("using %s", {0})',
    "in prose": 'print(f"using {{{0}}} now")',
    "tested for another": 'if "gpt" in {0}:\n    note()',
}
DECISIVE = {
    "compared": 'K = "glm" + "-4.5"\nif {0} == K:\n    note()',
    "tested for a part": 'if "4.5" in {0}.lower():\n    note()',
    "tested for parts in a loop": 'for one in ("4.5", "4"):\n    if one in {0}:\n        note()',
    "tested for any part": 'if any(one in {0} for one in ("4.5", "air")):\n    note()',
    "its end": 'if {0}.endswith(("4.5", "air")):\n    note()',
    "searched": 'if re.search(r"4\\.5", {0}):\n    note()',
    "looked up": "note(LIMITS[{0}])",
    "looked up with a default": "note(LIMITS.get({0}))",
    "looked for": 'if {0} in ["glm" + "-4.5"]:\n    note()',
    "the name of a file": 'json.load(open(f"cache_{{{0}}}.json"))',
    "the name of an attribute": 'getattr(LIMITS, {0}.replace("-", "_"))',
    "the name of a variable": 'os.environ[{0} + "_KEY"]',
    "a piece": "note({0}[4:])",
    "another id": 'Y = {0} + "-air"\nnote(model=Y)',
    "a function that nothing defines": "check({0})",
    "an unknown function": "unknown_thing(model={0})",
    "under another name": 'N = {0}\nif "4.5" in N:\n    note()',
    "in a function": 'def g(m):\n    return "4.5" in m\ng({0})',
    "cut": 'note({0}.split("-")[1])',
}


def verdict(carrier: str, use: str) -> set[str]:
    """What may be done with the id in a program that keeps it so, and uses it besides asking."""
    setup, read = CARRIERS[carrier]
    text = f"{START}{setup}\n{CALL.format(read)}{use.format(read)}\n"
    compile(text, carrier, "exec")
    return {one.fix for one in found(text, "GLM101")}


@pytest.mark.parametrize("use", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_use_that_decides_nothing_lets_an_id_move(carrier: str, use: str) -> None:
    assert verdict(carrier, use) == {"safe"}


@pytest.mark.parametrize("use", DECISIVE.values(), ids=DECISIVE)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_use_that_decides_something_holds_an_id_back(carrier: str, use: str) -> None:
    assert verdict(carrier, use) == {"unsafe"}
