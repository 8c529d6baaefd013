"""Which files are read together, and what a run over some of them says of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.project import batches, boundary, discovery
from glm_migrate.project.batches import Unit
from glm_migrate.runner import schedule
from glm_migrate.runner.job import Job

CONSTS = 'MODEL = "glm-4.5"\n'
CALL = (
    "from app.consts import MODEL\nfrom app.net import client\n\n"
    "client.chat.completions.create(model=MODEL, temperature=0.2, top_p=0.9)\n"
)
NET = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n'
OTHER = "from openai import OpenAI\n\nOpenAI().chat.completions.create(model='gpt-4o')\n"
QUIET = Config(ignore=("GLM202", "GLM301"), respect_gitignore=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose id, client and call lie in three modules, beside one that asks another."""
    app = tmp_path / "app"
    app.mkdir()
    texts = {"__init__": "", "consts": CONSTS, "llm": CALL, "net": NET, "other": OTHER}
    for name, text in texts.items():
        (app / f"{name}.py").write_text(text)
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    for cache in (boundary.is_project, boundary._project_above):
        cache.cache_clear()
    return tmp_path


def findings(paths: list[str], *, fix: bool = False) -> list[tuple[str, str, bool]]:
    """Path, code and whether a fix is offered, of a run over `paths`."""
    files = discovery.files(paths, QUIET)
    found = schedule.merged(schedule.outcomes(batches.units(files, QUIET), Job(QUIET, fix)))
    return [
        (outcome.report.path.as_posix(), finding.code, finding.fix is not None)
        for outcome in found
        for finding in outcome.report.findings
    ]


@pytest.mark.usefixtures("project")
def test_files_that_import_one_another_are_one_unit() -> None:
    assert batches.units(discovery.files(["."], QUIET), QUIET) == [
        Unit(("app/consts.py", "app/llm.py", "app/net.py"))
    ]


def test_a_file_is_read_once_where_the_project_lies_above_the_working_directory(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "app")

    assert batches.units(discovery.files(["."], QUIET), QUIET) == [
        Unit(("consts.py", "llm.py", "net.py"))
    ]


@pytest.mark.usefixtures("project")
def test_the_others_of_a_project_are_context_when_one_file_is_named() -> None:
    assert batches.units(["app/llm.py"], QUIET) == [
        Unit(("app/llm.py",), ("app/consts.py", "app/net.py"))
    ]


@pytest.mark.usefixtures("project")
def test_a_file_that_asks_another_vendor_is_in_no_unit() -> None:
    assert batches.units(["app/other.py"], QUIET) == []


@pytest.mark.usefixtures("project")
def test_an_id_is_found_in_the_module_that_holds_it() -> None:
    assert findings(["."]) == [
        ("app/consts.py", "GLM101", True),
        ("app/llm.py", "GLM201", True),
    ]


@pytest.mark.usefixtures("project")
def test_a_run_over_the_call_alone_names_the_id_elsewhere_without_a_fix() -> None:
    assert findings(["app/llm.py"]) == [
        ("app/consts.py", "GLM101", False),
        ("app/llm.py", "GLM201", True),
    ]


@pytest.mark.usefixtures("project")
def test_a_run_over_the_id_alone_sees_the_call_that_reads_it() -> None:
    assert findings(["app/consts.py"]) == [("app/consts.py", "GLM101", True)]


@pytest.mark.usefixtures("project")
def test_an_excluded_file_is_not_reported_even_when_it_holds_the_id() -> None:
    config = Config(ignore=QUIET.ignore, exclude=("consts.py",), respect_gitignore=False)
    files = discovery.files(["app/llm.py"], config)

    found = schedule.merged(schedule.outcomes(batches.units(files, config), Job(config)))

    assert [outcome.report.path.name for outcome in found] == ["llm.py"]


def test_a_fix_plans_all_files_of_a_unit(project: Path) -> None:
    files = discovery.files(["."], QUIET)

    found = schedule.merged(schedule.outcomes(batches.units(files, QUIET), Job(QUIET, fix=True)))

    planned = {o.report.path.name: o.fixed.after.text for o in found if o.fixed}
    assert planned == {
        "consts.py": CONSTS.replace("4.5", "4.6"),
        "llm.py": CALL.replace(", top_p=0.9", ""),
    }
    assert (project / "app" / "consts.py").read_text() == CONSTS


def test_a_broken_file_of_a_unit_is_reported_and_harms_no_other(project: Path) -> None:
    (project / "app" / "net.py").write_text(NET + "def :\n")

    assert [(path, code) for path, code, _ in findings(["."])] == [
        ("app/consts.py", "GLM101"),
        ("app/llm.py", "GLM201"),
        ("app/net.py", "GLM901"),
    ]


def test_a_group_too_large_for_memory_is_handled_in_pieces(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MAX_UNIT", 2 * len(CALL))
    (project / "app" / "net.py").write_text(NET.ljust(len(CALL), "#"))

    parts = batches.units(discovery.files([str(project)], QUIET), QUIET)

    assert len(parts) > 1
    assert findings(["."])[0] == ("app/consts.py", "GLM101", True)


def test_a_suspicious_file_is_a_unit_of_its_own(project: Path) -> None:
    (project / "app" / "deep.py").write_text(
        "from app.consts import MODEL\n# glm-4.5\n" + "(" * 200 + ")" * 200
    )

    assert Unit(("app/deep.py",)) in batches.units(discovery.files(["."], QUIET), QUIET)


def test_a_folder_without_a_marker_ends_at_its_outermost_package(tmp_path: Path) -> None:
    inner = tmp_path / "site-packages" / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").write_text("")

    assert boundary.project_of(str(inner / "m.py")) == tmp_path / "site-packages"
