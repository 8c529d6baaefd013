"""What other programs read: valid by their schemas, true to the findings, safe to copy."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.report.formats import render
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    llm,
    outside,
    replacement,
    source,
    span,
)
from tests.report.sample_reports import suppressed as suppressed_report
from tests.report.sample_reports import unread as unread_report

SCHEMAS = Path(__file__).parent / "schemas"


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


def test_json_record() -> None:
    record, *_ = data("json")

    assert record == {
        "code": "GLM101",
        "name": "outdated-model-id",
        "message": "`glm-4.5` is older than glm-4.6",
        "severity": "error",
        "filename": "/repo/app/llm.py",
        "cell": None,
        "location": {"row": 3, "column": 9},
        "end_location": {"row": 3, "column": 18},
        "noqa_row": 3,
        "url": "https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
        "fix": {
            "applicability": "safe",
            "message": 'Use "glm-4.6"',
            "edits": [
                {
                    "content": '"glm-4.6"',
                    "location": {"row": 3, "column": 9},
                    "end_location": {"row": 3, "column": 18},
                }
            ],
        },
        "checklist": "model-identifier",
        "required": True,
        "call": "app.llm.ask",
        "trace": [
            {"filename": "main.py", "row": 7, "name": "ask"},
            {"filename": "llm.py", "row": 3, "name": "MODEL"},
        ],
        "fingerprint": sha256(
            b"llm.py\0GLM101\0`glm-4.5` is older than glm-4.6\0" + b"0"
        ).hexdigest(),
    }
    assert list(record)[:3] == ["code", "name", "message"]


def test_json_of_a_file_that_could_not_be_read() -> None:
    (record,) = data("json", [unread_report()])

    assert record["location"] == record["end_location"] == {"row": 1, "column": 1}
    assert (record["fix"], record["url"], record["checklist"], record["noqa_row"]) == (
        *(None, None, None),
        1,
    )


def test_json_of_standard_input() -> None:
    code = source("-", "x\n")

    (record,) = data("json", [FileReport(Path("-"), code, (finding("-", Span(0, 1)),))])

    assert record["filename"] == "-"


def test_json_tells_where_a_comment_can_stand() -> None:
    code = source("a.py", "f('glm-4', '''\n''')\n")

    (record,) = data(
        "json", [FileReport(code.path, code, (finding("a.py", span(code, "'glm-4'")),))]
    )

    assert (record["location"]["row"], record["noqa_row"]) == (1, 2)


def test_json_lines_are_the_records_of_json() -> None:
    lines = render("json-lines", ALL, CONTEXT).splitlines()

    assert [json.loads(line) for line in lines] == data("json")


def test_statistics_as_json() -> None:
    context = replace(CONTEXT, statistics=True)

    for name in ("json", "sarif", "github"):
        assert json.loads(render(name, ALL, context))[0] == {
            "code": "GLM101",
            "name": "outdated-model-id",
            "count": 3,
            "fixable": True,
            "fixable_count": 2,
        }


@settings(deadline=None)
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


def test_fingerprints_survive_moved_lines_and_tell_equal_findings_apart() -> None:
    def marks(code: str) -> list[str]:
        one = source("a.py", code)
        at = [place for place in range(len(code)) if code.startswith("glm-4", place)]
        found = tuple(finding("a.py", Span(place, place + 5)) for place in at)
        return [
            record["fingerprint"] for record in data("json", [FileReport(one.path, one, found)])
        ]

    before = marks("glm-4\nglm-4\n")

    assert len(set(before)) == 2
    assert marks("\n\nglm-4\n\nglm-4\n") == before


def test_fingerprints_depend_on_path_code_and_message() -> None:
    code = source("a.py", "x\n")
    base = finding("a.py", Span(0, 1))
    variants = [
        base,
        replace(base, path=Path("b.py")),
        replace(base, code="GLM201"),
        replace(base, message="another"),
    ]

    reports = [FileReport(Path("a.py"), code, tuple(variants))]

    assert len({record["fingerprint"] for record in data("gitlab", reports)}) == 4


def results(reports: Any = ALL) -> Any:
    return data("sarif", reports)["runs"][0]["results"]


def test_sarif_names_files_from_the_root_and_others_absolutely() -> None:
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in results([llm(), unread_report(), outside()])
    ]

    assert uris[0] == {"uri": "app/llm.py", "uriBaseId": "%SRCROOT%"}
    assert uris[4] == {"uri": "app/gbk%20file.py", "uriBaseId": "%SRCROOT%"}
    assert uris[5] == {"uri": "file:///else%20where/%C3%BC.py"}
    assert data("sarif")["runs"][0]["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///repo/"}}


@pytest.mark.parametrize("name", ["a:b.py", "50%.py", "ü #?.py", "a b.py"])
def test_sarif_uris_come_back_as_the_file_name(name: str) -> None:
    (result,) = results([FileReport(Path(name), None, (finding(name, Span(0, 0)),))])
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert unquote(urlsplit(location["uri"]).path) == f"app/{name}"
    assert not urlsplit(location["uri"]).scheme


def test_sarif_region_and_snippet() -> None:
    result = results([llm()])[2]

    region = result["locations"][0]["physicalLocation"]["region"]

    assert {key: region[key] for key in region if key != "snippet"} == {
        "startLine": 7,
        "startColumn": 9,
        "endLine": 9,
        "endColumn": 3,
    }
    assert region["snippet"]["text"].splitlines()[::2] == [
        "client.chat.completions.create(",
        "\t)",
    ]


def test_sarif_snippets_hide_secrets() -> None:
    code = source("a.py", 'f(model="glm-4", api_key="abc")\n')
    found = finding("a.py", span(code, 'f(model="glm-4", api_key="abc")'))

    (result,) = results([FileReport(code.path, code, (found,))])

    snippet = result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"]
    assert snippet == 'f(model="glm-4", api_key="***")'


def test_sarif_levels_messages_and_required() -> None:
    levels = [(one["ruleId"], one["level"]) for one in results([llm()])]

    assert levels == [
        ("GLM101", "error"),
        ("GLM101", "error"),
        ("GLM201", "warning"),
        ("GLM903", "note"),
    ]
    assert results([llm()])[1]["message"]["text"] == (
        "`glm-4.5-air` is older than glm-4.6. It costs three times as much: decide."
    )
    assert results([llm()])[1]["properties"] == {"required": True, "checklist": "model-identifier"}


def test_sarif_leaves_out_fixes_that_are_only_for_reading() -> None:
    assert ["fixes" in one for one in results([llm()])] == [True, True, False, False]


def test_sarif_code_flow_ends_at_the_finding() -> None:
    (flow,) = results([llm()])[0]["codeFlows"]
    steps = [
        step["location"]["physicalLocation"]["region"]["startLine"]
        for step in flow["threadFlows"][0]["locations"]
    ]

    assert steps == [7, 3, 3]
    assert "codeFlows" not in results([llm()])[1]


def test_sarif_suppressions() -> None:
    assert [one["suppressions"] for one in results([suppressed_report()])] == [
        [{"kind": "inSource"}],
        [{"kind": "inSource", "justification": "by contract"}],
        [{"kind": "external", "justification": "per-file-ignores: old.py"}],
    ]
    assert all("suppressions" not in one for one in results([llm()]))


def test_sarif_rules_are_those_that_found_something() -> None:
    driver = data("sarif")["runs"][0]["tool"]["driver"]

    assert [rule["id"] for rule in driver["rules"]] == ["GLM101", "GLM201", "GLM900", "GLM903"]
    assert [driver["rules"][one["ruleIndex"]]["id"] for one in results()] == [
        one["ruleId"] for one in results()
    ]
    assert driver["version"] == "0.1.0"
    assert (
        "version"
        not in json.loads(render("sarif", ALL, replace(CONTEXT, version="", root=None)))["runs"][0][
            "tool"
        ]["driver"]
    )


def test_sarif_keeps_to_githubs_limits_for_every_rule() -> None:
    found = tuple(
        Finding(Path("a.py"), rule.code, rule.name, Span(0, 0), "x", Severity.INFO)
        for rule in all_rules()
    )
    rules = data("sarif", [FileReport(Path("a.py"), None, found)])["runs"][0]["tool"]["driver"]

    for rule in rules["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["markdown"].startswith(rule["shortDescription"]["text"])
        assert rule["helpUri"].startswith("https://")


def test_sarif_names_a_rule_that_is_not_in_the_catalogue() -> None:
    found = replace(finding("a.py", Span(0, 0)), code="GLM999", name="later-rule")

    document = data("sarif", [FileReport(Path("a.py"), None, (found,))])

    assert document["runs"][0]["tool"]["driver"]["rules"] == [
        {"id": "GLM999", "name": "later-rule"}
    ]


def test_gitlab_issue() -> None:
    first, *_ = data("gitlab")

    assert first == {
        "description": "GLM101: `glm-4.5` is older than glm-4.6",
        "check_name": "GLM101",
        "fingerprint": first["fingerprint"],
        "severity": "major",
        "location": {
            "path": "app/llm.py",
            "positions": {"begin": {"line": 3, "column": 9}, "end": {"line": 3, "column": 18}},
        },
    }
    assert [issue["severity"] for issue in data("gitlab", [llm()])] == [
        *("major", "major"),
        *("minor", "info"),
    ]


def test_rdjson_counts_bytes_and_keeps_a_fix_whole() -> None:
    code = source("a.py", "名 = f('glm-4', 1, t=2)\n")
    where = span(code, "'glm-4'")
    fix = Fix("Change both", (Edit(where, "'glm-4.6'"), Edit(span(code, ", t=2"), "")))

    (diagnostic,) = data(
        "rdjson", [FileReport(code.path, code, (finding("a.py", where, fix=fix),))]
    )["diagnostics"]

    assert diagnostic["location"]["range"] == {
        "start": {"line": 1, "column": 9},
        "end": {"line": 1, "column": 16},
    }
    assert diagnostic["suggestions"] == [
        {
            "range": {"start": {"line": 1, "column": 9}, "end": {"line": 1, "column": 24}},
            "text": "'glm-4.6', 1",
        }
    ]


def test_rdjson_suggests_nothing_that_is_only_for_reading() -> None:
    code = source("a.py", "x\n")
    fix = replacement(Span(0, 1), "y", Applicability.DISPLAY)

    report = FileReport(code.path, code, (finding("a.py", Span(0, 1), fix=fix),))

    assert "suggestions" not in data("rdjson", [report])["diagnostics"][0]


def test_junit_has_a_suite_per_file_and_a_case_per_finding() -> None:
    root = ElementTree.fromstring(render("junit", ALL, CONTEXT))

    assert root.attrib == {"name": "glm-migrate", "tests": "6", "failures": "6", "errors": "0"}
    assert [(suite.get("name"), len(suite)) for suite in root] == [
        ("llm.py", 4),
        ("gbk file.py", 1),
        ("/else where/ü.py", 1),
    ]
    case = root[0][0]
    assert case.attrib == {"name": "org.glm-migrate.GLM101", "classname": "llm"}
    assert case[0].attrib == {"message": "`glm-4.5` is older than glm-4.6", "type": "error"}
    assert case[0].text == "line 3, col 9, `glm-4.5` is older than glm-4.6"


def test_junit_is_xml_whatever_a_message_holds() -> None:
    message = 'a\x00\x0b\x1f\ufffe\uffff<&>"📜'
    report = FileReport(Path("a.py"), None, (finding("a.py", Span(0, 0), message=message),))

    (suite,) = ElementTree.fromstring(render("junit", [report], CONTEXT))

    assert suite[0][0].get("message") == 'a\u2400\u240b\u241f\ufffd\ufffd<&>"📜'


def test_junit_passes_one_case_where_nothing_is_found() -> None:
    assert render("junit", [suppressed_report()], CONTEXT) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="glm-migrate" tests="1" failures="0" errors="0">\n'
        '    <testsuite name="glm-migrate" tests="1" failures="0" errors="0" skipped="0"'
        ' package="org.glm-migrate">\n'
        '        <testcase name="No findings" classname="glm-migrate" />\n'
        "    </testsuite>\n"
        "</testsuites>\n"
    )


def test_pylint_lines() -> None:
    assert render("pylint", [unread_report(), outside()], CONTEXT) == (
        "gbk file.py:1: [GLM900] not UTF-8\n/else where/ü.py:1: [GLM101] old: 100%, a,b␊end\n"
    )


def test_azure_escapes_what_ends_a_property_or_a_line() -> None:
    found = finding("a;b]%.py", Span(0, 0), message="50% of\nit", severity=Severity.INFO)

    text = render("azure", [FileReport(Path("a;b]%.py"), None, (found,)), outside()], CONTEXT)

    assert text == (
        "##vso[task.logissue type=warning;sourcepath=app/a%3Bb%5D%AZP25.py;linenumber=1;"
        "columnnumber=1;code=GLM101;]50%AZP25 of%0Ait\n"
        "##vso[task.logissue type=error;sourcepath=/else where/ü.py;linenumber=1;"
        "columnnumber=5;code=GLM101;]old: 100%AZP25, a,b%0Aend\n"
    )
