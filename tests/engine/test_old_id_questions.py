"""Which questions only an older id tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import Checked, check_project
from glm_migrate.engine.old_id_questions import open_questions, rules_asking
from glm_migrate.project.module_index import Project
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.selectors import selected
from glm_migrate.text.source import Source

ASKING = {rule.code for rule in all_rules() if rule.needs_old_id}
ASK = (
    "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5', messages=[])\n"
)


@pytest.mark.parametrize(
    ("config", "missing"),
    [
        pytest.param(Config(select=("GLM101",)), set(), id="of those that were not selected"),
        pytest.param(Config(select=("GLM101",), ignore=("GLM202",)), {"GLM202"}, id="none ignored"),
    ],
)
def test_rules_ask_beside_those_of_the_run(config: Config, missing: set[str]) -> None:
    own = selected(config)
    found = {rule.code for rule in rules_asking(config, own)}

    assert found == ASKING - {rule.code for rule in own} - missing
    assert "GLM202" in ASKING


def checked() -> Checked:
    return check_project(Project([Source.decode(Path("a.py"), ASK.encode())]))


def test_questions_are_those_of_the_older_id_by_file() -> None:
    found = open_questions(checked(), all_rules(), lambda path, findings: findings)

    assert {one.code for one in found[Path("a.py")]} <= ASKING
    assert "GLM202" in {one.code for one in found[Path("a.py")]}


def test_what_is_silenced_is_no_question() -> None:
    assert open_questions(checked(), all_rules(), lambda path, findings: ()) == {Path("a.py"): ()}
