"""An id that travels through a random chain of hops is found, edited once, and then really sent.

The rewritten program runs against a stub client that records what it is asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.engine.check import check_project
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.project.module_index import Project
from tests.analysis.python.reading import source
from tests.examples import examples

HEAD = (
    "import os\nfrom functools import partial\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
)


@dataclass
class Program:
    """A program that is being written: what stands above, and the expression that is the id."""

    expression: str = '"glm-4.5"'
    above: str = ""
    modules: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def define(self, text: str, expression: str) -> None:
        """Put `text` above; in both, N is a new number and ID the expression so far."""
        self.number += 1
        for old, new in (("N", str(self.number)), ("ID", self.expression)):
            text, expression = text.replace(old, new), expression.replace(old, new)
        self.above += text
        self.expression = expression


def imported(program: Program) -> None:
    """Move everything into a module of its own."""
    program.define("aN = ID\n", "aN")
    _move(program)


def imported_factory(program: Program) -> None:
    """Move everything into a module of its own, behind a function."""
    program.define("def fN():\n    return ID\n", "fN")
    _move(program)
    program.expression += "()"


def imported_class(program: Program) -> None:
    """Move everything into a module of its own, as a setting."""
    program.define("class SN:\n    x = ID\n", "SN")
    _move(program)
    program.expression += ".x"


def _move(program: Program) -> None:
    name = f"part{program.number}"
    program.modules[name] = f"import os\n{program.above}"
    program.above = f"from {name} import {program.expression}\n"


def defining(text: str, expression: str) -> Callable[[Program], None]:
    return lambda program: program.define(text, expression)


SUPPORTED: dict[str, Callable[[Program], None]] = {
    "constant": defining("aN = ID\n", "aN"),
    "annotated constant": defining("aN: str = ID\n", "aN"),
    "local and factory": defining("def fN():\n    x = ID\n    return x\n", "fN()"),
    "parameter default": defining("def fN(x=ID):\n    return x\n", "fN()"),
    "argument": defining("aN = ID\ndef fN(x):\n    return x\n", "fN(aN)"),
    "self attribute": defining(
        "class CN:\n    def __init__(self):\n        self.x = ID\n", "CN().x"
    ),
    "constructor": defining(
        "aN = ID\nclass CN:\n    def __init__(self, x):\n        self.x = x\ncN = CN(aN)\n", "cN.x"
    ),
    "settings class": defining("class CN:\n    x: str = ID\n", "CN.x"),
    "inherited": defining("class BN:\n    x = ID\nclass CN(BN):\n    pass\n", "CN().x"),
    "property": defining(
        "class CN:\n    @property\n    def x(self):\n        return ID\n", "CN().x"
    ),
    "dict entry": defining("dN = {'k': ID}\n", "dN['k']"),
    "dict call": defining("dN = dict(k=ID)\n", "dN['k']"),
    "dict filled": defining("dN = {}\ndN['k'] = ID\n", "dN['k']"),
    "dict updated": defining("dN = {}\ndN.update(k=ID)\n", "dN['k']"),
    "dict spread": defining("dN = {'k': ID}\neN = {**dN, 'l': 1}\n", "eN['k']"),
    "dict get": defining("dN = {}\n", "dN.get('k', ID)"),
    "factory elsewhere": imported_factory,
    "class elsewhere": imported_class,
    "or": defining("", "(os.getenv('NO_SUCH') or ID)"),
    "conditional": defining("aN = ID\n", "(aN if os.sep else aN)"),
    "environment default": defining("", "os.getenv('NO_SUCH', ID)"),
    "branches": defining("aN = ID\nif os.sep:\n    bN = aN\nelse:\n    bN = aN\n", "bN"),
    "try": defining("try:\n    aN = ID\nexcept KeyError:\n    raise\n", "aN"),
    "another module": imported,
}
# Behind these an id is worked out: it is named where it is made, and left to the user.
COMPUTED: dict[str, Callable[[Program], None]] = {
    "joined": defining("aN = ''.join([ID])\n", "aN"),
    "formatted": defining("aN = ID\nbN = f'{aN}'\n", "bN"),
    "added": defining("aN = '' + ID\n", "aN"),
    "sliced": defining("aN = ID\n", "aN[0:]"),
}
UNSUPPORTED: dict[str, Callable[[Program], None]] = {
    "mapped": defining("aN = list(map(str, [ID]))\n", "aN[0]"),
    "largest": defining("aN = max([ID])\n", "aN"),
    "encoded": defining("aN = ID.encode()\n", "aN.decode()"),
}
SENDING = {
    "keyword": "client.chat.completions.create(model=ID, messages=[])\n",
    "spread": "client.chat.completions.create(**{'model': ID, 'messages': []})\n",
    "partial": "ask = partial(client.chat.completions.create, model=ID)\nask(messages=[])\n",
    "alias": "create = client.chat.completions.create\ncreate(messages=[], model=ID)\n",
    "self.client": "class Bot:\n    def __init__(self):\n        self.client = ZaiClient()\n"
    "        self.x = ID\n    def ask(self):\n"
    "        self.client.chat.completions.create(model=self.x, messages=[])\nBot().ask()\n",
    "body": "body = {'messages': []}\nbody['model'] = ID\nclient.chat.completions.create(**body)\n",
}


@st.composite
def programs(
    draw: st.DrawFn, through: Mapping[str, Callable[[Program], None]] | None = None
) -> tuple[str, dict[str, str]]:
    """A chain of supported hops, with one of `through` among them."""
    program = Program()
    hops = draw(st.lists(st.sampled_from(sorted(SUPPORTED)), max_size=4))
    for hop in hops:
        SUPPORTED[hop](program)
    if through:
        through[draw(st.sampled_from(sorted(through)))](program)
        for hop in draw(st.lists(st.sampled_from(sorted(SUPPORTED)), max_size=1)):
            SUPPORTED[hop](program)
    program.define("", SENDING[draw(st.sampled_from(sorted(SENDING)))])
    return HEAD + program.above + program.expression, program.modules


def asked(files: dict[str, str]) -> list[object]:
    """The models that the program in `main` asks."""
    models: list[object] = []

    class ZaiClient:
        def __init__(self) -> None:
            self.chat = self.completions = self

        def create(self, **sent: object) -> None:
            models.append(sent["model"])

    zai = ModuleType("zai")
    zai.ZaiClient = ZaiClient  # type: ignore[attr-defined]
    loaded = {"zai": zai}
    with patch.dict(sys.modules, loaded):
        for name in sorted(files, key=lambda name: (name == "main", len(name), name)):
            module = sys.modules[name] = ModuleType(name)
            exec(compile(files[name], name, "exec"), module.__dict__)
    return models


def project(main: str, modules: dict[str, str]) -> Project:
    texts = {**modules, "main": main}
    return Project([source(text, f"{name}.py") for name, text in texts.items()])


@examples(150)
@given(programs())
def test_a_chain_of_supported_hops_ends_in_one_edit(program: tuple[str, dict[str, str]]) -> None:
    main, modules = program
    files = project(main, modules)

    found = [f for f in check_project(files).findings if f.code == "GLM101"]
    plan = fix_project(files)

    assert len(found) == 1, (main, modules)
    after = {one.after.path.stem: one.after.text for one in plan.files}
    before = {**modules, "main": main}
    assert plan.errors == ()
    assert {name: text.replace('"glm-4.5"', '"glm-4.6"') for name, text in before.items()} == after
    assert asked(before) == ["glm-4.5"]
    assert asked(after) == ["glm-4.6"]


@examples(60)
@given(programs(UNSUPPORTED))
def test_one_unsupported_hop_is_said_and_nothing_is_edited(
    program: tuple[str, dict[str, str]],
) -> None:
    assert "GLM903" in said_and_kept(*program), program


@examples(60)
@given(programs(COMPUTED))
def test_a_computed_id_is_worked_out_and_nothing_is_edited(
    program: tuple[str, dict[str, str]],
) -> None:
    codes = said_and_kept(*program)

    assert "GLM101" in codes, program
    assert "GLM903" not in codes, program


def said_and_kept(main: str, modules: dict[str, str]) -> set[str]:
    """What is found in a program that asks the older id and that no fix edits."""
    files = project(main, modules)
    plan = fix_project(files)

    assert asked({**modules, "main": main}) == ["glm-4.5"]
    assert all(one.before == one.after for one in plan.files), (main, modules)
    return {finding.code for finding in check_project(files).findings}


@pytest.mark.parametrize("hop", SUPPORTED.values(), ids=SUPPORTED)
@pytest.mark.parametrize("sending", SENDING.values(), ids=SENDING)
def test_every_hop_into_every_call(hop: Callable[[Program], None], sending: str) -> None:
    program = Program()
    hop(program)
    program.define("", sending)
    main = HEAD + program.above + program.expression

    plan = fix_project(project(main, program.modules))

    assert asked({one.after.path.stem: one.after.text for one in plan.files}) == ["glm-4.6"]
