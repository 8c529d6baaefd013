"""Settings in long texts of a program: listed, never edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.embedded_settings import embedded_settings
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source


def ids(code: str, name: str = "app.py") -> list[str]:
    source = Source.decode(Path(name), code.encode())
    module = ParsedProgram(Project([source])).module(source)
    found = embedded_settings(module, lambda text: text.startswith("glm-4.5"))
    return [f"{source.position(one.literal.span.start).line} {one.model}" for one in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('T = """\nllm:\n  model: glm-4.5  # x\n"""\n', ["3 glm-4.5"]),
        ('T = """\n{\n "model": "glm-4.5",\n}\n"""\n', ["3 glm-4.5"]),
        ("T = '''\n# 中\nexport LLM_MODEL='glm-4.5'\n'''\n", ["3 glm-4.5"]),
        ('T = """\nuse glm-4.5 here\nname: glm-4.5\n"""\n', []),
        ('"""\nmodel: glm-4.5\n"""\n', []),
        ('T = "model: glm-4.5"\n', []),
    ],
)
def test_an_id_under_a_key_that_names_a_model(code: str, expected: list[str]) -> None:
    assert ids(code) == expected


def test_texts_of_tests_are_passed_over() -> None:
    assert ids('T = """\nmodel: glm-4.5\n"""\n', "tests/test_a.py") == []
