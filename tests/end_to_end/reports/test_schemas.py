"""Every machine format of a real, odd run is valid by its schema, and says the same.

Odd names, text beyond the first plane, silenced findings, files that can't be read or parsed, and
a defect of ours.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree import ElementTree

import pytest
import xmlschema
from jsonschema import Draft4Validator, Draft202012Validator

from glm_migrate.cli.main import run as command
from glm_migrate.runner import task
from glm_migrate.text.source import Source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed")

SCHEMAS = Path(__file__).parents[2] / "report/schemas"
ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = 'client.chat.completions.create(model="{}", messages=[]{})'
SILENT = "  # glm-migrate: ignore[GLM101] -- by contract 📜"
FILES = {
    "plain.py": ZAI + ASK.format("glm-4.5", ", temperature=0.2, top_p=0.9") + "\n",
    "a b%23?#&<.py": ZAI + ASK.format("glm-4-flash", ", user='📜𝒻' or z") + "\n",
    "模型📜.py": ZAI + f"def 𝒻(**o): return 1, '📜', {ASK.format('glm-4.5', ', **o')}\n",
    "new\nline\x1b[31m.py": ZAI + ASK.format("glm-4-plus", "") + "\n",
    "silent.py": ZAI + ASK.format("glm-4.5", "") + SILENT + "\n",
    "ignored.py": ZAI + ASK.format("glm-4.5", "") + "\n",
    "broken.py": "glm = 'glm-4.5'\ndef (\n",
    "odd.py": ZAI + "options = {'📜\ufffe\uffff': 1}\n" + ASK.format("glm-4.5", ", **options[z]"),
    "crash.py": ZAI + "# a defect of ours is met here\n",
}
BYTES = {
    "no-text.py": b"glm = 'glm-4.5'  # \xff\n",
    os.fsdecode(b"a\xff.py"): ZAI.encode() + ASK.format("glm-4.5", "").encode(),
}
EVERY = {*FILES, *BYTES} - {"silent.py", "ignored.py"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    for name, data in {**{k: v.encode() for k, v in FILES.items()}, **BYTES}.items():
        try:
            (folder / name).write_bytes(data)
        except OSError:
            pytest.skip("this file system takes no such name")
    settings = '[per-file-ignores]\n"ignored.py" = ["GLM101"]\n'
    (folder / "glm-migrate.toml").write_text(settings, encoding="utf-8")
    return folder


@pytest.fixture
def output(project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `check` writes to a file in a format."""
    monkeypatch.chdir(project)
    handle = task.handle

    def stumble(files: Any, *rest: Any) -> Any:
        if any(path.name == "crash.py" for path, _ in files):
            raise ZeroDivisionError("📜")
        return handle(files, *rest)

    monkeypatch.setattr(task, "handle", stumble)

    def write(name: str) -> str:
        out = project / "out"
        assert command(["check", ".", "-j1", "--output-format", name, "-o", str(out)]) == 2
        text = out.read_text(encoding="utf-8")
        out.unlink()
        return text

    return write


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def named(path: str) -> str:
    """The name of a file as the project has it."""
    return path.rpartition("/")[2]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("json", "check.json"),
        ("gitlab", "gitlab-code-quality.json"),
        ("rdjson", "rdjson.json"),
        ("sarif", "sarif-2.1.0-rtm.5.json"),
    ],
)
def test_json_of_an_odd_run_fits_its_schema(output: Any, name: str, file: str) -> None:
    validator = Draft4Validator if name == "sarif" else Draft202012Validator
    errors = list(validator(schema(file)).iter_errors(json.loads(output(name))))

    assert errors == []


def test_each_line_of_json_lines_fits_the_schema_of_a_record(output: Any) -> None:
    lines = output("json-lines").splitlines()

    validator = Draft202012Validator(schema("check.json"))
    assert list(validator.iter_errors([json.loads(line) for line in lines])) == []


def test_junit_of_an_odd_run_fits_jenkins_schema(output: Any) -> None:
    text = output("junit")

    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(text)
    assert len(ElementTree.fromstring(text)) == len(EVERY)


def test_every_format_has_every_file_that_was_not_settled(output: Any) -> None:
    data = {name: json.loads(output(name)) for name in ("json", "gitlab", "rdjson", "sarif")}
    sarif = data["sarif"]["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in sarif]
    kept = [place for place, one in zip(places, sarif, strict=True) if "suppressions" not in one]

    assert {named(one["filename"]) for one in data["json"]} == EVERY
    assert {named(one["location"]["path"]) for one in data["gitlab"]} == EVERY
    assert {named(one["location"]["path"]) for one in data["rdjson"]["diagnostics"]} == EVERY
    uris = [urlsplit(place) for place in kept]
    assert not any(uri.scheme or uri.query or uri.fragment for uri in uris)
    assert {named(os.fsdecode(unquote_to_bytes(uri.path))) for uri in uris} == EVERY


def test_what_is_silenced_is_in_sarif_alone(output: Any) -> None:
    silenced = [
        (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], one["suppressions"])
        for one in json.loads(output("sarif"))["runs"][0]["results"]
        if "suppressions" in one
    ]

    assert silenced == [
        ("ignored.py", [{"kind": "external", "justification": "per-file-ignores: ignored.py"}]),
        ("silent.py", [{"kind": "inSource", "justification": "by contract 📜"}]),
    ]
    assert all("silent.py" not in output(name) for name in ("json", "gitlab", "rdjson", "junit"))


def test_places_count_as_each_format_wants(output: Any) -> None:
    """Characters in JSON, GitLab and SARIF; bytes in rdjson; never UTF-16 units."""
    name = "模型📜.py"
    line = Source.decode(Path(name), FILES[name].encode()).line(4)
    column = line.index('"glm-4.5"') + 1
    (record,) = [
        one
        for one in json.loads(output("json"))
        if named(one["filename"]) == name and one["code"] == "GLM101"
    ]
    (issue,) = [
        one
        for one in json.loads(output("gitlab"))
        if named(one["location"]["path"]) == name and one["check_name"] == "GLM101"
    ]
    (diagnostic,) = [
        one
        for one in json.loads(output("rdjson"))["diagnostics"]
        if named(one["location"]["path"]) == name and one["code"]["value"] == "GLM101"
    ]

    assert record["location"] == {"row": 4, "column": column}
    assert issue["location"]["positions"]["begin"] == {"line": 4, "column": column}
    assert diagnostic["location"]["range"]["start"] == {
        "line": 4,
        "column": len(line[: column - 1].encode()) + 1,
    }


@pytest.mark.parametrize("name", ["github", "pylint", "azure"])
def test_a_line_format_has_one_line_a_finding(output: Any, name: str) -> None:
    lines = output(name).splitlines()
    found = json.loads(output("json"))

    assert len(lines) == min(len(found), 30)
    assert not any("\x1b" in line for line in lines if name == "pylint")
