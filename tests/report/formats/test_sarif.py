"""SARIF as code scanning reads it: relative addresses, regions, flows, rules and fixes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.formats.sarif import log
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    GUIDE,
    finding,
    llm,
    outside,
    source,
    span,
)
from tests.report.sample_reports import suppressed as suppressed_report
from tests.report.sample_reports import unread as unread_report


def data(reports: Any = ALL, context: ReportContext = CONTEXT) -> Any:
    return json.loads(log(reports, context))


def results(reports: Any = ALL) -> Any:
    return data(reports)["runs"][0]["results"]


def test_files_are_named_from_the_root_and_others_absolutely() -> None:
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in results([llm(), unread_report(), outside()])
    ]

    assert uris[0] == {"uri": "app/llm.py", "uriBaseId": "%SRCROOT%"}
    assert uris[4] == {"uri": "app/gbk%20file.py", "uriBaseId": "%SRCROOT%"}
    assert uris[5] == {"uri": "file:///else%20where/%C3%BC.py"}
    assert data()["runs"][0]["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///repo/"}}


@pytest.mark.parametrize("name", ["a:b.py", "50%.py", "ü #?.py", "a b.py"])
def test_addresses_come_back_as_the_file_name(name: str) -> None:
    (result,) = results([FileReport(Path(name), None, (finding(name, Span(0, 0)),))])
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert unquote(urlsplit(location["uri"]).path) == f"app/{name}"
    assert not urlsplit(location["uri"]).scheme


def test_a_region_counts_code_points_and_the_snippet_starts_at_its_column() -> None:
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


def test_snippets_hide_secrets() -> None:
    code = source("a.py", 'f(model="glm-4", api_key="abc")\n')
    found = finding("a.py", span(code, 'f(model="glm-4", api_key="abc")'))

    (result,) = results([FileReport(code.path, code, (found,))])

    snippet = result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"]
    assert snippet == 'f(model="glm-4", api_key="***")'


def test_level_message_and_properties_are_those_of_the_finding() -> None:
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


def test_fixes_that_are_only_for_reading_are_left_out() -> None:
    assert ["fixes" in one for one in results([llm()])] == [True, True, False, False]


def test_a_code_flow_ends_at_the_finding() -> None:
    (flow,) = results([llm()])[0]["codeFlows"]
    steps = [
        step["location"]["physicalLocation"]["region"]["startLine"]
        for step in flow["threadFlows"][0]["locations"]
    ]

    assert steps == [7, 3, 3]
    assert "codeFlows" not in results([llm()])[1]


def test_suppressed_findings_are_in_the_log_with_who_silenced_them() -> None:
    assert [one["suppressions"] for one in results([suppressed_report()])] == [
        [{"kind": "inSource"}],
        [{"kind": "inSource", "justification": "by contract"}],
        [{"kind": "external", "justification": "per-file-ignores: old.py"}],
    ]
    assert all("suppressions" not in one for one in results([llm()]))


def test_the_rules_are_those_that_found_something() -> None:
    driver = data()["runs"][0]["tool"]["driver"]

    assert [rule["id"] for rule in driver["rules"]] == ["GLM101", "GLM201", "GLM900", "GLM903"]
    assert [driver["rules"][one["ruleIndex"]]["id"] for one in results()] == [
        one["ruleId"] for one in results()
    ]
    assert driver["version"] == "0.1.0"
    assert (
        "version"
        not in data(ALL, replace(CONTEXT, version="", root=None))["runs"][0]["tool"]["driver"]
    )


def test_every_rule_keeps_to_githubs_limits() -> None:
    found = tuple(
        Finding(Path("a.py"), rule.code, rule.name, Span(0, 0), "x", Severity.INFO)
        for rule in all_rules()
    )
    rules = data([FileReport(Path("a.py"), None, found)])["runs"][0]["tool"]["driver"]

    for rule in rules["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["markdown"].startswith(rule["shortDescription"]["text"])
        assert rule["helpUri"].startswith("https://")


def test_a_rule_says_what_code_scanning_filters_by() -> None:
    driver = data()["runs"][0]["tool"]["driver"]
    told = {rule["id"]: rule["properties"] for rule in driver["rules"]}

    assert driver["informationUri"] == GUIDE
    assert told["GLM101"]["tags"] == ["migration", "model-identifier", "required"]
    assert told["GLM903"]["tags"] == ["migration"]
    assert [told[code]["precision"] for code in ("GLM101", "GLM201", "GLM903")] == [
        *("very-high", "very-high", "high")
    ]
    assert [told[code]["problem.severity"] for code in ("GLM101", "GLM201", "GLM903")] == [
        *("error", "warning", "recommendation")
    ]


def test_a_rule_that_is_not_in_the_catalogue_is_named_all_the_same() -> None:
    found = replace(finding("a.py", Span(0, 0)), code="GLM999", name="later-rule")

    document = data([FileReport(Path("a.py"), None, (found,))])

    assert document["runs"][0]["tool"]["driver"]["rules"] == [
        {"id": "GLM999", "name": "later-rule"}
    ]
