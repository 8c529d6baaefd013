"""Notebooks on the command line: where findings are, what is shown, what is written."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.cli.test_cli import CLEAN, FOUND, Cli, cli, standard_input
from tests.text.notebook import made

__all__ = ["cli"]

SETUP = made.code("from zai import ZaiClient", "client = ZaiClient()")
PROSE = made.prose("## 用法")
ASK = made.code(
    "r = client.chat.completions.create(", "    model='glm-4.5', messages=[], temperature=1,", ")"
)
DATA = made.file(SETUP, PROSE, ASK)
ROW = DATA[: DATA.index(b"model='glm-4.5'")].count(b"\n") + 1
COLUMN = 6 + len('"    model=') - 1


@pytest.fixture(autouse=True)
def notebook(cli: Cli) -> Path:
    Path("a.ipynb").write_bytes(DATA)
    return Path("a.ipynb")


def found(cli: Cli, style: str) -> str:
    run = cli("check", "a.ipynb", "--output-format", style, "--select", "GLM101")
    assert run.code == FOUND, run.err
    return run.out


def test_people_read_cell_and_line(cli: Cli) -> None:
    place = "a.ipynb:cell 3:2:11"

    assert found(cli, "concise").startswith(f"{place}: GLM101 [*] ")
    assert f" --> {place}\n" in found(cli, "full")
    assert "cell 3, line 2, col 11" in found(cli, "junit")
    assert f"::{place}: GLM101" in found(cli, "github")


def test_json_has_the_cell_as_ruff_has_it(cli: Cli) -> None:
    (record,) = json.loads(found(cli, "json"))

    assert record["cell"] == 3
    assert record["location"] == {"row": 2, "column": 11}
    assert record["end_location"] == {"row": 2, "column": 20}
    (edit,) = record["fix"]["edits"]
    assert (edit["cell"], edit["location"]) == (3, {"row": 2, "column": 11})


def physical(style: str, text: str) -> tuple[int, int]:
    """Line and column of the only finding, as the format has them."""
    data: Any = json.loads(text) if style in ("gitlab", "sarif", "rdjson") else None
    if style == "gitlab":
        begin = data[0]["location"]["positions"]["begin"]
        return begin["line"], begin["column"]
    if style == "sarif":
        region = data["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
        return region["startLine"], region["startColumn"]
    if style == "rdjson":
        start = data["diagnostics"][0]["location"]["range"]["start"]
        return start["line"], start["column"]
    words = text.replace("line=", "linenumber=").replace("col=", "columnnumber=")
    words = words.replace(",", ";").split("::a")[0]
    fields = dict(word.split("=", 1) for word in words.split(";") if "=" in word)
    return int(fields["linenumber"]), int(fields["columnnumber"])


@pytest.mark.parametrize("style", ["github", "gitlab", "sarif", "rdjson", "azure"])
def test_other_programs_read_the_line_of_the_file(cli: Cli, style: str) -> None:
    assert physical(style, found(cli, style)) == (ROW, COLUMN)


def test_the_edits_of_sarif_are_those_of_the_file(cli: Cli) -> None:
    (result,) = json.loads(found(cli, "sarif"))["runs"][0]["results"]
    (edit,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    lines = DATA.decode().splitlines(keepends=True)
    region = edit["deletedRegion"]
    line = lines[region["startLine"] - 1]
    lines[region["startLine"] - 1] = (
        line[: region["startColumn"] - 1]
        + edit["insertedContent"]["text"]
        + line[region["endColumn"] - 1 :]
    )

    assert region["startLine"] == region["endLine"]
    assert "".join(lines).encode() == DATA.replace(b"glm-4.5", b"glm-4.6")


def test_a_diff_shows_cells(cli: Cli) -> None:
    run = cli("fix", "a.ipynb", "--diff")

    assert run.code == FOUND
    assert "--- a.ipynb:cell 3" in run.out
    assert "\n-    model='glm-4.5', messages=[], temperature=1,\n" in run.out
    assert Path("a.ipynb").read_bytes() == DATA


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize("end", [b"\n", b""], ids=["a line end", "none"])
def test_a_patch_is_what_git_applies(cli: Cli, end: bytes) -> None:
    Path("a.ipynb").write_bytes(DATA.rstrip(b"\n") + end)
    patch = cli("fix", "a.ipynb", "--patch").out
    subprocess.run(
        ["git", "apply", "-p0", "-"],
        input=patch.encode(),
        check=True,
        env={"PATH": "/bin:/usr/bin"},
    )
    patched = Path("a.ipynb").read_bytes()
    Path("a.ipynb").write_bytes(DATA.rstrip(b"\n") + end)

    assert cli("fix", "a.ipynb").code == CLEAN
    assert Path("a.ipynb").read_bytes() == patched != DATA


def test_a_project_is_searched_for_notebooks_without_their_checkpoints(cli: Cli) -> None:
    copies = Path(".ipynb_checkpoints")
    copies.mkdir()
    (copies / "a-checkpoint.ipynb").write_bytes(DATA)
    run = cli("fix", ".")

    assert run.out.count("GLM101") == 1
    assert Path("a.ipynb").read_bytes() == DATA.replace(b"glm-4.5", b"glm-4.6")
    assert (copies / "a-checkpoint.ipynb").read_bytes() == DATA


def test_a_value_of_a_module_is_followed_from_a_notebook(cli: Cli) -> None:
    Path("settings.py").write_text("MODEL = 'glm-4.5'\n")
    ask = made.code("from settings import MODEL", "x = 1")
    call = made.code("client.chat.completions.create(model=MODEL, messages=[], temperature=1)")
    Path("a.ipynb").write_bytes(made.file(SETUP, ask, call))

    assert cli("fix", ".").code == CLEAN
    assert Path("settings.py").read_text() == "MODEL = 'glm-4.6'\n"


def test_findings_of_a_notebook_are_ignored_by_its_name(cli: Cli) -> None:
    setting = '"*.ipynb" = ["GLM101"]'
    Path("glm-migrate.toml").write_text(f"[per-file-ignores]\n{setting}\n")

    assert "GLM101" not in cli("check", ".").out
    assert cli("fix", ".", "--isolated", "--per-file-ignores", "b.ipynb:GLM101").code == CLEAN


def test_standard_input_may_be_a_notebook(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, DATA)
    run = cli("fix", "-", "--stdin-filename", "a.ipynb")

    assert run.out.encode() == DATA.replace(b"glm-4.5", b"glm-4.6")


def test_a_notebook_of_fifty_megabytes_is_no_large_file(cli: Cli) -> None:
    image = {"output_type": "display_data", "data": {"image/png": "iVBO" * (12 << 20)}}
    big = made.file(SETUP, {**ASK, "outputs": [image]})
    Path("a.ipynb").write_bytes(big)

    assert cli("fix", "a.ipynb").code == CLEAN
    assert Path("a.ipynb").read_bytes() == big.replace(b"glm-4.5", b"glm-4.6")


def test_a_broken_notebook_is_one_finding(cli: Cli) -> None:
    Path("a.ipynb").write_bytes(DATA[:-40])
    run = cli("check", ".", "--output-format", "concise")

    assert run.code == FOUND
    assert run.out.count("GLM901") == 1


def test_junit_is_xml(cli: Cli) -> None:
    assert ElementTree.fromstring(found(cli, "junit")).get("failures") == "1"


def test_secrets_of_cells_are_masked_wherever_people_read(cli: Cli, notebook: Path) -> None:
    secret = "tpsgmhzzw-hunter"
    key = made.code(f"API_KEY = '{secret}'", "client = ZaiClient(api_key=API_KEY)")
    ask = made.code(
        "r = client.chat.completions.create(",
        f"    model='glm-4.5', extra_headers={{'Authorization': '{secret}'}}, messages=[],",
        ")",
    )
    notebook.write_bytes(made.file(made.code("from zai import ZaiClient"), key, ask))

    for style in ("full", "sarif", "json", "github", "rdjson"):
        assert secret not in found(cli, style), style
    assert "*" * len(secret) in found(cli, "full")


def test_a_notebook_behind_a_link_that_leads_out_is_refused(cli: Cli, tmp_path: Path) -> None:
    Path("books").mkdir()
    outside = tmp_path.parent / f"{tmp_path.name}-outside.ipynb"
    outside.write_bytes(DATA)
    Path("books/b.ipynb").symlink_to(outside)

    run = cli("check", "books")

    assert "outside the directories searched" in run.out + run.err
    assert "glm-4.5" not in run.out


def test_a_notebook_with_commands_hands_an_id_from_one_module_to_another(cli: Cli) -> None:
    Path("pyproject.toml").write_text("", encoding="utf-8")
    Path("a.ipynb").unlink()
    Path("names.py").write_text('MODEL = "glm-4.5"\n', encoding="utf-8")
    Path("asking.py").write_text(
        "from zai import ZaiClient\n\n\n"
        "def ask(model):\n"
        "    return ZaiClient().chat.completions.create(model=model, messages=[])\n",
        encoding="utf-8",
    )
    use = made.code("from names import MODEL", "from asking import ask", "ask(MODEL)")
    Path("b.ipynb").write_bytes(made.file(made.code("!pip install -e ."), use))

    run = cli("check", ".", "--output-format", "concise", "--select", "GLM101")

    assert run.code == FOUND
    assert "names.py:1:9: GLM101 [*] " in run.out
