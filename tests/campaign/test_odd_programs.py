"""Programs that no author means: each gets a finding or an answer, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.runner.dispatch import of_bytes
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
CALL = "client.chat.completions.create(model={}, messages=[])\n"


def of(text: str | bytes, *, fix: bool = False) -> Outcome:
    data = text if isinstance(text, bytes) else text.encode()
    return of_bytes(Path("a.py"), data, Job(Config(), fix=fix))


def codes(outcome: Outcome) -> list[str]:
    assert outcome.crash == ""
    return [finding.code for finding in outcome.report.findings]


MODELS = {
    "a dict": '{"id": "glm-4"}',
    "a list": '["glm-4.5"]',
    "a dict in a list": '[{"id": "glm-4.5"}]',
    "a dict in a dict": '{"a": {"b": ["glm-4.5", {"c": None}]}}',
    "a set": '{"glm-4.5"}',
    "bytes": 'b"glm-4.5"',
    "a dict on one path": '"glm-4.6" if client else {"id": "glm-4"}',
    "a tuple with a dict": '("glm-4.5", {"x": 1})',
    "a spread dict": '{**{"a": "glm-4.5"}}',
    "a frozen set": 'frozenset({"glm-4.5"})',
    "a slice": 'slice("glm-4.5")',
    "a generator": '("glm-4.5" for _ in ())',
    "a class that is made": 'type("glm-4.5", (), {})',
    "a number beyond all": "1e999",
    "bytes that are viewed": 'memoryview(b"glm-4.5")',
    "an operator that texts lack": '"glm-4.5" @ 1',
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("fix", [False, True], ids=["check", "fix"])
def test_a_model_that_is_no_string(model: str, fix: bool) -> None:
    outcome = of(HEAD + CALL.format(model) + CALL.format('"glm-4-plus"'), fix=fix)
    messages = [finding.message for finding in outcome.report.findings]

    assert outcome.crash == ""
    assert fix or any("glm-4-plus" in message for message in messages)
    assert outcome.fixed is not None or not fix


def test_a_dict_as_model_by_name() -> None:
    text = HEAD + 'MODEL = {"model": "glm-4.5", "top_p": 0.1}\n' + CALL.format("MODEL")

    assert set(codes(of(text))) & {"GLM101", "GLM102", "GLM903"}


LITERALS = {
    "a short hexadecimal escape": r'x = "\x"',
    "a short escape in a dict": r'x = {"a": "\uXXXX"}',
    "beyond Unicode": r'x = "\U00110000"',
    "an unknown name": r'x = "\N{nope}"',
    "bytes that are not ASCII": 'x = b"é"',
    "raw bytes that are not ASCII": 'x = rb"é"',
    "the second of two strings": r'x = "a" "\u12"',
    "bytes beside text": 'x = "a" b"b"',
    "a docstring": r'class A: """doc \x"""',
    "an annotation": r'def f(a: "\x"): pass',
    "an annotation as text": r"""x: "Foo['\x']" = 1""",
    "a decorator": r'@d("\u1")' + "\ndef f(): pass",
    "the text of an f-string": r'x = f"\x {client}"',
    "the format in an f-string": r'x = f"{client:\x}"',
    "a format in a format": r'x = f"{client:{client:\x}}"',
    "a pattern": "match 1:\n    case " + r'"\x": pass',
}


@pytest.mark.parametrize("statement", LITERALS.values(), ids=LITERALS)
@pytest.mark.parametrize("fix", [False, True], ids=["check", "fix"])
def test_a_literal_that_python_refuses(statement: str, fix: bool) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        compile(statement, "a.py", "exec")
    outcome = of(f"{HEAD}{statement}\n{CALL.format(chr(34) + 'glm-4.5' + chr(34))}", fix=fix)

    assert codes(outcome) == ["GLM901"]
    assert outcome.report.findings[0].message.startswith("not valid Python: ")
    assert outcome.fixed is None


@pytest.mark.parametrize(
    "literal", [r'"\400"', r'"\N{BULLET}"', r'r"\x"', r'rf"\x"', r'"\q"', r'rf"{client:\x}"']
)
def test_a_literal_that_python_takes(literal: str) -> None:
    assert "GLM901" not in codes(of(HEAD + f"x = {literal}\n" + CALL.format('"glm-4.5"')))


BROKEN = {
    "an id": 'MODEL = "glm-4.5"\nx = 1  # glm-migrate: ignore[GLM201] -- old\nprint "python 2"\n',
    "prose": 'x = 1  # glm-migrate: ignore[GLM201] -- old\nprint "python 2, model glm-4.5"\n',
    "a comment": "# glm-4.5\nx = (  # glm-migrate: ignore[GLM201]\n",
    "a whole file": "# glm-migrate: file-ignore[GLM2]\nexec 'glm-4.5'\n",
    "a region": "# glm-migrate: disable[GLM201]\nMODEL = 'glm-4.5'\nprint 1\n",
    "a comment about comments": "x = 1  # glm-migrate: ignore[GLM910]\nprint 'glm-4.5', x\n",
    "several codes": "x = 'glm-4.5'  # glm-migrate: ignore[GLM201, GLM101]\nraise E, 'x'\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("fix", [False, True], ids=["check", "fix"])
def test_a_suppression_in_a_file_that_is_not_python(text: str, fix: bool) -> None:
    outcome = of(text, fix=fix)

    assert codes(outcome) == ["GLM901"]
    assert outcome.fixed is None


COOKIES = (
    "cp037",
    "cp500",
    "cp424",
    "cp1026",
    "utf-16-be",
    "utf-32",
    "punycode",
    "undefined",
    "hex",
    "rot13",
    "bz2",
    "uu",
    "quopri",
    "mbcs",
    "../../x",
    "a" * 5_000,
)


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("fix", [False, True], ids=["check", "fix"])
def test_a_cookie_that_is_not_the_truth(cookie: str, fix: bool) -> None:
    outcome = of(f"# -*- coding: {cookie} -*-\n{HEAD}{CALL.format(repr('glm-4.5'))}", fix=fix)

    assert codes(outcome) == ["GLM900"]
    assert outcome.fixed is None


@pytest.mark.parametrize("cookie", ["punycode", "idna", "utf-7", "unicode_escape", "hz", "cp037"])
def test_no_codec_takes_long(cookie: str) -> None:
    of(f"# -*- coding: {cookie} -*-\n# glm-4.5\n" + "x-\\n+a~{" * 50_000)
