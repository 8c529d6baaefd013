"""The public functions: one file's text in, plain data out."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import glm_migrate
from glm_migrate.config.schema import Config
from glm_migrate.errors import UnparsableSource

CALL = "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5-air')\n"


def test_check_source_reports_and_honours_suppressions() -> None:
    found = glm_migrate.check_source(CALL, path="app.py", config=Config(select=("GLM101",)))

    assert [(f.code, str(f.path)) for f in found] == [("GLM101", "app.py")]
    silenced = CALL.replace("air')\n", "air')  # noqa: GLM101\n")
    assert glm_migrate.check_source(silenced, config=Config(select=("GLM101",))) == ()


def test_fix_source_leaves_what_the_user_must_decide() -> None:
    assert glm_migrate.fix_source(CALL).applied == ()


def test_fix_source_applies_unsafe_fixes_when_told() -> None:
    fixed = glm_migrate.fix_source(
        CALL.encode(), config=Config(select=("GLM101",), unsafe_fixes=True)
    )

    assert fixed.after.data.decode() == CALL.replace("glm-4.5-air", "glm-4.6")


def test_a_broken_source_raises() -> None:
    with pytest.raises(UnparsableSource, match=r"app\.py: not valid Python"):
        glm_migrate.check_source("model = 'glm-4.5'\ndef :", path="app.py")


def test_results_can_be_pickled() -> None:
    found = glm_migrate.check_source(CALL)
    fixed = glm_migrate.fix_source(CALL)

    assert pickle.loads(pickle.dumps((found, fixed))) == (found, fixed)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, glm_migrate; print({'libcst', 'click', 'rich'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
