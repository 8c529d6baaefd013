"""What differs between an earlier tree and today's: asked for by the guide, or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.runner.verification.against import Differences
from tests.end_to_end.verification.test_verify import RIGHT, TOP, sites
from tests.project.test_revisions import git
from tests.runner.verification.recorded import TARGET, failure, sent, trial
from tests.runner.verification.run import program
from tests.runner.verification.verifying import levels, verified


def differences(old: dict[str, Any], new: dict[str, Any]) -> Differences:
    before, after = trial(sent=(sent(body=old),)), trial(sent=(sent(body=new),))
    return Differences(before, after, TARGET, {}, Path("/elsewhere"))


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ({"model": "glm-4.5"}, {"model": "glm-4.6"}, ["note"]),
        ({"model": "glm-4.5"}, {"model": "glm-4.7"}, ["warning"]),
        ({"temperature": 0.2, "top_p": 0.9}, {"temperature": 0.2}, ["note"]),
        ({"temperature": 0.2, "top_p": 0.9}, {"temperature": 0.3}, ["warning", "warning"]),
        ({"model": "glm-4"}, {"temperature": 0.75}, ["note", "note"]),
        ({}, {"temperature": 0.1}, ["warning"]),
        ({}, {"tool_stream": True}, ["note"]),
        ({}, {"thinking": {"type": "disabled"}}, ["note"]),
        ({"max_tokens": 10}, {"max_tokens": 4096}, ["note"]),
        ({}, {"user_id": "someone"}, ["warning"]),
        ({}, {}, []),
    ],
)
def test_a_field_that_changes(old: dict[str, Any], new: dict[str, Any], level: list[str]) -> None:
    found = list(differences(old, new).of_sites())

    assert [one.level for _, one in found] == level


def test_requests_that_come_or_go_are_told_of() -> None:
    one, none = trial(sent=(sent(),)), trial(sent=())
    gone = Differences(one, none, TARGET, {}, Path("/elsewhere"))

    assert [each.level for _, each in gone.of_sites()] == ["warning"]
    assert [each.level for _, each in replace(gone, before=none, after=one).of_sites()] == [
        "warning"
    ]


def test_what_the_program_does_otherwise() -> None:
    whole = Differences(trial("a\nb"), trial("a\nc"), TARGET, {}, Path("/elsewhere"))
    broken = replace(whole, after=trial("a\nb", status=1, failures=(failure(),)))

    assert [one.message for one in whole.general()] == ["it prints 'c'; earlier 'b'"]
    assert [one.level for one in broken.general()] == ["error", "error"]


def test_code_of_todays_tree_in_place_of_the_earlier_one_is_an_error() -> None:
    whole = Differences(trial(), trial(), TARGET, {}, Path("/p"))

    assert [one.level for one in whole.general()] == ["error"]


def test_a_migration_is_compared_with_the_revision_before_it(tmp_path: Path) -> None:
    text = f"{TOP}{RIGHT}\nright()\n"
    old = text.replace("glm-4.6", "glm-4.5").replace('        "tool_stream": True,\n', "")
    program(tmp_path, old)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "old")
    program(tmp_path, text.replace('"stream": True,', '"stream": True,\n        "seed": 1,'))
    options = ("--scenario", "calm", "--against", "HEAD")
    code, report, _ = verified(tmp_path, "program.py", options=options)

    assert code == 0
    assert [one for one in levels(sites(report)["right"]) if "→" in one[1]] == [
        ("note", "model: 'glm-4.5' → 'glm-4.6'"),
        ("warning", "seed: (not sent) → 1; the guide does not ask for it"),
        ("note", "tool_stream: (not sent) → True"),
    ]
    assert report["general"] == []
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [".git"]
