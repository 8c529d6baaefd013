"""What the text of an id decides besides asking a model."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import Alias
from glm_migrate.analysis.python.extract.text_uses import text_use
from tests.analysis.python.reading import module
from tests.analysis.settings.project import ASK, findings


def alias(code: str) -> tuple[Alias, cst.CSTNode]:
    """The variable `M` of a module, and the text that it gets."""
    read = module(code)
    root = read.symbols.root
    definition = root.definitions["M"][0]
    assert definition.value is not None
    return Alias(read, "M", read.end, root), definition.value


@pytest.mark.parametrize(
    ("use", "reason"),
    [
        pytest.param("print(M[-1])", "", id="shown"),
        pytest.param("V = M[-1]", "`M[-1]` is read", id="a piece"),
        pytest.param("getattr(x, M)", "`M` is the name of an attribute in getattr(…)", id="name"),
        pytest.param("{'a' + 'b': 1}[M]", "", id="another key"),
        pytest.param("L = {'glm' + '-4.5': 1}\nL[M]", "`M` is looked up in `L`", id="its key"),
        pytest.param("M in 'glm-4.5 x'", "`M` is looked for in `'glm-4.5 x'`", id="its text"),
        pytest.param("M == 'glm' + '-4.5'", "`M` is compared with `'glm' + '-4.5'`", id="its sum"),
    ],
)
def test_text_use(use: str, reason: str) -> None:
    variable, origin = alias(f'M = "glm-4.5"\n{use}\n')

    assert str(text_use(variable, origin, "glm-4.5") or "") == reason


@pytest.mark.parametrize(
    ("code", "name", "text", "expected"),
    [
        ("L = json.load(open('l.json'))\nL[M]\n", "l.json", '{"glm-4.5": 7}\n', "unsafe"),
        ("L = yaml.safe_load(open('l.yaml'))\nL.get(M, 3)\n", "l.yaml", "glm-4.5: 7\n", "unsafe"),
        ("L = yaml.safe_load(open('l.yaml'))\nM in L['a']\n", "l.yaml", "a: [glm-4.5]\n", "unsafe"),
        ("L = json.loads(os.environ['L'])\nL[M]\n", ".env", 'L={"glm-4.5": 7}\n', "unsafe"),
        ("L = json.load(open('l.json'))\nL[M]\n", "l.json", '{"glm-4.6": 7}\n', "safe"),
        ("L = json.load(open('l.json'))\nL['a']\n", "l.json", '{"glm-4.5": 7}\n', "safe"),
    ],
)
def test_a_settings_file_that_has_the_id_as_a_key_holds_its_rename(
    code: str, name: str, text: str, expected: str
) -> None:
    head = "import json\nimport os\nimport yaml\n\nM = 'glm-4.5'\n"
    files = {"a.py": head + code + ASK.format("M"), name: text}

    assert f"a.py:5 GLM101 {expected}" in findings(files)
