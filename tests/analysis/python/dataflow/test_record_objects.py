"""Objects that a class makes of a record: where the record is a settings file, that file moves."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.record_fields import placed_field
from glm_migrate.analysis.python.dataflow.record_objects import (
    field_names,
    field_of,
    validated_class,
)
from tests.analysis.python.reading import class_named, expression, module
from tests.analysis.settings.project import ASK, findings, fixed

PYDANTIC = (
    "import yaml\nfrom pathlib import Path\nfrom pydantic import BaseModel, Field\n\n\n"
    "class LLM(BaseModel):\n    model: str = Field('glm-4.6', alias='modelName')\n\n\n"
    "class Config(BaseModel):\n    llm: LLM = LLM()\n\n\n"
)
DATACLASS = (
    "import dacite\nimport yaml\nfrom dataclasses import dataclass\n\n\n"
    "@dataclass\nclass LLM:\n    model: str = 'glm-4.6'\n    top: int = 1\n\n"
    "    @classmethod\n    def load(cls, path='c.yaml'):\n        with open(path) as file:\n"
    "            data = yaml.safe_load(file)\n        return cls(**data)\n\n\n"
)
LOADED = "yaml.safe_load(open('c.yaml'))"
YAML = "model: glm-4.5  # a\n"
NESTED = "llm:\n  model: glm-4.5\n"


@pytest.mark.parametrize(
    ("code", "asked", "name", "text"),
    [
        pytest.param(DATACLASS, f"LLM(**{LOADED}).model", "c.yaml", YAML, id="a dataclass"),
        pytest.param(DATACLASS, "LLM.load().model", "c.yaml", YAML, id="in a method of the class"),
        pytest.param(
            DATACLASS, f"dacite.from_dict(LLM, {LOADED}).model", "c.yaml", YAML, id="a function"
        ),
        pytest.param(
            DATACLASS, f"LLM(**{LOADED}['llm']).model", "c.yaml", NESTED, id="a part of a file"
        ),
        pytest.param(
            PYDANTIC, f"Config(**{LOADED}).llm.model", "c.yaml", NESTED, id="a nested model"
        ),
        pytest.param(
            PYDANTIC, f"Config.model_validate({LOADED}).llm.model", "c.yaml", NESTED, id="checked"
        ),
        pytest.param(
            PYDANTIC,
            "Config.model_validate_json(Path('c.json').read_text()).llm.model",
            "c.json",
            '{"llm": {"model": "glm-4.5"}}',
            id="checked from its text",
        ),
        pytest.param(
            PYDANTIC, f"LLM(**{LOADED}).model", "c.yaml", "modelName: glm-4.5\n", id="an alias"
        ),
        pytest.param(
            "import yaml\nfrom types import SimpleNamespace\n",
            f"SimpleNamespace(**{LOADED}).model",
            "c.yaml",
            YAML,
            id="a namespace",
        ),
    ],
)
def test_the_record_moves_and_not_the_default(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


def test_a_default_that_no_record_overrides_moves() -> None:
    code = DATACLASS.replace("glm-4.6", "glm-4.5") + ASK.format(f"LLM(**{LOADED}).model")
    files = {"app/main.py": code, "app/c.yaml": "top: 2\n"}

    assert findings(files) == ["app/main.py:8 GLM101 safe"]


def test_a_default_that_the_record_overrides_is_not_what_is_asked() -> None:
    code = DATACLASS.replace("glm-4.6", "glm-4.5") + ASK.format(f"LLM(**{LOADED}).model")
    files = {"app/main.py": code, "app/c.yaml": "model: glm-4.7\n"}

    assert "app/main.py:8 GLM101 safe" not in findings(files)


def test_a_record_of_the_program_counts_like_one_of_a_file() -> None:
    where = module(
        "class A:\n    m: str = 'a'\n\n\nuse(A.model_validate({'m': 'b'}))\nuse(A(**{'n': 'c'}))\n"
    )
    checked, spread = (
        expression(where, "A.model_validate({'m': 'b'})"),
        expression(where, "A(**{'n': 'c'})"),
    )
    assert isinstance(checked, cst.Call)
    assert isinstance(spread, cst.Call)
    point = where.symbols.point(checked)

    assert validated_class(where, checked, point, 0) is class_named(where, "A")
    assert validated_class(where, spread, point, 0) is None
    assert field_names(class_named(where, "A"), "m") == ("m",)
    assert [len(field_of(where, one, point, ("m",), 0)[0].found) for one in (checked, spread)] == [
        1,
        0,
    ]


@pytest.mark.parametrize(
    ("made", "name", "expected"),
    [
        ("C(1, 2)", "b", "2"),
        ("C(1)", "b", None),
        ("C(1, b=2)", "b", None),
        ("C(*x, 2)", "b", None),
        ("C(1, 2, 3)", "f", None),
    ],
)
def test_a_field_by_its_place(made: str, name: str, expected: str | None) -> None:
    where = module(f"class C:\n    a: int\n    b: int = 0\n    def f(self): pass\n{made}\n")
    (klass,) = where.classes
    given = placed_field(klass, where.symbols.calls[-1], name)

    assert (given and where.code(given).strip()) == expected
