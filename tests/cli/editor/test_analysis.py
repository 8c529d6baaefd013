"""What the command line says of a text that is edited, and which fixes can be made at once."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from random import Random

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics import parsed_module
from glm_migrate.cli import main
from glm_migrate.cli.editor.analysis import applied, encoded, fix_all, judge, together
from glm_migrate.cli.editor.language_server import KEPT
from glm_migrate.cli.options import Options
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

OPTIONS = Options.of((), (), isolated=False)
CLIENT = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
STREAM = f"""{CLIENT}
stream = client.chat.completions.create(model="glm-4-plus", messages=[], stream=True)
for chunk in stream:
    print(chunk.choices[0].delta.content, end="")
"""


def test_a_file_need_not_be_on_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    call = f'{CLIENT}client.chat.completions.create(model="glm-4.5", messages=[], top_p=0.5)\n'
    judgement = judge(OPTIONS, path, {path: call.encode()})

    assert [one.finding.code for one in judgement.own] == ["GLM101"]
    outcome = fix_all(OPTIONS, path, {path: call.encode()})
    assert outcome is not None
    assert outcome.fixed is not None
    assert outcome.fixed.after.text == call.replace("4.5", "4.6")
    assert not Path(path).exists()


SERVICE = {
    "pyproject.toml": "[project]\nname = 'service'\n",
    "consts.py": 'MODEL = "glm-4.5"\nFAST = "glm-4-plus"\n',
    "client.py": f"{CLIENT}\n\ndef ask(model, **more):\n"
    "    return client.chat.completions.create(model=model, messages=[], **more)\n",
    "other.py": "from client import ask\nfrom consts import MODEL\n\nask(MODEL, top_p=0.5)\n",
    "app.py": "from client import ask, client\nfrom consts import FAST\n\n\ndef f(x):\n"
    "    ask(FAST)\n"
    "    return client.chat.completions.create(model=FAST, messages=x)\n",
}
# What is typed, one text after the other: into which file, and what it has then.
TYPED = [
    ("app.py", SERVICE["app.py"] + "x = 1\n"),
    ("app.py", SERVICE["app.py"].replace("messages=x", "messages=x, temperature=1.0, top_p=0.8")),
    ("app.py", SERVICE["app.py"] + "x = (\n"),
    ("consts.py", SERVICE["consts.py"].replace("glm-4-plus", "glm-4.6")),
    ("client.py", SERVICE["client.py"].replace("**more)\n", "stream=True, tools=more)\n")),
    ("app.py", SERVICE["app.py"].replace("FAST", "MODEL")),
    ("app.py", SERVICE["app.py"]),
]


@pytest.fixture(name="service")
def fixture_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in SERVICE.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def keeping(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    for kept in KEPT:
        monkeypatch.setattr(kept, "most", most)


def test_what_is_kept_changes_no_answer(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsaved: dict[str, bytes] = {}
    path = str(service / "app.py")
    told: set[str] = set()
    for name, text in TYPED:
        unsaved[str(service / name)] = text.encode()
        keeping(monkeypatch, 1 << 20)
        found = judge(OPTIONS, path, unsaved)
        keeping(monkeypatch, 0)

        expected = judge(OPTIONS, path, unsaved)
        assert [one.finding for one in found.own] == [one.finding for one in expected.own], text
        assert [one.finding for one in found.elsewhere] == [
            one.finding for one in expected.elsewhere
        ]
        told.update(one.finding.code for one in (*expected.own, *expected.elsewhere))

    assert told >= {"GLM101", "GLM201", "GLM301", "GLM901"}


STREAMS = f"""{SERVICE["app.py"]}

class Agent:
    model = FAST

    def calls(self, tools):
        stream = client.chat.completions.create(
            model=self.model, messages=[], tools=tools, stream=True
        )
        for chunk in stream:
            for part in chunk.choices[0].delta.tool_calls or []:
                yield part.function.arguments


def g(text, model="glm-4.5"):
    # 中文
    if text:
        return ask(model)
    options = {{"model": "glm-4", "temperature": 0.1, "top_p": 0.7}}
    return client.chat.completions.create(messages=[], **options)
"""
LINES = [
    *("x = 1", "# c", "", "    # c", "else:", "if text:", "    pass", "FAST = 'glm-4-air'", "'''"),
    *("    return ask(MODEL)", "from consts import *", "@staticmethod", "ask('glm-4-flash')", ")"),
]


def typed(text: str, chance: Random) -> str:
    """`text` with one line of it changed as somebody might who writes code."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    some = chance.choice(LINES)
    new = chance.choice([[], [some], [lines[at], some], [lines[at], lines[at]], [f"{lines[at]} "]])
    return "\n".join([*lines[:at], *new, *lines[at + 1 :]])


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edit_the_answer_is_that_of_a_check_of_the_saved_files(
    seed: int,
    service: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keeping(monkeypatch, 1 << 20)
    chance = Random(seed)
    saved = {**SERVICE, "app.py": STREAMS}
    path = service / "app.py"
    for _ in range(6):
        found = judge(OPTIONS, str(path), {str(service / n): t.encode() for n, t in saved.items()})
        for name, text in saved.items():
            (service / name).write_text(text, encoding="utf-8")
        main.run(["check", "app.py", "--no-cache", "--output-format", "json"])

        told = sorted(
            (one["filename"], one["code"], one["message"], *one["location"].values())
            for one in json.loads(capsys.readouterr().out)
        )
        assert told == sorted(
            (str(one.finding.path.absolute()), one.finding.code, one.finding.message, *one.start)
            for one in (*found.own, *found.elsewhere)
        )
        name = chance.choice(["app.py", "app.py", "app.py", "consts.py", "client.py"])
        before = saved[name]
        saved[name] = typed(before, chance)
        if is_broken(saved[name]) and chance.random() < 0.7:  # mostly it is soon mended
            saved[name] = typed(before, chance)


def is_broken(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return True
    return False


def test_a_keystroke_parses_the_edited_file_alone(
    service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping(monkeypatch, 1 << 20)
    path, text = str(service / "app.py"), SERVICE["app.py"]
    judge(OPTIONS, path, {path: text.encode()})
    parsed: list[str] = []
    real = parsed_module._parse_text

    def counted(source: Source, code: str) -> cst.Module:
        parsed.append(source.path.name)
        return real(source, code)

    monkeypatch.setattr(parsed_module, "_parse_text", counted)

    assert judge(OPTIONS, path, {path: f"{text}x = 1\n".encode()}).own
    assert parsed == ["app.py"]


def test_nothing_to_fix_is_no_outcome(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")

    assert fix_all(OPTIONS, path, {path: b"x = 1\n"}) is None
    assert judge(OPTIONS, path, {path: b"x = 1\n"}).own == ()


def test_a_fix_brings_those_that_must_go_before_it(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    own = judge(OPTIONS, path, {path: STREAM.encode()}).own
    rename = next(one for one in own if one.finding.code == "GLM101")
    assert rename.finding.fix is not None
    assert rename.finding.fix.after, "else the example shows nothing"

    fixes = together(rename, own)

    assert fixes[-1] == rename.finding.fix
    assert rename.source is not None
    after = applied(rename.source, fixes)
    assert after is not None
    assert 'delta.content or ""' in after.text
    assert '"glm-4.6"' in after.text


def test_a_fix_whose_predecessors_are_not_there_is_not_offered(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    own = judge(OPTIONS, path, {path: STREAM.encode()}).own
    rename = next(one for one in own if one.finding.code == "GLM101")

    assert together(rename, (rename,)) == ()


def test_a_rewrite_that_is_no_python_is_not_offered() -> None:
    source = Source.decode(Path("a.py"), b"x = 1\n")

    assert applied(source, (Fix("Break it", (Edit(Span(4, 5), "("),)),)) is None
    assert applied(source, (Fix("Change it", (Edit(Span(4, 5), "2"),)),)) is not None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("x = 'é'\n", "x = 'é'\n".encode(), id="UTF-8"),
        pytest.param("# coding: gbk\n'的'\n", "# coding: gbk\n'的'\n".encode("gbk"), id="a cookie"),
        pytest.param("# coding: no\n'é'\n", "# coding: no\n'é'\n".encode(), id="a wrong one"),
        pytest.param("# coding: ascii\n'é'\n", "# coding: ascii\n'é'\n".encode(), id="not in it"),
    ],
)
def test_a_text_is_in_the_encoding_that_it_declares(text: str, data: bytes) -> None:
    assert encoded(text) == data
