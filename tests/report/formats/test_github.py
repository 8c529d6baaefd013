"""GitHub Actions: workflow commands within its limits, and the step summary."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.cli.main import run
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.report.formats import github, render
from glm_migrate.text.source import Span
from tests.report.sample_reports import ALL, CONTEXT, finding, llm, outside


def many(**counts: int) -> FileReport:
    """A report with that many findings of each severity, the mildest first."""
    found: list[Finding] = [
        finding("a.py", Span(0, 0), message=f"{word} {number}", severity=Severity[word.upper()])
        for word in ("info", "warning", "error")
        for number in range(counts.get(word, 0))
    ]
    return FileReport(Path("a.py"), None, tuple(found))


def test_annotations_name_files_from_the_repository_and_put_errors_first() -> None:
    assert render("github", [llm()], CONTEXT).splitlines() == [
        "::error title=glm-migrate (GLM101),file=app/llm.py,line=3,col=9,endLine=3,endColumn=18"
        "::app/llm.py:3:9: GLM101 `glm-4.5` is older than glm-4.6",
        "::error title=glm-migrate (GLM101),file=app/llm.py,line=8,col=9,endLine=8,endColumn=22"
        "::app/llm.py:8:9: GLM101 `glm-4.5-air` is older than glm-4.6",
        "::warning title=glm-migrate (GLM201),file=app/llm.py,line=7,endLine=9"
        "::app/llm.py:7:9: GLM201 temperature and top_p are both set",
        "::notice title=glm-migrate (GLM903),file=app/llm.py,line=7,col=9,endLine=7,endColumn=20"
        "::app/llm.py:7:9: GLM903 cannot see: messages",
    ]


def test_annotations_escape_what_ends_a_property_or_a_line() -> None:
    found = finding("a:b,%.py", Span(0, 0), message="50%\r\n::error::x")

    assert render("github", [FileReport(Path("a:b,%.py"), None, (found,))], CONTEXT) == (
        "::error title=glm-migrate (GLM101),file=app/a%3Ab%2C%25.py,line=1,col=1,endLine=1,"
        "endColumn=1::app/a:b,%25.py:1:1: GLM101 50%25%0D%0A::error::x\n"
    )


def test_nothing_found_says_nothing() -> None:
    assert render("github", [many()], CONTEXT) == ""


@pytest.mark.parametrize(
    ("counts", "shown", "dropped"),
    [
        pytest.param({"error": 10, "warning": 10, "info": 9}, (10, 10, 9), 0, id="all fit"),
        pytest.param({"error": 11}, (10, 0, 1), 1, id="one error too many"),
        pytest.param({"warning": 12, "error": 1}, (1, 10, 1), 2, id="two warnings too many"),
        pytest.param({"info": 10}, (0, 0, 10), 1, id="the closing notice needs a place"),
        pytest.param({"error": 30, "warning": 30, "info": 30}, (10, 10, 10), 61, id="of each"),
    ],
)
def test_stops_where_github_drops_the_rest(
    counts: dict[str, int], shown: tuple[int, int, int], dropped: int
) -> None:
    lines = render("github", [many(**counts)], CONTEXT).splitlines()

    kinds = [line[2:].partition(" ")[0] for line in lines]
    assert tuple(kinds.count(kind) for kind in ("error", "warning", "notice")) == shown
    assert kinds == sorted(kinds, key=("error", "warning", "notice").index)
    closing = [line for line in lines if "not shown here" in line]
    assert closing == (
        [
            f"::notice title=glm-migrate::{dropped} more not shown here: GitHub keeps 10 errors "
            "and 10 warnings a step. 'glm-migrate check' lists them."
        ]
        if dropped
        else []
    )


SHORT = "## Migration to glm-4.6\n\nthe eight items\n"
ROW = "| app/a.py:1:1 |"


def test_the_closing_notice_names_the_summary_only_where_one_is_written() -> None:
    context = replace(CONTEXT, summarized=True)

    assert render("github", [many(error=11)], context).endswith(
        "The summary of the job lists them.\n"
    )


def test_summary_has_the_short_form_and_the_findings() -> None:
    text = github.summary(SHORT, [llm(), outside()], CONTEXT)

    assert text == (
        f"{SHORT}\n### Findings\n\n| place | rule | finding |\n|---|---|---|\n"
        "| app/llm.py:3:9 | GLM101 [*] | `glm-4.5` is older than glm-4.6 |\n"
        "| app/llm.py:8:9 | GLM101 [?] | `glm-4.5-air` is older than glm-4.6 |\n"
        "| /else where/ü.py:1:5 | GLM101 [*] | old: 100%, a,b end |\n"
        "| app/llm.py:7:9 | GLM201 | temperature and top_p are both set |\n"
        "| app/llm.py:7:9 | GLM903 | cannot see: messages |\n"
    )


def test_summary_of_nothing_is_the_short_form() -> None:
    assert github.summary(SHORT, [], CONTEXT) == SHORT


def test_summary_keeps_cells_apart() -> None:
    found = finding("a|b.py", Span(0, 0), message="<b>&\r\nx|y")

    text = github.summary(SHORT, [FileReport(Path("a|b.py"), None, (found,))], CONTEXT)

    assert "| app/a\\|b.py:1:1 | GLM101 | &lt;b>&amp;  x\\|y |\n" in text


def test_summary_stops_at_its_limit() -> None:
    reports = [many(error=500)]
    whole = github.summary(SHORT, reports, CONTEXT)

    cut = github.summary(SHORT, reports, CONTEXT, limit=5000)

    rows = cut.count(ROW)
    assert 0 < rows < 500
    assert cut.endswith(f"\n{500 - rows} more findings do not fit into this summary.\n")
    assert len(cut.encode()) <= 5000
    assert github.summary(SHORT, reports, CONTEXT, limit=len(whole.encode()) + 60) == whole
    assert github.summary(SHORT, reports, CONTEXT, limit=100) == ""


def test_summary_is_appended_where_github_says(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")

    said = github.write_summary(SHORT, ALL, CONTEXT, {"GITHUB_STEP_SUMMARY": str(path)})

    expected = "before\n" + github.summary(SHORT, ALL, CONTEXT)
    assert (said, path.read_text(encoding="utf-8")) == ("", expected)


def test_summary_counts_what_the_file_already_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setattr(github, "SUMMARY_LIMIT", 6000)
    reports, environ = [many(error=500)], {"GITHUB_STEP_SUMMARY": str(path)}

    said = [github.write_summary(SHORT, reports, CONTEXT, environ) for _ in range(3)]

    assert 5000 < path.stat().st_size <= 6000
    assert said[0] == ""
    assert said[-1] == f"{path} has no room left within GitHub's limit"


@pytest.mark.parametrize("environ", [{}, {"GITHUB_STEP_SUMMARY": ""}], ids=["unset", "empty"])
def test_no_summary_is_written_outside_of_actions(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert github.write_summary(SHORT, ALL, CONTEXT, environ) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_summary_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none" / "x"

    said = github.write_summary(SHORT, ALL, CONTEXT, {"GITHUB_STEP_SUMMARY": str(path)})

    assert said == f"{path}: No such file or directory"


def test_a_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"

    github.write_summary("a\udcff.py\n", [], CONTEXT, {"GITHUB_STEP_SUMMARY": str(path)})

    assert path.read_text(encoding="utf-8") == "a?.py\n"


# ---- the commands


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a call to migrate, in a run of GitHub's; the answer is the summary's file."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    (tmp_path / "app.py").write_text(
        "from zai import ZaiClient\n\n"
        'ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=0.2)\n',
        encoding="utf-8",
    )
    return path


def test_check_appends_the_reports_short_form(actions: Path) -> None:
    assert run(["check", "app.py", "--output-format", "github"]) == 1
    assert run(["report", "app.py", "--format", "markdown", "-o", "report.md"]) == 0

    text = actions.read_text(encoding="utf-8")
    whole = Path("report.md").read_text(encoding="utf-8")
    head, _, rest = whole.partition("\n<details>")
    title, said = head.split("\n", 1)
    assert text.startswith(f"{title.partition(':')[0]}\n{said}")
    assert rest.rpartition("</details>\n")[2] in text
    assert "1 call checked." in text
    assert text.endswith('| app.py:3:43 | GLM101 [*] | "glm-4.5" is older than glm-4.6 |\n')


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("fix", "--allow-no-vcs"), id="fix"),
        pytest.param(("check", "--diff"), id="a diff"),
    ],
)
def test_a_run_that_knows_no_calls_claims_none(actions: Path, arguments: tuple[str, ...]) -> None:
    run([*arguments, "app.py", "--output-format", "github"])

    text = actions.read_text(encoding="utf-8")
    assert "| ✅ done | 0 | 0 | 0 |  |" in text
    assert "0 calls" not in text
    assert "No GLM call was found" not in text


def test_standard_input_has_a_summary_too(actions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path("app.py").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    assert run(["check", "-", "--stdin-filename", "app.py", "--output-format", "github"]) == 1
    assert "GLM101 [*]" in actions.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--output-format", "concise"), id="another format"),
        pytest.param(("--output-format", "github", "--silent"), id="silence"),
    ],
)
def test_nothing_is_appended_where_nobody_asked(actions: Path, arguments: tuple[str, ...]) -> None:
    run(["check", "app.py", *arguments])

    assert not actions.exists()


def test_a_summary_that_fails_is_told_and_fails_nothing(
    actions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(actions / "none"))
    actions.mkdir()
    (actions / "none").mkdir()
    Path("app.py").write_text("# glm-4.5\n", encoding="utf-8")

    assert run(["check", "app.py", "--output-format", "github"]) == 0
    err = capsys.readouterr().err
    assert f"Warning: the step summary was not written: {actions / 'none'}: Is a directory" in err


def test_without_a_root_paths_start_at_the_working_directory() -> None:
    assert "file=llm.py," in render("github", [llm()], replace(CONTEXT, root=None))
