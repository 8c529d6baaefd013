"""Counts per rule: the most frequent first, and how many `fix` would fix."""

from __future__ import annotations

import json
from dataclasses import replace

from glm_migrate.report.footer import footer
from glm_migrate.report.formats.statistics import array, table
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    graded,
    llm,
    outside,
)

QUIET = replace(CONTEXT, quiet=True)


def test_the_table_puts_the_most_frequent_first() -> None:
    reports = [llm(), outside(), graded(*["safe"] * 8)]

    text = table(reports, QUIET)

    assert text == (
        "11\tGLM101\t[-] outdated-model-id\n"
        " 1\tGLM201\t[ ] temperature-and-top-p\n"
        " 1\tGLM903\t[ ] unresolved-call\n"
    )
    assert table([graded("safe")], CONTEXT) == (
        "1\tGLM101\t[*] outdated-model-id\n" + footer([graded("safe")], CONTEXT)
    )


def test_the_table_of_nothing_is_the_summary() -> None:
    assert table([], CONTEXT) == "No findings. No GLM call seen; 3 files searched.\n"


def test_a_rule_counts_as_fixable_by_the_flags_of_the_run() -> None:
    unsafe = replace(QUIET, unsafe_fixes=True)

    assert table([graded("unsafe")], QUIET) == "1\tGLM101\t[?] outdated-model-id\n"
    assert table([graded("unsafe")], unsafe) == "1\tGLM101\t[*] outdated-model-id\n"


def test_rules_found_equally_often_stand_by_their_codes() -> None:
    lines = table([graded("unseen", "none")], QUIET).splitlines()
    more = table([graded("unseen", "unseen", "none")], QUIET).splitlines()

    assert [line.split("\t")[1] for line in lines] == ["GLM101", "GLM903"]
    assert [line.split("\t")[1] for line in more] == ["GLM903", "GLM101"]


def test_the_list_has_an_object_per_rule_and_leaves_suppressed_findings_out() -> None:
    assert json.loads(array(ALL, CONTEXT)) == [
        {
            "code": code,
            "name": name,
            "count": count,
            "fixable": fixable > 0,
            "fixable_count": fixable,
            "unsafe_count": unsafe,
        }
        for code, name, count, fixable, unsafe in (
            ("GLM101", "outdated-model-id", 3, 2, 1),
            ("GLM201", "temperature-and-top-p", 1, 0, 0),
            ("GLM900", "cannot-read", 1, 0, 0),
            ("GLM903", "unresolved-call", 1, 0, 0),
        )
    ]
