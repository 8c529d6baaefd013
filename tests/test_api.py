"""The public functions: one file's text in, plain data out."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest

import glm_migrate
from glm_migrate.config.schema import Config
from glm_migrate.errors import UnparsableSource

CALL = "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5-air')\n"


def test_check_source_reports_and_honours_suppressions() -> None:
    found = glm_migrate.check_source(CALL, path="app.py", config=Config(select=("GLM101",)))

    assert [(f.code, f.path, f.row, f.column) for f in found] == [("GLM101", "app.py", 2, 43)]
    assert (found[0].severity, found[0].applicability) == ("error", "unsafe")
    silenced = CALL.replace("air')\n", "air')  # noqa: GLM101\n")
    assert glm_migrate.check_source(silenced, config=Config(select=("GLM101",))) == ()


def test_fix_source_leaves_what_the_user_must_decide() -> None:
    assert glm_migrate.fix_source(CALL).applied == ()


def test_fix_source_applies_unsafe_fixes_when_told() -> None:
    fixed = glm_migrate.fix_source(
        CALL.encode(), config=Config(select=("GLM101",), unsafe_fixes=True)
    )

    assert fixed.changed
    assert fixed.text == fixed.data.decode() == CALL.replace("glm-4.5-air", "glm-4.6")


def test_a_broken_source_raises() -> None:
    with pytest.raises(UnparsableSource, match=r"app\.py: not valid Python"):
        glm_migrate.check_source("model = 'glm-4.5'\ndef :", path="app.py")


@pytest.mark.parametrize("code", ["x = (", "MODEL = 'glm-4.5'\ndef :"])
@pytest.mark.parametrize("function", [glm_migrate.check_source, glm_migrate.fix_source])
def test_a_broken_source_raises_whether_or_not_it_speaks_of_glm(
    function: Callable[[str], object], code: str
) -> None:
    with pytest.raises(UnparsableSource, match=r"not valid Python"):
        function(code)


def test_syntax_of_a_newer_python_is_no_error() -> None:
    assert glm_migrate.check_source("def f[T: (int, str) = int](x: T) -> T: return x\n") == ()


def test_what_was_applied_is_told_by_row_and_column() -> None:
    code = CALL.replace("-air", "").replace(")\n", ", temperature=0.2, top_p=0.5)\n")
    fixed = glm_migrate.fix_source(code)

    assert [(f.code, f.row) for f in fixed.applied] == [("GLM101", 2), ("GLM201", 2)]
    assert "top_p" not in fixed.text


def test_what_only_the_older_id_told_is_part_of_the_result() -> None:
    fixed = glm_migrate.fix_source(CALL.replace("-air", ""))

    assert [f.code for f in fixed.undetectable] == ["GLM202"]


def test_the_public_names_are_those_that_are_listed() -> None:
    assert all(hasattr(glm_migrate, name) for name in glm_migrate.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        glm_migrate.nothing  # noqa: B018


def test_results_can_be_pickled() -> None:
    found = glm_migrate.check_source(CALL)
    fixed = glm_migrate.fix_source(CALL)

    assert pickle.loads(pickle.dumps((found, fixed))) == (found, fixed)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, glm_migrate; print({'libcst', 'click', 'rich'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
