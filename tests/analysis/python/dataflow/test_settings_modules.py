"""A settings file as a module of the program: real places, and no value is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.dataflow.resolver import ModuleResolver
from glm_migrate.analysis.python.dataflow.settings_modules import (
    DocumentModule,
    environment_module,
    file_module,
)
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from tests.analysis.settings.project import CODES, findings


def loaded(name: str, text: str) -> DocumentModule | None:
    source = decode(Path(name), text.encode())
    return file_module(source, ParsedProgram(Project([source])), ModuleResolver)


def test_a_file_is_told_by_its_name_and_keys_and_never_by_its_values() -> None:
    module = loaded("c.yaml", "llm:\n  key: hunter2\n")
    assert module is not None

    assert module.short(module.roots[0]) == " of c.yaml"
    assert "hunter2" not in module.code(module.roots[0])


def test_an_ini_file_has_its_texts_and_its_numbers() -> None:
    module = loaded("c.ini", "[llm]\nn = 3\nmodel = glm-4.5\n")
    assert module is not None

    assert len(module.roots) == 2


def test_a_broken_file_is_no_module() -> None:
    assert loaded("c.yaml", "a: [") is None


@pytest.mark.parametrize(("text", "expected"), [("A=1\n", True), ("# nothing\n", True)])
def test_an_env_file_is_an_environment(text: str, expected: bool) -> None:
    source = decode(Path(".env"), text.encode())
    program = ParsedProgram(Project([source]))

    assert (environment_module(source, program, ModuleResolver) is not None) is expected


def test_a_yaml_file_without_variables_is_none() -> None:
    source = decode(Path("c.yaml"), b"a: 1\n")

    assert environment_module(source, ParsedProgram(Project([source])), ModuleResolver) is None


def test_other_rules_see_the_values_of_a_file() -> None:
    code = (
        "import json\nfrom zai import ZaiClient\n\nllm = json.load(open('c.json'))['llm']\n"
        "ZaiClient().chat.completions.create(messages=[], **llm)\n"
    )
    text = '{"llm": {"model": "glm-4.6", "temperature": 0.5, "top_p": 0.8, "max_tokens": 200000}}'
    told = findings({"app/main.py": code, "app/c.json": text}, codes=(*CODES, "GLM201", "GLM501"))

    assert [one.split()[1] for one in told] == ["GLM201", "GLM501"]
