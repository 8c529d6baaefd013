"""Tables of a program in the file that declares its dependencies: `[tool.bot]`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

READER = """import tomllib

from zai import ZaiClient

with open("pyproject.toml", "rb") as stream:
    cfg = tomllib.load(stream)["tool"]["bot"]
ZaiClient().chat.completions.create(model=cfg["model"], messages=[], temperature=0.3)
"""
TABLES = """[project]
name = "bot"
dependencies = ["zai-sdk>=0.0.1"]  # the client

[tool.bot]
model = "glm-4.5"  # the main one

[tool.other]
model = "glm-4.5"
"""
SENDS_TOOLS = READER.replace("temperature=0.3", "stream=True, tools=TOOLS, tool_stream=True")


def rewritten(workspace: Workspace, name: str = "pyproject.toml") -> str:
    workspace.fixed()
    return (workspace.root / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("reader", ["tomllib", "tomli", "toml", "tomlkit"])
def test_the_table_moves_that_code_reads(workspace: Workspace, reader: str) -> None:
    workspace.write({"app/main.py": READER.replace("tomllib", reader), "pyproject.toml": TABLES})

    moved = TABLES.replace('model = "glm-4.5"', 'model = "glm-4.6"', 1)
    assert workspace.findings() == ["pyproject.toml:6 GLM101 safe"]
    assert rewritten(workspace) == moved


def test_its_dependencies_move_with_it(workspace: Workspace) -> None:
    workspace.write({"app/main.py": SENDS_TOOLS, "pyproject.toml": TABLES})

    moved = TABLES.replace("0.0.1", "0.0.4").replace('model = "glm-4.5"', 'model = "glm-4.6"', 1)
    assert sorted(workspace.of("GLM101", "GLM602")) == [
        "pyproject.toml:3 GLM602 safe",
        "pyproject.toml:6 GLM101 safe",
    ]
    assert rewritten(workspace) == moved


def test_an_options_file_of_setuptools_is_read_as_well(workspace: Workspace) -> None:
    code = (
        "import configparser\n\nfrom zai import ZaiClient\n\n"
        "parser = configparser.ConfigParser()\nparser.read('setup.cfg')\ncfg = parser['bot']\n"
    ) + READER.splitlines(keepends=True)[-1]
    text = "[options]\ninstall_requires =\n    zai-sdk\n[bot]\nmodel = glm-4.5\n"
    workspace.write({"main.py": code, "setup.cfg": text})

    assert rewritten(workspace, "setup.cfg") == text.replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize(
    ("code", "tables"),
    [
        pytest.param("pass\n", TABLES, id="that nothing reads"),
        pytest.param(READER.replace('["bot"]', '["mine"]'), TABLES, id="another table"),
        pytest.param(READER, TABLES.replace("glm-4.5", "glm-4.6"), id="the target"),
        pytest.param(READER, TABLES.replace("glm-4.5", "gpt-4o"), id="somebody else's"),
        pytest.param(READER, TABLES.replace('"glm-4.5"  #', '"glm-\\u0034.5"  #'), id="escapes"),
        pytest.param(READER, TABLES + "[", id="no TOML"),
    ],
)
def test_other_tables_stay(workspace: Workspace, code: str, tables: str) -> None:
    workspace.write({"main.py": code, "pyproject.toml": tables})

    assert rewritten(workspace) == tables


def test_a_run_over_the_code_alone_tells_of_the_table(workspace: Workspace) -> None:
    workspace.write({"app/main.py": READER, "pyproject.toml": TABLES})

    assert "its file is not part of this run" in workspace.run("check", "app")
    assert "its file is not part of this run" in workspace.run("fix", "--allow-no-vcs", "app")
    assert rewritten(workspace) != TABLES


def test_no_settings_are_read_where_they_are_turned_off(workspace: Workspace) -> None:
    text = f'{TABLES}[tool.glm-migrate]\nsettings-files = "off"\n'
    workspace.write({"main.py": READER, "pyproject.toml": text})

    assert rewritten(workspace) == text
