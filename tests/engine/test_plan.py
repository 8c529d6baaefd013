"""What a fix would make of files, as plain data."""

from __future__ import annotations

import pickle

from glm_migrate.engine.fix_rounds import fix, fix_project
from glm_migrate.engine.plan import Plan
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from tests.engine.suggesting import CALL, ID, ZAI, source


def test_results_travel_between_processes() -> None:
    fixed = fix(source(ZAI + CALL), at_least=Applicability.UNSAFE)

    assert pickle.loads(pickle.dumps(fixed)) == fixed


def test_a_file_in_which_nothing_is_fixed_is_the_same_before_and_after() -> None:
    plan = fix_project(Project([source("x = 1\n")]), ID)
    (only,) = plan.files

    assert only.before is only.after
    assert (only.applied, only.rounds, only.left) == ((), (), ())
    assert plan == Plan((only,))


def test_the_edits_of_each_round_count_in_its_own_text() -> None:
    only = fix(source(ZAI + CALL), ID)
    ((edit,),) = only.rounds

    assert only.before.slice(edit.span) == '"glm-4.5"'
    assert edit.text == '"glm-4.6"'
    assert [start.line for start, _ in only.applied_at] == [3]
