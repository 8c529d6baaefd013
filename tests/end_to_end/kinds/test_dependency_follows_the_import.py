"""The declared dependency moves with the imports, or it is said that it is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed, found

OLD = 'from zhipuai import ZhipuAI\n\nclient = ZhipuAI(api_key="k")\n'
NEW = 'from zai import ZhipuAiClient\n\nclient = ZhipuAiClient(api_key="k")\n'
PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["{}", "httpx"]\n'
POETRY = '[tool.poetry.dependencies]\npython = "^3.10"\n{}\n'

MOVED: dict[str, tuple[str, str, str]] = {
    "a pin": (
        "requirements.txt",
        "zhipuai==2.1.5.20250801\nhttpx>=0.27\n",
        "zai-sdk\nhttpx>=0.27\n",
    ),
    "a bare name": ("requirements.txt", "zhipuai\n", "zai-sdk\n"),
    "a marker and a comment": (
        "requirements.txt",
        "ZhipuAI >= 2.0, < 3 ; python_version > '3.8'  # chat\n",
        "zai-sdk ; python_version > '3.8'  # chat\n",
    ),
    "another file of requirements": ("requirements-dev.txt", "zhipuai>=2\n", "zai-sdk\n"),
    "a project": ("pyproject.toml", PROJECT.format("zhipuai>=2.1.5"), PROJECT.format("zai-sdk")),
    "a group": (
        "pyproject.toml",
        "[dependency-groups]\nchat = ['zhipuai<3']\n",
        "[dependency-groups]\nchat = ['zai-sdk']\n",
    ),
    "Poetry": (
        "pyproject.toml",
        POETRY.format('zhipuai = "^2.1"'),
        POETRY.format('zai-sdk = "*"'),
    ),
    "a Pipfile": ("Pipfile", '[packages]\nzhipuai = "*"\n', '[packages]\nzai-sdk = "*"\n'),
    "setup.cfg": (
        "setup.cfg",
        "[options]\ninstall_requires =\n    zhipuai>=2\n",
        "[options]\ninstall_requires =\n    zai-sdk\n",
    ),
    "setup.py": (
        "setup.py",
        'setup(name="zhipuai", install_requires=["zhipuai>=2.0", "httpx"])\n',
        'setup(name="zhipuai", install_requires=["zai-sdk", "httpx"])\n',
    ),
    "an extra of setup.py": (
        "setup.py",
        "EXTRAS = {'chat': ['zhipuai']}\nsetup(name='app', extras_require=EXTRAS)\n",
        "EXTRAS = {'chat': ['zai-sdk']}\nsetup(name='app', extras_require=EXTRAS)\n",
    ),
}


@pytest.mark.parametrize(("name", "before", "after"), MOVED.values(), ids=MOVED)
def test_one_run_moves_both(name: str, before: str, after: str) -> None:
    files = fixed({"app.py": OLD, name: before}, "GLM604", unsafe=True)

    assert files == {"app.py": NEW, name: after}


@pytest.mark.parametrize(("name", "before", "after"), MOVED.values(), ids=MOVED)
def test_without_the_users_word_neither_moves(name: str, before: str, after: str) -> None:
    assert fixed({"app.py": OLD, name: before}, "GLM604") == {"app.py": OLD, name: before}
    assert [one.path for one in found({"app.py": OLD, name: before}, "GLM604")] == ["app.py"]


def test_two_files_that_declare_it() -> None:
    both = {"requirements.txt": "zhipuai==2.1\n", "pyproject.toml": PROJECT.format("zhipuai>=2")}
    after = fixed({"app.py": OLD, **both}, "GLM604", unsafe=True)

    assert after["requirements.txt"] == "zai-sdk\n"
    assert after["pyproject.toml"] == PROJECT.format("zai-sdk")


def test_the_floor_that_a_keyword_needs_comes_with_it() -> None:
    ask = 'client.chat.completions.create(model="glm-4.6", messages=[], {}=True)\n'
    text = OLD + ask.format("stream=True, tools=[{'type': 'function'}], tool_stream")
    files = {"app.py": text, "requirements.txt": "zhipuai==2.1\n"}
    after = fixed(files, "GLM604", "GLM602", unsafe=True)

    assert after["requirements.txt"] == "zai-sdk>=0.0.4\n"


MISSING: dict[str, tuple[Mapping[str, str], str]] = {
    "hashes": (
        {"requirements.txt": "zhipuai==2.1 --hash=sha256:00\n"},
        "declare zai-sdk by hand",
    ),
    "a table of Poetry": (
        {"pyproject.toml": POETRY.format('zhipuai = { version = "^2.1", extras = ["a"] }')},
        "declare zai-sdk by hand",
    ),
    "the old one is used elsewhere": (
        {"requirements.txt": "zhipuai==2.1\n", "other.py": OLD.replace('api_key="k"', "")},
        "zhipuai is imported too; declare zai-sdk beside it",
    ),
}


@pytest.mark.parametrize(("beside", "advice"), MISSING.values(), ids=MISSING)
def test_what_cannot_be_moved_is_told(beside: Mapping[str, str], advice: str) -> None:
    files = {"app.py": NEW, **beside}
    told = [one for one in found(files, "GLM604") if not one.path.endswith(".py")]

    assert [(one.fix, one.advice) for one in told] == [("", advice)]
    assert told[0].message == "`zai` is imported, and zai-sdk is declared nowhere"
    assert fixed(files, "GLM604", unsafe=True) == files


DECLARED: dict[str, Mapping[str, str]] = {
    "in the same file": {"requirements.txt": "zhipuai==2.1\nzai-sdk\n"},
    "in a file beside": {"requirements.txt": "zhipuai==2.1\n", "setup.py": 'a = "zai-sdk>=0.1"\n'},
    "nothing": {"requirements.txt": "httpx\n"},
    "no file": {},
}


@pytest.mark.parametrize("beside", DECLARED.values(), ids=DECLARED)
def test_what_is_declared_is_not_told(beside: Mapping[str, str]) -> None:
    assert found({"app.py": NEW, **beside}, "GLM604") == []


def test_on_disk_one_run_moves_both_and_the_next_is_clean(workspace: Workspace) -> None:
    workspace.write({"app.py": OLD, "requirements.txt": "zhipuai==2.1\n"})
    after = workspace.fixed("--unsafe-fixes")

    assert after["app.py"] == NEW
    assert (workspace.root / "requirements.txt").read_text() == "zai-sdk\n"
    assert workspace.of("GLM604") == []


def test_several_requirements_in_one_text_are_told(workspace: Workspace) -> None:
    setup = 'NEEDED = """\nzhipuai>=2\nhttpx\n""".split()\nsetup(install_requires=NEEDED)\n'
    workspace.write({"app.py": OLD, "setup.py": setup})
    texts = workspace.fixed("--unsafe-fixes")

    assert (texts["app.py"], texts["setup.py"]) == (NEW, setup)
    assert workspace.of("GLM604") == ["setup.py:1 GLM604 none"]


def test_setup_py_is_found_as_code_and_moved_with_it(workspace: Workspace) -> None:
    setup = 'setup(install_requires=["zhipuai"])\n'
    workspace.write({"app/ask.py": OLD, "setup.py": setup})

    assert workspace.fixed("--unsafe-fixes")["setup.py"] == setup.replace("zhipuai", "zai-sdk")
    assert workspace.findings() == []
