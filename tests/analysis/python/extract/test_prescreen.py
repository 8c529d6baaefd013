"""The fast reject never rejects a file in which the full reading finds something."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import python
from glm_migrate.analysis.python.extract.prescreen import may_hold_sites
from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.source import Source
from tests.analysis.python.reading import source

IS_OLD = Migration(Config()).is_old
EXAMPLES = [
    pytest.param(example.code, id=f"{rule.code}: {example.why}")
    for rule in all_rules()
    for example in (*rule.bad, *rule.good)
    if not example.config and example.path.endswith(".py")
]
ROOT = Path(__file__).parents[4]
FILES = [
    *sorted((ROOT / "fixtures").rglob("*.py")),
    *sorted((ROOT / "tests" / "end_to_end" / "wire").glob("*.py")),
]


def may(code: str, *known: str) -> bool:
    return may_hold_sites(source(code), IS_OLD, known)


@pytest.fixture
def full_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is read by LibCST, whatever the fast reject says."""
    monkeypatch.setattr(python, "may_hold_sites", lambda *_: True)


@pytest.mark.usefixtures("full_reading")
@pytest.mark.parametrize("code", EXAMPLES)
def test_what_a_rule_finds_in_an_example_is_let_through(code: str) -> None:
    about_code = [f for f in check(source(code)) if not f.code.startswith("GLM91")]

    assert may(code) or not about_code


@pytest.mark.usefixtures("full_reading")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_real_files_with_findings_are_let_through(path: Path) -> None:
    read = Source.decode(path, path.read_bytes())

    assert may_hold_sites(read, IS_OLD, ()) or not check(read)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('x = "glm-4.5"', id="an old id"),
        pytest.param('x = "GLM-4.5"', id="in capitals"),
        pytest.param('x = "glm-" "4.5"', id="in two pieces"),
        pytest.param("c.chat.completions.create(model=m)", id="a chat call"),
        pytest.param("a = c.completions", id="an alias of completions"),
        pytest.param("from litellm import completion\ncompletion()", id="a function that asks"),
        pytest.param("from litellm import completion as c\nc()", id="under another name"),
        pytest.param(
            "class A(OpenAI):\n    def f(self): super().__init__()", id="a client's class"
        ),
        pytest.param("import zhipuai\nx = zhipuai.ZhipuAI", id="a library with a successor"),
        pytest.param("from zai import ZaiClient as Z", id="a client under another name"),
        pytest.param('post(json={"model": m, "messages": []})', id="a request body"),
        pytest.param("post(json=dict(model=m, messages=[]))", id="a request body as a call"),
        pytest.param('x = "glm-" \\\n  "4.5"', id="in two pieces on two lines"),
        pytest.param('x = ("glm-"  # the older\n  f"4.5")', id="with a comment between them"),
        pytest.param(r'x = "g\x6cm-4.5"', id="with an escape"),
        pytest.param('x = f"{"glm-4.5"}"', id="in an f-string"),
        pytest.param("c.\uff43ompletions.create(model=m)", id="a name in other letters"),
        pytest.param("create(", id="what can't be parsed is asked for"),
        pytest.param("create(\x00", id="a NUL byte"),
        pytest.param("create" + "(" * 300 + ")" * 300, id="too deep for the interpreter's parser"),
    ],
)
def test_let_through(code: str) -> None:
    assert may(code + "\n")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="nothing"),
        pytest.param('x = "glm-4.6"', id="the target alone"),
        pytest.param('"""About glm-4.5 and what it does."""', id="an id within prose"),
        pytest.param("# glm-4.5", id="a comment"),
        pytest.param("from openai import OpenAI\ndef f(c: OpenAI): ...", id="a type"),
        pytest.param(
            "from openai.types.chat import ChatCompletion as C\nC()", id="an answer's type"
        ),
        pytest.param('b = {"model": m, "messages": []}', id="a dict that nothing sends"),
        pytest.param('x = b"glm-4.5"', id="bytes"),
        pytest.param("x = (  # about GLM", id="no word of what matters, parsed or not"),
        pytest.param("# create a model, ask for completions\nx = 1", id="all words in prose"),
        pytest.param('x = "glm" "x"', id="pieces of another string"),
        pytest.param('x = {"model": "m"}', id="one key of a body"),
        pytest.param("import requests\nrequests.post(u, json=b)", id="any request"),
    ],
)
def test_rejected(code: str) -> None:
    assert not may(code + "\n")


def test_the_users_own_factories_are_let_through() -> None:
    assert not may("c = get_llm()\nc.post()\n")
    assert may("c = get_llm()\nc.post()\n", "app.llm.get_llm")
