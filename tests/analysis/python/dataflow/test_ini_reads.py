"""What code reads of INI files through `configparser`."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.ini_reads import is_parser
from tests.analysis.python.reading import expression, module
from tests.analysis.settings.project import ASK, findings, fixed

LINKS = [
    ("import configparser\nc = configparser.ConfigParser()\nc.read('c.ini')\n",
     'c["llm"]["model"]', "c.ini", "[llm]\nModel = glm-4.5\n"),
    ("import configparser\nc = configparser.ConfigParser()\nc.read(['c.ini'])\n",
     'c.get("llm", "model", fallback="glm-4.6")', "c.ini", "[llm]\nmodel: glm-4.5\n"),
    ("import configparser\nc = configparser.ConfigParser()\nc.read('c.ini')\n",
     'c["llm"]["model"]', "c.ini", "[DEFAULT]\nmodel = glm-4.5\n[llm]\nx = 1\n"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asked", "name", "text"), LINKS)
def test_the_file_moves_that_code_reads(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


@pytest.mark.parametrize(
    ("made", "expected"),
    [("configparser.ConfigParser()", True), ("configparser.Error()", False), ("{}", False)],
)
def test_a_parser_is_told_by_its_class(made: str, expected: bool) -> None:
    where = module(f"import configparser\nc = {made}\nuse(c)\n")
    name = expression(where, "c")
    (found,) = where.resolver.resolve(name, where.symbols.point(name)).found

    assert is_parser(found) is expected


def test_what_several_sections_have_needs_the_users_word() -> None:
    code = "import configparser\nc = configparser.ConfigParser()\nc.read('c.ini')\n"
    files = {
        "app/main.py": code + ASK.format('c["a"]["model"]'),
        "app/c.ini": "[DEFAULT]\nmodel = glm-4.5\n[a]\nx = 1\n[b]\nx = 1\n",
    }

    assert findings(files) == ["app/c.ini:2 GLM101 unsafe"]
