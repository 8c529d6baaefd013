"""The calls of a project, and what was found about each, collected while it is checked."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.inventory.collector import CallCollector
from glm_migrate.model.findings import Finding, SuppressedBy, Suppression
from glm_migrate.policy.migration import Migration
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source
from tests.chat_calls import CREATE, ZAI

APP = Path("app.py")


def watched(**files: str) -> tuple[CallCollector, tuple[Finding, ...]]:
    """A collector that saw the files, and what was found in them."""
    sources = [Source.decode(Path(f"{name}.py"), code.encode()) for name, code in files.items()]
    project = Project(sources)
    collector = CallCollector(Migration(Config()), project.source)
    return collector, check_project(project, watch=collector.watch).findings


def test_glm_calls_are_collected_by_file_and_position() -> None:
    code = f"{ZAI}{CREATE}(model='glm-4.6')\n{CREATE}(model='glm-4.5')\n"
    collector, found = watched(app=code, b=code)
    calls = collector.calls(found)

    assert {path: [one.line for one in ones] for path, ones in calls.items()} == {
        APP: [3, 4],
        Path("b.py"): [3, 4],
    }


def test_calls_of_another_vendor_are_not() -> None:
    other = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n"
    collector, found = watched(app=f"{other}# glm-4.5\n")

    assert collector.calls(found) == {}


def test_only_findings_that_are_reported_count() -> None:
    collector, found = watched(app=f"{ZAI}{CREATE}(model='glm-4.5', top_p=0.5)\n")

    assert collector.calls(found)[APP][0].will
    assert collector.calls(())[APP][0].will == ()


def test_an_id_of_which_the_finding_is_silenced_stays() -> None:
    collector, found = watched(app=f"{ZAI}{CREATE}(model='glm-4.5', top_p=0.5)\n")
    silenced = [
        (one, Suppression(SuppressedBy.COMMENT, "by contract"))
        for one in found
        if one.code == "GLM101"
    ]
    (model,) = collector.calls((), silenced)[APP][0].models

    assert (model.how, model.why) == ("same", "kept: by contract")


def test_a_call_of_which_the_user_accepts_that_it_is_not_seen_is_settled() -> None:
    collector, found = watched(app=f"{ZAI}{CREATE}(model=read(), top_p=0.5)\n")
    silenced = [(one, Suppression(SuppressedBy.COMMENT)) for one in found if one.code == "GLM903"]

    assert silenced
    assert collector.calls(found)[APP][0].state == "unseen"
    assert collector.calls((), silenced)[APP][0].state == "clean"


def test_where_values_come_from_is_told_only_on_request() -> None:
    code = f"{ZAI}{CREATE}(model='glm-4.6')\n"
    collector, found = watched(app=code)
    silent = CallCollector(Migration(Config()))
    check_project(Project([Source.decode(APP, code.encode())]), watch=silent.watch)

    assert collector.calls(found)[APP][0].resolutions
    assert silent.calls(())[APP][0].resolutions == ()


def test_an_id_that_sets_a_model_without_a_call_is_kept_but_not_those_of_tests() -> None:
    code = "from bots import Bot\n\nBot(model='glm-4.5')\n"
    collector, _ = watched(app=code, test_app=code)
    ((one,),) = collector.settings().values()

    assert list(collector.settings()) == [APP]
    assert (one.line, one.id) == (3, "glm-4.5")
    assert "model" in one.use
