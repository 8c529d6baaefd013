"""An id that the user keeps stays, and nothing is asked of its calls that only the target needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.report.migration_report.document import State
from glm_migrate.runner import dispatch
from glm_migrate.runner.job import Job
from glm_migrate.text.edits import Applicability
from tests.end_to_end.reports.test_migration_report import ZAI, only_call, project, row

REASON = "by contract"
COMMENT = f"  # glm-migrate: ignore[GLM101] -- {REASON}"
PLAIN = 'client.chat.completions.create(\n    model="{}",{}\n    messages=[],\n)\n'
SMALL = PLAIN.replace("[],", "[], temperature=0.2, max_tokens=100,")
TOOLS = PLAIN.replace("[],", '[], temperature=0.2, stream=True, tools=[{{"type": "function"}}],')
CONFIG = Config(thinking="keep-off")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return tmp_path / "app.py"


def found(path: Path, config: Config = CONFIG) -> set[str]:
    return {f.code for f in dispatch.of_file(str(path), Job(config)).report.findings}


CALLS = {
    "the defaults and thinking": (PLAIN, "glm-4-plus", {"GLM101", "GLM202", "GLM301"}),
    "the context": (PLAIN, "glm-4-long", {"GLM101", "GLM202", "GLM301", "GLM502"}),
    "a small limit": (SMALL, "glm-4.5", {"GLM101", "GLM302"}),
    "the flag of tool streams": (TOOLS, "glm-4.5", {"GLM101", "GLM401"}),
}


@pytest.mark.parametrize(("code", "id", "moved"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(
    "comment", [COMMENT, "  # noqa: GLM101", "  # noqa"], ids=["ignore", "noqa", "bare noqa"]
)
def test_a_call_of_a_kept_id_needs_nothing(
    app: Path, code: str, id: str, moved: set[str], comment: str
) -> None:
    app.write_text(ZAI + code.format(id, ""), encoding="utf-8")
    before = found(app)
    app.write_text(ZAI + code.format(id, comment), encoding="utf-8")

    assert (before, found(app)) == (moved, set())


@pytest.mark.parametrize(("code", "id", "moved"), CALLS.values(), ids=CALLS)
def test_settings_keep_an_id_as_well(app: Path, code: str, id: str, moved: set[str]) -> None:
    app.write_text(ZAI + code.format(id, ""), encoding="utf-8")
    config = replace(CONFIG, per_file_ignores={"app.py": ("GLM101",)}, root=app.parent)

    assert found(app, config) == set()


@pytest.mark.parametrize(("code", "id", "moved"), CALLS.values(), ids=CALLS)
def test_nothing_is_written_into_a_call_of_a_kept_id(
    app: Path, code: str, id: str, moved: set[str]
) -> None:
    app.write_text(ZAI + code.format(id, COMMENT), encoding="utf-8")
    order = Job(CONFIG, fix=True, at_least=Applicability.UNSAFE)

    assert dispatch.of_file(str(app), order).fixed is None


def test_another_rule_that_is_silenced_keeps_no_id(app: Path) -> None:
    comment = "  # glm-migrate: ignore[GLM202] -- the default will do"
    app.write_text(ZAI + PLAIN.format("glm-4-plus", comment), encoding="utf-8")

    assert "GLM301" in found(app)


def test_an_expired_word_keeps_no_id(app: Path) -> None:
    comment = "  # glm-migrate: ignore[GLM101] until=2020-01-01"
    app.write_text(ZAI + PLAIN.format("glm-4-plus", comment), encoding="utf-8")

    assert {"GLM101", "GLM301", "GLM912"} <= found(app)


def test_of_two_ids_only_the_other_one_moves(app: Path) -> None:
    ids = 'model="glm-4.5" if fast else (\n        "glm-4-long"{}\n    ),'
    code = PLAIN.replace('model="{}",{}', ids).format(COMMENT)
    app.write_text(f"{ZAI}fast = input()\n{code}", encoding="utf-8")
    order = Job(Config(), fix=True)
    fixed = dispatch.of_file(str(app), order).fixed

    assert fixed is not None
    assert fixed.after.text.count('"glm-4.6"') == 1
    assert '"glm-4-long"' in fixed.after.text


def test_the_report_says_that_it_is_kept_and_why(tmp_path: Path) -> None:
    code = ZAI + PLAIN.format("glm-4-flash", COMMENT)
    record = only_call(tmp_path, code)

    (model,) = record.models
    assert (model.becomes, model.how, model.why) == ("glm-4-flash", "same", f"kept: {REASON}")
    assert model.price.is_none
    assert (record.thinking.after, record.state) == ("off", "clean")
    assert record.sampling.is_none
    item = row(project(tmp_path, app=code), "model-identifier")
    assert (item.state, item.count("accepted")) == (State.DONE, 1)


def test_a_call_that_can_ask_a_kept_and_another_id_tells_both(tmp_path: Path) -> None:
    ids = 'model="glm-4.6" if fast else (\n        "glm-4-long"{}\n    ),'
    code = PLAIN.replace('model="{}",{}', ids).format(COMMENT)
    record = only_call(tmp_path, f"{ZAI}fast = input()\n{code}")

    assert record.thinking.after == "glm-4.6: on by default; glm-4-long: off"
    assert record.sampling.after == (
        "glm-4.6: server default (temperature 1.0, top_p 0.95); "
        "glm-4-long: server default (temperature 0.75, top_p 0.9)"
    )
