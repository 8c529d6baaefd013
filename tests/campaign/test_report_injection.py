"""Names and code of a hostile repository stay text in the reports that a browser shows."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from glm_migrate.cli import main
from tests.campaign.conftest import Note

NAMES = (
    "a|b<img src=x onerror=alert(1)>[c](javascript:x).py",
    "javascript:alert(1).py",
    '"><script>alert(1)<!--.py',
    "`x` **b** ![i](http:e) & &lt;.py",
)
CODE = b"""\
from zai import ZaiClient

V = "glm-4.5</td><script>alert(1)</script>|`x`"


def ask(x="<img src=x onerror=alert(1)>"):
    ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=1, top_p=x)
"""

_MARKDOWN = MarkdownIt("commonmark").enable("table")  # what is in a fence is text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")


class _Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        link = (given.get("href") or "").strip().lower()
        if tag in ("script", "img", "iframe", "object", "embed"):
            self.acting.append(tag)
        if any(name.startswith("on") for name in given) or link.startswith("javascript:"):
            self.acting.append(f"{tag} {attrs}")


@pytest.mark.parametrize("style", ["html", "markdown"])
def test_nothing_in_a_report_acts(
    style: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    note: Note,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        Path(name).write_bytes(CODE)
    assert main.run(["report", "--format", style, "--jobs=1", "."]) == 0
    page = _Page()
    text = capsys.readouterr().out
    page.feed(text if style == "html" else _MARKDOWN.render(text))
    note(f"names and code in {style}", len(NAMES), len(page.acting))

    assert page.acting == []
    assert style == "html" or "](javascript:" not in text
    assert "alert(1)" in text


COMMANDS = ("::set-output name=x::y.py", "::stop-commands::x.py", "##vso[task.setvariable v=a]b.py")


@pytest.mark.parametrize(
    "style", ["short", "concise", "full", "grouped", "pylint", "github", "azure", "text"]
)
def test_no_file_name_is_a_command_of_a_hosted_runner(
    style: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in COMMANDS:
        Path(name).write_bytes(CODE)
    options = ["--show-files"] if style == "text" else [f"--output-format={style}"]
    main.run(["check", "--no-cache", "--exit-zero", *options, "."])
    ours = ("::error ", "::warning ", "::notice ", "##vso[task.logissue ", "##vso[task.complete ")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]

    assert any("set-output" in line for line in lines)
    assert [
        one
        for one in lines
        if one.startswith("::") or "##vso[" in one or "##[" in one
        if not one.startswith(ours)
    ] == []
