"""No behaviour depends on the wording of a message: all that is decided stays with other words."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import glm_migrate
from glm_migrate.cli import baseline_session
from glm_migrate.cli.options import Options
from glm_migrate.cli.report_session import report
from glm_migrate.cli.session import Session
from glm_migrate.model.findings import Finding
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.project import git
from glm_migrate.rules.rule import Rule
from glm_migrate.suppression import baseline, decisions

PROGRAM = b"""\
import json

from openai import OpenAI
from zai import ZaiClient

client = ZaiClient()
KNOWN = ["glm-4.5", "glm-4.5-air", "glm-4-plus"]


def ask(model):
    for chunk in client.chat.completions.create(
        model="glm-4-plus", messages=[], stream=True, tools=TOOLS, temperature=0.2, top_p=0.5
    ):
        print(chunk.choices[0].delta.content)
        for call in chunk.choices[0].delta.tool_calls:
            json.loads(call.function.arguments)
    client.chat.completions.create(model="glm-4-plus", messages=[])
    client.chat.completions.create(model="glm-4-long", messages=[])
    client.chat.completions.create(model=model, messages=[], max_tokens=10**9)
    client.chat.completions.create(model="glm-4.6", messages=[], thinking=True)  # glm-migrate: nope
    return OpenAI(base_url="https://api.z.ai/api/paas/v4").chat.completions.create(
        model="glm-4.5-x", messages=[], tool_stream=True
    )
"""
Captured = pytest.CaptureFixture[str]
Say = Callable[[], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)
    return tmp_path


@pytest.fixture
def say_nothing(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Replace every sentence about the user's code by one and the same word."""

    def patch() -> None:
        original = Rule.finding

        def finding(*args: Any, **fields: Any) -> Finding:
            made = original(*args, **fields)
            fix = replace(made.fix, title="said") if made.fix else None
            advice = "said" if made.advice else ""
            return replace(made, message="said", summary="", fix=fix, advice=advice)

        monkeypatch.setattr(Rule, "finding", finding)
        monkeypatch.setattr(Unresolved, "__str__", lambda _: "unresolved")

    return patch


def options(*paths: str, **flags: Any) -> Options:
    return Options.of(paths, (), **{"isolated": True, "jobs": 1, "allow_no_vcs": True, **flags})


def decided(folder: Path, capsys: Captured) -> dict[str, Any]:
    """All that the commands decide about a fresh copy of the program, without its words."""
    for old in folder.iterdir():
        old.unlink()
    app = folder / "app.py"
    app.write_bytes(PROGRAM)
    capsys.readouterr()
    found = {"check": _check(capsys), "report": _report(capsys), "baseline": _baseline(folder)}
    (folder / baseline.FILE).unlink()
    asked, again = _asked(folder), _asked(folder)
    capsys.readouterr()
    return {**found, "fixed": app.read_bytes(), "asked": asked, "again": len(again)}


def _asked(folder: Path) -> list[decisions.Decision]:
    """What a fix leaves to the user."""
    Session(options(unsafe_fixes=True)).fix()
    path = folder / decisions.FILE
    kept = decisions.read(path, path.read_bytes())
    return [replace(one, message="", advice="") for one in kept]


def _check(capsys: Captured) -> list[dict[str, Any]]:
    Session(options(output_format="json")).check()
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return [_without_words(one) for one in found]


def _without_words(record: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in record.items() if name not in ("message", "advice")}
    fix = kept["fix"] and {k: v for k, v in kept["fix"].items() if k != "message"}
    return {**kept, "fix": fix}


def _report(capsys: Captured) -> list[tuple[str, str]]:
    report(options(), style="json")
    items = json.loads(capsys.readouterr().out)["items"]
    return [(one["key"], one["state"]) for one in items]


def _baseline(folder: Path) -> list[baseline.BaselineEntry]:
    baseline_session.write(options(), "later", None)
    path = folder / baseline.FILE
    return [replace(one, message="") for one in baseline.read(path, path.read_bytes())]


def test_other_words_change_no_decision(folder: Path, capsys: Captured, say_nothing: Say) -> None:
    usual = decided(folder, capsys)
    say_nothing()

    assert decided(folder, capsys) == usual
    assert len({one["fingerprint"] for one in usual["check"]}) == len(usual["check"]) > 10
    assert len(usual["asked"]) == usual["again"] > 2


_ALLOWED = [
    # The fingerprint that was made of the message stays in SARIF, for files that hold it.
    "report/finding_records.py: by_message.next_of(path, finding.code, finding.message)",
    # A gateway's name is data.
    "rules/glm104_target_not_served.py: (found.title, found.lacks(target))",
]
_WORDS = frozenset({"message", "advice", "sentence", "title"})
_JOINED = frozenset({"join", "filter"})  # make a text of their arguments
_DECIDING = frozenset(
    "split rsplit partition rpartition startswith endswith find index removeprefix removesuffix "
    "match search fullmatch findall setdefault add encode get sha256 hash fingerprint "
    "next_of".split()
)


def deciding(node: ast.AST) -> Iterator[ast.AST]:
    """The expressions that decide by a text for people: compare, hash, split, look up by it."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if name in _JOINED:
            return
        operands = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        if name in _DECIDING and any(map(_is_text, (*operands, *node.args))):
            yield node
    elif _is_decided_by_text(node):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from deciding(child)


def _is_decided_by_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return any(map(_is_text, (node.left, *node.comparators)))
    if isinstance(node, (ast.Tuple, ast.Set)):
        return any(map(_is_text, node.elts))
    return isinstance(node, ast.Subscript) and _is_text(node.slice)


def _is_text(node: ast.AST) -> bool:
    while isinstance(node, ast.Call) and len(node.args) == 1:  # `clean(finding.message)`
        node = node.args[0]
    if isinstance(node, ast.BoolOp):
        return any(map(_is_text, node.values))
    return isinstance(node, ast.Attribute) and node.attr in _WORDS


def test_no_code_decides_by_a_text_for_people() -> None:
    package = Path(glm_migrate.__file__).parent
    found = [
        f"{path.relative_to(package).as_posix()}: {ast.unparse(node)}"
        for path in sorted(package.rglob("*.py"))
        for node in deciding(ast.parse(path.read_bytes()))
    ]

    assert found == _ALLOWED


@pytest.mark.parametrize(
    "code",
    [
        "known = {(one.code, one.message) for one in found}",
        "key = one.key or one.message, one.code",
        "if one.message == other.message: pass",
        "groups.setdefault(one.message, []).append(one)",
        "IN_BRACKETS.search(clean(finding.message))",
        "groups[one.advice].append(one)",
        "sha256(one.message.encode())",
    ],
)
def test_what_decides_by_a_text_is_recognised(code: str) -> None:
    assert list(deciding(ast.parse(code)))


def test_what_only_prints_a_text_is_left_alone() -> None:
    assert not list(deciding(ast.parse('print("; ".join((one.message, one.advice)))')))
