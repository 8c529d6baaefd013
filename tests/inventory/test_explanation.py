"""`check --explain-resolution`: the way of every value, place by place, and what was not seen."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from glm_migrate.cli import main
from glm_migrate.inventory.call_records import Resolution, Step
from glm_migrate.inventory.explanation import NAMES, resolutions
from tests.chat_calls import ask

PAGE = Path(main.__file__).parents[2] / "docs/reference.md"
PACKAGE = {
    "app/__init__.py": "",
    "app/consts.py": 'MODEL = "glm-4.5"\n',
    "app/llm.py": """\
from zai import ZaiClient

from app.consts import MODEL


class LLM:
    def __init__(self, model=MODEL):
        self.model = model
        self.client = ZaiClient()

    def ask(self, messages, **options):
        return self.client.chat.completions.create(
            model=self.model, messages=messages, temperature=0.3, **options
        )
""",
}
_ZAI = "from zai import ZaiClient\n\n"
_CLIENT = (
    "  client: zai-sdk, by default at https://api.z.ai/api/paas/v4\n"
    "       app.py:3 client\n    <- app.py:3 ZaiClient(…)\n"
)
_OPENAI = 'from openai import OpenAI\n\nURL = "https://api.z.ai/api/paas/v4"\n'
_NOT_SENT = "temperature, top_p, stream, tools, thinking: not sent\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.run(("check", "--isolated", "--explain-resolution", *arguments))
    return (code, *capsys.readouterr())


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def test_a_value_is_followed_through_a_package_as_the_readme_shows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(PACKAGE)
    shown = re.search(r"```text\n(app/llm.py:12:16 .*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert shown

    code, out, err = explained(capsys, "app")

    assert out.partition("\n\n")[0] + "\n" == shown[1]
    assert (code, err) == (1, "")


def test_every_place_can_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands behind `path:line:column` begins there, and the line of `path:line` exists."""
    write(PACKAGE)
    _, out, _ = explained(capsys, "app")
    places = re.findall(r"^(?: +(?:<- )?)?([\w/.]+\.py):(\d+)(?::(\d+))? (\S+)", out, re.MULTILINE)

    assert len(places) == 10
    for path, line, column, word in places:
        text = Path(path).read_text("utf-8").splitlines()[int(line) - 1]
        assert text[int(column or 1) - 1 :].startswith(word) if column else word[:5] in text


@pytest.mark.parametrize(
    ("code", "block"),
    [
        pytest.param(
            _ZAI + "client = ZaiClient()\nclient.chat.completions.create(\n"
            '    model="glm-4.6",\n    stream=True,  # as they come\n    tools=[{"type": 1}],\n'
            '    extra_body={"top_p": 0.9},\n)\n',
            "app.py:4:1 client.chat.completions.create\n" + _CLIENT + '  model: "glm-4.6"\n'
            '       app.py:5:5 model="glm-4.6"\n'
            '  top_p: 0.9, in extra_body\n       app.py:8:17 "top_p": 0.9\n'
            "  stream: True\n       app.py:6:5 stream=True\n"
            '  tools: [{"type": 1}]\n       app.py:7:5 tools=[{"type": 1}]\n'
            "  temperature, thinking: not sent\n",
            id="literals need no step, and absent values are one line",
        ),
        pytest.param(
            _ZAI + "client = ZaiClient()\nbody = {'model': 'glm-4.6'}\nif body:\n"
            "    body['top_p'] = 0.9\nclient.chat.completions.create(**body)\n",
            "app.py:7:1 client.chat.completions.create\n"
            + _CLIENT
            + "  model: 'glm-4.6', by **spread\n"
            "       app.py:4 body\n    <- app.py:4:9 'model': 'glm-4.6'\n"
            "  top_p: 0.9, by **spread, on some paths only\n"
            "       app.py:4 body\n    <- app.py:6:5 body['top_p'] = 0.9\n"
            "  temperature, stream, tools, thinking: not sent\n",
            id="an entry of a dict says on which paths it is there",
        ),
        pytest.param(
            _ZAI + "client = ZaiClient()\nold = 'glm-4.6'\nbody = {'model': old}\n"
            "client.chat.completions.create(**body)\n",
            "app.py:6:1 client.chat.completions.create\n"
            + _CLIENT
            + "  model: 'glm-4.6', by **spread\n"
            "       app.py:5 body\n    <- app.py:5:9 'model': old\n    <- app.py:4 old\n"
            "    <- app.py:4:7 'glm-4.6'\n  " + _NOT_SENT,
            id="the entry of a dict stands between the dict and its value",
        ),
        pytest.param(
            _ZAI + "client = ZaiClient()\nclient.chat.completions.create(model=load())\n",
            "app.py:4:1 client.chat.completions.create\n" + _CLIENT + "  model: not seen\n"
            "       app.py:4:32 model=load()\n"
            "    not seen: `load()` is computed at run time\n  " + _NOT_SENT,
            id="a model that is not seen has a reason",
        ),
        pytest.param(
            _OPENAI + 'client = OpenAI(api_key="sk-0123456789abcdefghij", base_url=URL)\n'
            'a = "glm-4.6" if client else "glm-4.7"\nclient.chat.completions.create(model=a)\n',
            "app.py:6:1 client.chat.completions.create\n"
            "  client: openai at https://api.z.ai/api/paas/v4\n"
            "       app.py:4 client\n    <- app.py:4 OpenAI(…)\n    <- app.py:4 base_url\n"
            '    <- app.py:3 URL\n  model: "glm-4.6" or "glm-4.7"\n'
            '       app.py:6:32 model=a\n    <- app.py:5 a\n    <- app.py:5:5 "glm-4.6"\n'
            '       app.py:6:32 model=a\n    <- app.py:5 a\n    <- app.py:5:30 "glm-4.7"\n  '
            + _NOT_SENT,
            id="an address is followed like a value, and no key is shown",
        ),
        pytest.param(
            'def ask(client):\n    client.chat.completions.create(model="glm-4.6")\n',
            "app.py:2:5 client.chat.completions.create in ask\n"
            "  client: of an unknown library\n    not seen: what client `client` is\n"
            '  model: "glm-4.6"\n       app.py:2:36 model="glm-4.6"\n  ' + _NOT_SENT,
            id="a client that is not seen",
        ),
        pytest.param(
            "import requests\n\nrequests.post(\n    'https://api.z.ai/api/paas/v4/chat/completions',\n"
            "    json={'model': 'glm-4.6', 'messages': []},\n)\n",
            "app.py:3:1 requests.post\n"
            "  client: a raw request at https://api.z.ai/api/paas/v4/chat/completions\n"
            "  model: 'glm-4.6', in the body\n       app.py:5:11 'model': 'glm-4.6'\n  "
            + _NOT_SENT,
            id="a request by hand",
        ),
        pytest.param(
            "from langchain_community.chat_models import ChatZhipuAI\n\nChatZhipuAI()\n",
            "app.py:3:1 ChatZhipuAI\n"
            "  client: LangChain ChatZhipuAI at https://open.bigmodel.cn/api/paas/v4/chat/completions\n"
            "  model: glm-4, which the client sends where none is passed\n"
            "  temperature: 0.95, which the client sends where none is passed\n"
            "  top_p, stream, tools, thinking: not sent\n",
            id="a framework's own model",
        ),
        pytest.param(
            "from openai import OpenAI  # not glm-4.5\n\n"
            'OpenAI().chat.completions.create(model="gpt-4o")\n',
            "No calls of GLM models, and none that could be one.\n",
            id="another vendor's call is not explained",
        ),
    ],
)
def test_what_is_said_of_a_call(capsys: pytest.CaptureFixture[str], code: str, block: str) -> None:
    write({"app.py": code})

    assert explained(capsys, "app.py", "--quiet")[1] == block + "\n"


def test_standard_input_is_explained_as_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = b'from zai import ZaiClient\nZaiClient().chat.completions.create(model="glm-4.6")\n'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(code)))

    assert explained(capsys, "-")[1].startswith("-:2:1 ZaiClient().chat.completions.create\n")


@pytest.mark.parametrize(
    "flags", [("--diff",), ("--statistics",), ("--output-format", "json")], ids=lambda f: f[0]
)
def test_flags_that_ask_for_other_output(
    capsys: pytest.CaptureFixture[str], flags: tuple[str, ...]
) -> None:
    assert explained(capsys, *flags) == (
        2,
        "",
        f"Error: --explain-resolution can't be combined with {flags[0]}\n",
    )


# ---- the records that are printed


def explained_values(arguments: str, *, readable: bool = True) -> dict[str, Resolution]:
    call = ask(arguments)
    found = resolutions(call, lambda path: call.source if readable else None)
    return {one.name: one for one in found}


def test_the_client_comes_first_and_then_the_values_in_a_fixed_order() -> None:
    found = explained_values("thinking={'type': 'disabled'}, top_p=0.9, model='glm-4.5'")

    assert list(found) == ["client", "model", "top_p", "thinking", "temperature, stream, tools"]
    assert found["temperature, stream, tools"] == Resolution(
        "temperature, stream, tools", "not sent"
    )


def test_what_a_spread_may_hold_is_not_called_absent() -> None:
    rest = explained_values("model='glm-4.5', **options")[", ".join(NAMES[1:])]

    assert rest.state == "not seen in the call"
    assert rest.unseen[0].startswith("`**options`")


def test_a_file_that_is_gone_leaves_the_value_and_says_so() -> None:
    model = explained_values("model='glm-4.5'", readable=False)["model"]

    assert model.state == "'glm-4.5'"
    assert model.ways == ((Step(Path("example.py"), 1, 0, "(can't be read any more)"),),)


def test_a_long_value_is_cut_to_one_line() -> None:
    state = explained_values(f"model='glm-4.5', tools=[{'1, ' * 60}]")["tools"].state

    assert len(state) == 72
    assert state.endswith(", …]")
