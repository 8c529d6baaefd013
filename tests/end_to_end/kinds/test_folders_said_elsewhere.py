"""Settings in a folder that one module names, and another one reads: `CONFIG_DIR / "llm.yaml"`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

ASK = """from zai import ZaiClient

ZaiClient().chat.completions.create(model={}, messages=[], temperature=0.3)
"""
PATHS = (
    "from pathlib import Path\n\nROOT = Path(__file__).resolve().parents[2]\n"
    "CONFIG_DIR = ROOT / 'configs'\n"
)
LOAD = "(CONFIG_DIR / 'llm.yaml').read_text()"
LOADER = "import yaml\nfrom app.paths import CONFIG_DIR\n\ncfg = yaml.safe_load({})\n"
NAMES = "NAME = 'llm.yaml'\nDIR = 'configs'\n"
JOIN = "import os\nimport yaml\nfrom app.names import DIR, NAME\n\n"

PROGRAMS = {
    "in the module that asks": {
        "paths": PATHS,
        "main": LOADER.format(LOAD) + ASK.format("cfg['model']"),
    },
    "in a module between": {
        "paths": PATHS,
        "loader": LOADER.format(LOAD),
        "main": "from app.loader import cfg\n" + ASK.format("cfg['model']"),
    },
    "name and folder": {
        "names": NAMES,
        "loader": JOIN + "cfg = yaml.safe_load(open(os.path.join(DIR, NAME)))\n",
        "main": "from app.loader import cfg\n" + ASK.format("cfg['model']"),
    },
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_the_file_moves_and_is_told_once(workspace: Workspace, program: dict[str, str]) -> None:
    texts = {f"src/app/{name}.py": text for name, text in program.items()}
    settings = {"configs/llm.yaml": "model: glm-4.5\n", "pyproject.toml": ""}
    workspace.write({"src/app/__init__.py": "", **texts, **settings})

    assert workspace.findings() == ["llm.yaml:1 GLM101 safe"]
    workspace.fixed()
    assert (workspace.root / "configs/llm.yaml").read_text() == "model: glm-4.6\n"


@pytest.mark.parametrize(
    "load",
    [
        "load_dotenv('secrets/prod.env')",
        "load_dotenv(dotenv_path='secrets/prod.env')",
        "load_dotenv(Path(__file__).parent / 'secrets' / 'prod.env')",
    ],
)
def test_a_file_of_variables_may_lie_anywhere(workspace: Workspace, load: str) -> None:
    code = f"import os\nfrom pathlib import Path\nfrom dotenv import load_dotenv\n\n{load}\n"
    files = {"secrets/prod.env": "M=glm-4.5\n", "other/prod.env": "M=glm-4\n"}
    workspace.write({"main.py": code + ASK.format("os.environ['M']"), **files})
    workspace.fixed()

    assert (workspace.root / "secrets/prod.env").read_text() == "M=glm-4.6\n"
    assert (workspace.root / "other/prod.env").read_text() == "M=glm-4\n"


def test_a_class_of_settings_names_its_file_of_variables(workspace: Workspace) -> None:
    code = (
        "from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\n"
        "class S(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_file=('.env', 'secrets/app.env'))\n"
        "    m: str\n\n\n"
    )
    workspace.write({"main.py": code + ASK.format("S().m"), "secrets/app.env": "M=glm-4.5\n"})
    workspace.fixed()

    assert (workspace.root / "secrets/app.env").read_text() == "M=glm-4.6\n"
