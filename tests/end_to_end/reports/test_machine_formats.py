"""What other programs read: valid by their schemas, true to the findings, safe to copy."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats import render
from glm_migrate.text import edits
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.examples import examples
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
)

SCHEMAS = Path(__file__).parents[2] / "report/schemas"


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def data(name: str, reports: Any = ALL) -> Any:
    return json.loads(render(name, reports, CONTEXT))


@pytest.mark.parametrize("reports", [ALL, ()], ids=["findings", "no findings"])
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("json", "check.json"),
        ("gitlab", "gitlab-code-quality.json"),
        ("rdjson", "rdjson.json"),
        ("sarif", "sarif-2.1.0-rtm.5.json"),
    ],
)
def test_output_fits_its_schema(name: str, file: str, reports: Any) -> None:
    validator = Draft4Validator if "sarif" in file else Draft202012Validator
    validator.check_schema(schema(file))

    assert list(validator(schema(file)).iter_errors(data(name, reports))) == []


def test_schemas_refuse_what_they_do_not_know() -> None:
    for file, broken in (
        ("check.json", [{"code": "GLM101"}]),
        ("gitlab-code-quality.json", [{"description": "x"}]),
        ("rdjson.json", {"diagnostics": []}),
    ):
        assert not Draft202012Validator(schema(file)).is_valid(broken)


@pytest.mark.parametrize("reports", [ALL, ()], ids=["findings", "no findings"])
def test_junit_fits_jenkins_schema(reports: Any) -> None:
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(render("junit", reports, CONTEXT))


def test_statistics_as_json() -> None:
    context = replace(CONTEXT, statistics=True)

    for name in ("json", "sarif", "github"):
        assert json.loads(render(name, ALL, context))[0] == {
            "code": "GLM101",
            "name": "outdated-model-id",
            "count": 3,
            "fixable": True,
            "fixable_count": 2,
            "unsafe_count": 1,
        }


@examples()
@given(
    st.text(st.sampled_from("ab\n\r中\u0301🙂\t"), max_size=30),
    st.lists(st.integers(0, 30), min_size=2, max_size=6, unique=True).filter(
        lambda cuts: len(cuts) % 2 == 0
    ),
    st.text("xé\n", max_size=3),
)
def test_edits_of_every_format_make_the_same_text(text: str, cuts: list[int], new: str) -> None:
    code = Source.decode(Path("a.py"), text.encode())
    offsets = [len(text[:cut].encode()) for cut in sorted(cuts)]
    spans = [Span(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=True)]
    if any(a.touches(b) for a, b in pairwise(spans)):
        return
    fix = Fix("Change", tuple(Edit(one, new) for one in spans))
    expected = edits.apply(code.utf8, [fix]).decode()
    reports = [FileReport(code.path, code, (finding("a.py", spans[0], fix=fix),))]

    assert _applied_json(text, data("json", reports)[0]["fix"]["edits"]) == expected
    assert _applied_sarif(text, data("sarif", reports)["runs"][0]["results"][0]) == expected
    assert _applied_rdjson(text, data("rdjson", reports)["diagnostics"][0]) == expected


def _index(text: str, row: int, column: int) -> int:
    """The index of row and column (from 1, in characters) by another way than `Source`."""
    starts, at = [0], 0
    while at < len(text):
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if text[at - 1] in "\r\n":
            starts.append(at)
    return starts[row - 1] + column - 1


def _applied_json(text: str, changes: Any) -> str:
    for one in reversed(changes):
        start = _index(text, one["location"]["row"], one["location"]["column"])
        end = _index(text, one["end_location"]["row"], one["end_location"]["column"])
        text = text[:start] + one["content"] + text[end:]
    return text


def _applied_sarif(text: str, result: Any) -> str:
    for one in reversed(result["fixes"][0]["artifactChanges"][0]["replacements"]):
        region = one["deletedRegion"]
        start = _index(text, region["startLine"], region["startColumn"])
        end = _index(text, region["endLine"], region["endColumn"])
        inserted: str = one["insertedContent"]["text"]
        text = text[:start] + inserted + text[end:]
    return text


def _applied_rdjson(text: str, diagnostic: Any) -> str:
    (suggestion,) = diagnostic["suggestions"]
    start, end = (
        len(text[: _index(text, place["line"], 1)].encode()) + place["column"] - 1
        for place in (suggestion["range"]["start"], suggestion["range"]["end"])
    )
    raw, inserted = text.encode(), str(suggestion["text"])
    return (raw[:start] + inserted.encode() + raw[end:]).decode()
