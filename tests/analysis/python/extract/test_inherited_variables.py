"""Ids in variables of the environment that other programs, or texts, can get."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.inherited_variables import why_inherited
from glm_migrate.analysis.python.syntax.string_literals import text_of
from tests.analysis.python.reading import module
from tests.analysis.settings.project import findings

SET = 'import os\nfrom zai import ZaiClient\n\nclient = ZaiClient()\nos.environ["M"] = "glm-4.5"\n'
ASK = 'client.chat.completions.create(model=os.environ["M"], messages=[])\n'


def ids(code: str, **others: str) -> list[str]:
    """What is said of the ids of a program that sets a variable."""
    rest = {f"{name}.py": text for name, text in others.items()}
    return [one for one in findings({"a.py": SET + ASK + code, **rest}) if "GLM101" in one]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import subprocess\nsubprocess.run(['x'])", id="a program"),
        pytest.param("import subprocess as s\ns.Popen(['x'])", id="by another name"),
        pytest.param("from subprocess import check_output\ncheck_output('x')", id="by its name"),
        pytest.param("os.system('x')", id="a shell"),
        pytest.param("def go():\n    os.execvp('x', ['x'])", id="in its place"),
        pytest.param(
            "import asyncio\nasync def go():\n    await asyncio.create_subprocess_exec('x')",
            id="awaited",
        ),
        pytest.param("open(os.path.expandvars('p/$M.txt'))", id="a text"),
        pytest.param("from os.path import expandvars\nopen(expandvars('$M'))", id="a text by name"),
    ],
)
def test_a_variable_that_others_get_waits(code: str) -> None:
    assert ids(f"{code}\n") == ["a.py:5 GLM101 unsafe"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="nothing"),
        pytest.param("import subprocess", id="only imported"),
        pytest.param("# os.system('x')", id="a comment"),
        pytest.param("class T:\n    def run(self): pass\nT().run()", id="another run"),
        pytest.param("print(os.environ['M'])", id="shown"),
    ],
)
def test_a_variable_that_nobody_else_gets_moves(code: str) -> None:
    assert ids(f"{code}\n") == ["a.py:5 GLM101 safe"]


def test_a_program_may_be_started_in_another_file() -> None:
    start = "import subprocess\n\n\ndef go():\n    subprocess.run(['x'])\n"

    assert ids("import b\nb.go()\n", b=start) == ["a.py:5 GLM101 unsafe"]


def test_an_id_with_a_name_waits_as_well() -> None:
    code = SET.replace('os.environ["M"] = "glm-4.5"', 'M = "glm-4.5"\nos.environ["M"] = M')

    assert findings({"a.py": f"{code}{ASK}os.system('x')\n"}) == ["a.py:5 GLM101 unsafe"]


def test_an_id_that_becomes_no_variable_moves() -> None:
    where = module('import os\nos.system("x")\nM = "glm-4.5"\nuse(M)\n')
    (id,) = (one for one in where.symbols.strings if text_of(one) == "glm-4.5")

    assert why_inherited(where, id) is None
