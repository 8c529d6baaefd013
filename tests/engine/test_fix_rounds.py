"""Rounds, refusals and proofs: what the engine does with whatever rules suggest."""

from __future__ import annotations

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix, fix_project
from glm_migrate.errors import FixRejected, UnencodableText
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Span
from tests.engine.suggesting import CALL, ID, ZAI, replacing, rule_that, source


def test_fix_settles_and_a_second_fix_is_empty() -> None:
    fixed = fix(source(ZAI + CALL), ID)

    assert fixed.after.text == ZAI + CALL.replace("4.5", "4.6")
    assert [finding.code for finding in fixed.applied] == ["GLM101"]
    assert fixed.left == ()
    assert fix(fixed.after, ID).applied == ()


def test_nothing_to_fix_gives_back_the_same_source() -> None:
    before = source("x = 1\n")

    fixed = fix(before)

    assert fixed.after is before
    assert fixed.applied == fixed.left == ()


@pytest.mark.parametrize(
    ("config", "word"),
    [
        pytest.param(Config(), "safe", id="as the rule says"),
        pytest.param(Config(extend_unsafe_fixes=("GLM101",)), "unsafe", id="made unsafe"),
        pytest.param(Config(unfixable=("GLM101",)), None, id="unfixable"),
    ],
)
def test_the_user_decides_about_applicability(config: Config, word: str | None) -> None:
    found = [f for f in check(source(ZAI + CALL), config) if f.code == "GLM101"]

    assert [finding.fix and finding.fix.applicability.word for finding in found] == [word]
    assert bool(found[0].advice) is (word is None)


def test_an_unsafe_fix_can_be_made_safe() -> None:
    code = source(ZAI + CALL.replace("glm-4.5", "glm-4.5-air"))

    assert fix(code, ID).applied == ()
    assert fix(code, Config(select=("GLM101",), extend_safe_fixes=("GLM101",))).applied


def test_a_fix_that_never_settles_is_rejected() -> None:
    rule = rule_that(replacing("[]", "[[]]"))

    with pytest.raises(FixRejected, match="GLM999 finds more to fix after 10 rounds"):
        fix(source(ZAI + CALL), rules=[rule])


def test_a_fix_that_breaks_the_syntax_is_rejected() -> None:
    with pytest.raises(FixRejected, match=r"the rewritten text: not valid Python"):
        fix(source(ZAI + CALL), rules=[rule_that(replacing("[]", "["))])


def test_a_fix_that_only_the_interpreter_refuses_is_rejected() -> None:
    rule = rule_that(replacing("messages=[]", "model=1"))

    with pytest.raises(FixRejected, match="the rewritten text would not compile"):
        fix(source(ZAI + CALL), rules=[rule])


def test_text_that_the_encoding_lacks_is_rejected() -> None:
    code = source("# coding: latin-1\n" + ZAI + CALL, encoding="latin-1")

    with pytest.raises(UnencodableText, match="can't encode"):
        fix(code, rules=[rule_that(replacing("[]", "['你']"))])


def test_a_file_that_changes_its_own_encoding_is_rejected() -> None:
    code = source("# coding: latin-1\ns = 'é'\n" + ZAI + CALL, encoding="latin-1")
    rule = rule_that(
        lambda call: (
            Fix("t", (Edit(Span(10, 17), "cp1251"),)) if b"latin" in call.source.utf8 else None
        )
    )

    with pytest.raises(FixRejected):
        fix(code, rules=[rule])


def test_two_fixes_at_one_place_go_in_two_rounds() -> None:
    first = rule_that(replacing('"glm-4.5"', '"one"'), "glm998_first_rule")
    second = rule_that(replacing('"one"', '"two"'), "glm999_second_rule")

    fixed = fix(source(ZAI + CALL), rules=[first, second])

    assert [finding.code for finding in fixed.applied] == ["GLM998", "GLM999"]
    assert '"two"' in fixed.after.text


def test_what_is_suppressed_is_not_fixed() -> None:
    code = source(ZAI + CALL.rstrip() + "  # glm-migrate: ignore[GLM101] -- wait\n")

    fixed = fix(code, ID)

    assert fixed.after is code
    assert fixed.left == ()


def test_a_broken_file_beside_those_to_fix_is_an_error_and_no_crash() -> None:
    files = Project([source(ZAI + CALL, "b.py")], context=[source("x = (\n", "a.py")])

    plan = fix_project(files, ID)

    assert [len(fixed.applied) for fixed in plan.files] == [1]


def test_a_rejected_file_stays_and_the_others_are_fixed() -> None:
    rule = rule_that(
        lambda call: replacing("[]", "[" if call.source.path.name == "a.py" else "None")(call)
    )
    files = Project([source(ZAI + CALL, "a.py"), source(ZAI + CALL, "b.py")])

    plan = fix_project(files, rules=[rule])

    after = {fixed.before.path.name: fixed.after.text for fixed in plan.files}
    assert after == {"a.py": ZAI + CALL, "b.py": ZAI + CALL.replace("[]", "None")}
    assert [str(error.path) for error in plan.errors] == ["a.py"]


def test_an_id_in_another_file_is_fixed_there() -> None:
    main = "from conf import M\n" + ZAI + CALL.replace('"glm-4.5"', "M")
    files = Project([source(main, "main.py"), source('M = "glm-4.5"\n', "conf.py")])

    plan = fix_project(files, ID)

    assert {f.before.path.name: len(f.applied) for f in plan.files} == {"main.py": 0, "conf.py": 1}


def test_a_finding_in_a_file_that_is_not_checked_is_told_apart() -> None:
    main = "from conf import M\n" + ZAI + CALL.replace('"glm-4.5"', "M")
    there = source('M = "glm-4.5"\n', "conf.py")
    files = Project([source(main, "main.py")], lambda p: there if p.name == "conf.py" else None)

    plan = fix_project(files, ID)

    assert [finding.path.name for finding in plan.outside] == ["conf.py"]
    assert [fixed.applied for fixed in plan.files] == [()]
