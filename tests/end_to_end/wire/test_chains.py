"""An id that travels through modules to a real client: one edit, and only the model changes.

The chains are those of `tests/end_to_end/kinds/test_chains_of_hops.py` and some that need a file
of their own; the programs run as they are written, with `openai` or `zai-sdk`, against the
recording server.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glm_migrate.engine.check import check_project
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.project.module_index import Project
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from tests.analysis.python.reading import source
from tests.end_to_end.kinds.test_chains_of_hops import (
    COMPUTED,
    SUPPORTED,
    UNSUPPORTED,
    Program,
    defining,
)
from tests.end_to_end.wire.stage import Run, Stage, changed

Files = dict[str, str]
Hop = Callable[[Program], None]

OLD, NEW = '"glm-4.5"', '"glm-4.6"'
URL = "https://api.z.ai/api/paas/v4"
MADE = {
    "zai": ("from zai import ZaiClient", "ZaiClient()"),
    "openai": ("from openai import OpenAI", f'OpenAI(base_url="{URL}", max_retries=0)'),
}
WITH = 'messages=[{"role": "user", "content": "x"}], temperature=0.3'


@dataclass(frozen=True)
class Reached:
    """How a module gets the client: the lines at its top, and the expression that it is."""

    top: str
    client: str
    modules: Mapping[str, str]


def here(imported: str, made: str) -> Reached:
    return Reached(f"{imported}\nclient = {made}\n", "client", {})


def constant_elsewhere(imported: str, made: str) -> Reached:
    return Reached("from net import client\n", "client", {"net": f"{imported}\nclient = {made}\n"})


def factory_elsewhere(imported: str, made: str) -> Reached:
    text = f"{imported}\n\n\ndef make():\n    return {made}\n"
    return Reached("from net import make\n", "make()", {"net": text})


REACHING = {
    "made where it is used": here,
    "made in another module": constant_elsewhere,
    "returned by a factory": factory_elsewhere,
}


def re_exported(program: Program) -> None:
    """Move everything into a package that passes the id on."""
    program.define("aN = ID\n", "aN")
    name, package = program.expression, f"package{program.number}"
    program.modules[f"{package}/inner"] = f"import os\n{program.above}"
    program.modules[f"{package}/__init__"] = f"from .inner import {name}\n"
    program.above = f"from {package} import {name}\n"


def read_off_its_module(program: Program) -> None:
    """Move everything into a module that is imported as a whole."""
    program.define("aN = ID\n", "partN.aN")
    name = program.expression.partition(".")[0]
    program.modules[name] = f"import os\n{program.above}"
    program.above = f"import {name}\n"


def starred(program: Program) -> None:
    """Move everything into a module of which every name is imported."""
    program.define("aN = ID\n", "aN")
    name = f"part{program.number}"
    program.modules[name] = f"import os\n{program.above}"
    program.above = f"from {name} import *\n"


def given_to(text: str, expression: str) -> Hop:
    """The id goes to code of another file, which gives it back."""

    def hop(program: Program) -> None:
        above = program.above
        program.above = ""
        program.define("from otherN import oN\n", expression)
        number = str(program.number)
        program.modules[f"other{number}"] = text.replace("N", number)
        program.above = above + program.above

    return hop


def subclassed(program: Program) -> None:
    """The id is set in a subclass; the method that reads it stands in another file."""
    base = "class oN:\n    x: str\n\n    def get(self):\n        return self.x\n"
    value = program.expression
    given_to(base, "oN")(program)
    name, program.expression = program.expression, value
    program.define(f"class CN({name}):\n    x = ID\n", "CN().get()")


HOPS: dict[str, Hop] = {
    **SUPPORTED,
    "re-export": re_exported,
    "attribute of a module": read_off_its_module,
    "star import": starred,
    "parameter elsewhere": given_to("def oN(x):\n    return x\n", "oN(ID)"),
    "constructor elsewhere": given_to(
        "class oN:\n    def __init__(self, x):\n        self.x = x\n", "oN(x=ID).x"
    ),
    "dataclass": defining(
        "from dataclasses import dataclass\n@dataclass\nclass CN:\n    x: str = ID\nsN = CN()\n",
        "sN.x",
    ),
    "default of a constructor": defining(
        "class CN:\n    def __init__(self, x=ID):\n        self.x = x\n", "CN().x"
    ),
    "subclass of a class elsewhere": subclassed,
}
HIDDEN: dict[str, Hop] = {
    **UNSUPPORTED,
    "globals": defining("aN = ID\n", "globals()['aN']"),
    "a file": defining(
        "import json\nwith open('N.json', 'w') as file:\n    json.dump(ID, file)\n"
        "with open('N.json') as file:\n    aN = json.load(file)\n",
        "aN",
    ),
}


def keyword(program: Program, to: Reached) -> str:
    return f"{to.top}{to.client}.chat.completions.create(model={program.expression}, {WITH})\n"


def spread(program: Program, to: Reached) -> str:
    return (
        f"{to.top}body = dict({WITH})\nbody['model'] = {program.expression}\n"
        f"{to.client}.chat.completions.create(**body)\n"
    )


def dict_built_elsewhere(program: Program, to: Reached) -> str:
    program.modules["body"] = (
        f"def body(model):\n    sent = dict({WITH})\n"
        "    sent.update(model=model)\n    return sent\n"
    )
    return (
        f"{to.top}from body import body\n"
        f"{to.client}.chat.completions.create(**body({program.expression}))\n"
    )


def wrapper_elsewhere(program: Program, to: Reached) -> str:
    program.modules["wrapper"] = (
        f"{to.top}\n\ndef ask(model):\n"
        f"    return {to.client}.chat.completions.create(model=model, {WITH})\n"
    )
    return f"from wrapper import ask\nask({program.expression})\n"


def class_elsewhere(program: Program, to: Reached) -> str:
    program.modules["bot"] = (
        f"{to.top}\n\nclass Bot:\n    def __init__(self, model):\n"
        f"        self.model = model\n        self.client = {to.client}\n\n"
        f"    def ask(self):\n"
        f"        return self.client.chat.completions.create(model=self.model, {WITH})\n"
    )
    return f"from bot import Bot\nBot(model={program.expression}).ask()\n"


def base_class_elsewhere(program: Program, to: Reached) -> str:
    program.modules["base"] = (
        f"{to.top}\n\nclass Base:\n    model: str\n\n    def ask(self):\n"
        f"        return {to.client}.chat.completions.create(model=self.model, {WITH})\n"
    )
    return (
        f"from base import Base\n\n\nclass Bot(Base):\n    model = {program.expression}\n\n\n"
        "Bot().ask()\n"
    )


ENDINGS = {
    "keyword": keyword,
    "spread of a dict filled by key": spread,
    "spread of a dict built in another file": dict_built_elsewhere,
    "wrapper in another file": wrapper_elsewhere,
    "class in another file": class_elsewhere,
    "base class in another file": base_class_elsewhere,
}


def written(program: Program, client: str, reaching: str, ending: str) -> Files:
    """The files of a program by name, `main` among them."""
    to = REACHING[reaching](*MADE[client])
    text = ENDINGS[ending](program, to)
    return {
        **to.modules,
        **program.modules,
        "main": f"import os\nfrom functools import partial\n\n{program.above}{text}",
    }


@st.composite
def programs(draw: st.DrawFn, through: Mapping[str, Hop] | None = None) -> Files:
    program = Program()
    for name in draw(st.lists(st.sampled_from(sorted(HOPS)), max_size=3)):
        HOPS[name](program)
    if through:
        through[draw(st.sampled_from(sorted(through)))](program)
        for name in draw(st.lists(st.sampled_from(sorted(HOPS)), max_size=1)):
            HOPS[name](program)
    return written(
        program, *(draw(st.sampled_from(sorted(one))) for one in (MADE, REACHING, ENDINGS))
    )


def project(files: Files) -> Project:
    return Project([source(text, f"{name}.py") for name, text in files.items()])


def fixed(files: Files, at_least: Applicability = Applicability.SAFE) -> Files:
    plan = fix_project(project(files), at_least=at_least)
    assert plan.errors == ()
    return {str(one.after.path.with_suffix("")): one.after.text for one in plan.files}


def played(stage: Stage, files: Files) -> Run:
    """Run `main` with its modules beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, f"{name}.py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        run = stage.run_file(Path(folder, "main.py"))
    assert run.status == 0, run.stderr
    return run


def sends_the_new_id(stage: Stage, files: Files, after: Files) -> None:
    (before,), (now,) = played(stage, files).bodies, played(stage, after).bodies

    assert before["model"] == "glm-4.5"
    assert changed(before, now) == {"model": "glm-4.6"}


SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SETTINGS
@given(files=programs())
def test_an_id_behind_supported_hops_is_edited_once_and_sent(
    wire: Wire, program_stage: Stage, files: Files
) -> None:
    wire.play(Script(content="ok"))
    found = [one for one in check_project(project(files)).findings if one.code == "GLM101"]
    after = fixed(files)

    assert len(found) == 1, files
    assert after == {name: text.replace(OLD, NEW) for name, text in files.items()}
    assert [f"{name}.py" for name in files if files[name] != after[name]] == [str(found[0].path)]
    sends_the_new_id(program_stage, files, after)


@SETTINGS
@given(files=programs(HIDDEN))
def test_an_id_behind_a_hop_that_is_not_followed_is_said_and_kept(
    wire: Wire, program_stage: Stage, files: Files
) -> None:
    assert "GLM903" in said_and_kept(wire, program_stage, files), files


@SETTINGS
@given(files=programs(COMPUTED))
def test_an_id_that_is_put_together_is_worked_out_and_kept(
    wire: Wire, program_stage: Stage, files: Files
) -> None:
    assert "GLM101" in said_and_kept(wire, program_stage, files), files


def said_and_kept(wire: Wire, stage: Stage, files: Files) -> set[str]:
    """What is found in a program that sends the older id and that no fix edits."""
    wire.play(Script(content="ok"))

    assert [body["model"] for body in played(stage, files).bodies] == ["glm-4.5"]
    assert fixed(files) == files
    return {one.code for one in check_project(project(files)).findings}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("reaching", REACHING)
@pytest.mark.parametrize("client", MADE)
def test_every_client_is_followed_however_it_is_reached(
    wire: Wire, program_stage: Stage, client: str, reaching: str, ending: str
) -> None:
    wire.play(Script(content="ok"))
    files = written(Program(), client, reaching, ending)

    sends_the_new_id(program_stage, files, fixed(files))


@pytest.mark.parametrize("client", MADE)
def test_a_member_of_an_enumeration_waits_for_the_users_word(
    wire: Wire, program_stage: Stage, client: str
) -> None:
    wire.play(Script(content="ok"))
    program = Program()
    program.define("from enum import Enum\nclass EN(Enum):\n    A = ID\n", "EN.A.value")
    re_exported(program)
    files = written(program, client, "returned by a factory", "wrapper in another file")

    assert fixed(files) == files
    sends_the_new_id(program_stage, files, fixed(files, Applicability.UNSAFE))
