"""`glm-migrate report`: every item, call and file is in it, in every format, and no secret."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from glm_migrate.cli.main import run as command
from glm_migrate.config.schema import Config
from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.project import unscanned_files
from glm_migrate.project.batches import units
from glm_migrate.project.discovery import files
from glm_migrate.report.context import ReportContext
from glm_migrate.report.migration_report import FORMATS, markdown, render
from glm_migrate.report.migration_report.assembly import Input, document
from glm_migrate.report.migration_report.document import Document, Item, State
from glm_migrate.rules.selectors import codes, selected
from glm_migrate.runner import schedule
from glm_migrate.runner.job import Job

ROOT = Path(__file__).parents[3]
FIXTURES = sorted(path for path in (ROOT / "fixtures").iterdir() if path.is_dir())
SCHEMA = json.loads(
    (ROOT / "glm_migrate/report/migration_report/report.schema.json").read_text(encoding="utf-8")
)
GUIDE = "https://docs.z.ai/guides/overview/migrate-to-glm-4.6"
ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = "client.chat.completions.create({}, messages=[])\n"


def made(paths: Sequence[Path], config: Config | None = None) -> Document:
    """The report on some files or directories."""
    config = config or Config()
    names = [str(path) for path in paths]
    found = files(names, config)
    order = Job(config, survey=True)
    reports = [
        one.report for one in schedule.merged(schedule.outcomes(units(found, config), order))
    ]
    given = Input(
        reports,
        found,
        unscanned_files.unscanned(names, found, config),
        frozenset(rule.code for rule in selected(config)),
        GUIDE,
        ignored=frozenset(code for one in config.ignore for code in codes(one)),
        confirmed=config.confirmed,
    )
    return document(given, ReportContext(cwd=paths[0], version="1.2.3"))


def states(found: Document) -> dict[str, str]:
    return {one.item.key: one.state.value for one in found.items}


def row(found: Document, key: str) -> Item:
    return next(one for one in found.items if one.item.key == key)


def project(folder: Path, **texts: str) -> Document:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return made([folder])


def only_call(folder: Path, code: str) -> CallSummary:
    (call,) = project(folder, app=code).calls
    return call.record


# ---- what is in it


@pytest.mark.parametrize(
    ("code", "item", "state"),
    [
        pytest.param(
            ASK.format('model="glm-4.6"'), "model-identifier", State.DONE, id="the target is done"
        ),
        pytest.param(
            ASK.format('model="glm-4.5"'), "model-identifier", State.FIXABLE, id="an id is fixable"
        ),
        pytest.param(
            ASK.format('model="glm-4.5-air"'),
            "model-identifier",
            State.DECISION,
            id="a dearer model needs a decision",
        ),
        pytest.param(
            f"def ask(m):\n    {ASK.format('model=m')}",
            "model-identifier",
            State.UNSEEN,
            id="a parameter can't be seen",
        ),
        pytest.param(
            ASK.format('model="glm-4.5"'), "sampling", State.DECISION, id="a default that shifts"
        ),
        pytest.param(
            ASK.format('model="glm-4-plus"'), "thinking", State.DECISION, id="thinking that comes"
        ),
        pytest.param(
            ASK.rstrip()
            .format('model="glm-4.6", stream=True')
            .join(
                ("for c in ", ":\n    if c.choices:\n        show(c.choices[0].delta.content)\n")
            ),
            "streaming",
            State.DECISION,
            id="reasoning that is dropped",
        ),
        pytest.param(
            'NAMES = ["glm-4.5", "glm-4"]\n' + ASK.format('model="glm-4.6"'),
            "model-identifier",
            State.DONE,
            id="a list that is only worth knowing",
        ),
        pytest.param(
            ASK.format('model="glm-4.6", temperature=0.2, top_p=0.9'),
            "sampling",
            State.FIXABLE,
            id="two samplers are fixable",
        ),
        pytest.param(
            f"def ask(**o):\n    {ASK.format('**o')}",
            "thinking",
            State.UNSEEN,
            id="a spread hides thinking",
        ),
        pytest.param(
            ASK.format('model="glm-4.6"'), "prompts", State.MANUAL, id="prompts are for a person"
        ),
        pytest.param(
            ASK.format('model="glm-4.6"'), "verification", State.MANUAL, id="so is verification"
        ),
    ],
)
def test_an_item_stands_where_its_findings_put_it(
    tmp_path: Path, code: str, item: str, state: State
) -> None:
    found = project(tmp_path, app=ZAI + code)

    assert {one.item.key: one.state for one in found.items}[item] is state


@pytest.mark.parametrize(
    ("code", "name", "before", "after"),
    [
        pytest.param(
            'model="glm-4-plus", temperature=1.0',
            "sampling",
            "temperature=1.0 (zai-sdk sends 0.99)",
            "temperature=1.0 (zai-sdk sends 0.99)",
            id="what the SDK makes of a value is told",
        ),
        pytest.param(
            'model="glm-4.5"',
            "sampling",
            "server default (temperature 0.6, top_p 0.95)",
            "server default (temperature 1.0, top_p 0.95)",
            id="the defaults before and after",
        ),
        pytest.param(
            'model="glm-4-plus", temperature=0.2, top_p=0.9',
            "sampling",
            "temperature=0.2, top_p=0.9",
            "temperature=0.2",
            id="one of two samplers stays",
        ),
        pytest.param('model="glm-4-plus"', "thinking", "off", "on by default", id="thinking comes"),
        pytest.param('model="glm-z1-air"', "thinking", "on", "on by default", id="it stays on"),
        pytest.param(
            'model="glm-4.6", thinking={"type": "enabled"}',
            "thinking",
            "on",
            "on",
            id="thinking is on",
        ),
        pytest.param(
            'model="glm-4.6", thinking={"type": "disabled"}',
            "thinking",
            "off",
            "off",
            id="thinking is off",
        ),
        pytest.param("**options", "sampling", "not seen", "not seen", id="a spread hides it"),
    ],
)
def test_a_call_tells_before_and_after(
    tmp_path: Path, code: str, name: str, before: str, after: str
) -> None:
    text = f"{ZAI}def ask(**options):\n    {ASK.format(code)}"
    change = getattr(only_call(tmp_path, text), name)

    assert (change.before, change.after) == (before, after)


def test_a_model_tells_price_and_context(tmp_path: Path) -> None:
    (model,) = only_call(tmp_path, ZAI + ASK.format('model="glm-4.5-air"')).models

    assert (model.id, model.becomes, model.how) == ("glm-4.5-air", "glm-4.6", "unsafe")
    assert model.price.before == "USD 0.2/1.1 (2026-10-08)"
    assert model.price.after == "USD 0.6/2.2 (2026-10-08)"
    assert (model.context.before, model.context.after) == ("128K", "200K")


def test_an_unknown_price_stays_unknown(tmp_path: Path) -> None:
    (model,) = only_call(tmp_path, ZAI + ASK.format('model="glm-3-turbo"')).models

    assert model.price.before == "unknown"


def test_what_fix_does_is_told_apart_from_what_is_left(tmp_path: Path) -> None:
    record = only_call(tmp_path, ZAI + ASK.format('model="glm-4.5", max_tokens=100'))

    assert record.will == ('Use "glm-4.6"',)
    assert record.may == ("Pin temperature=0.6",)
    assert [left.code for left in record.left] == ["GLM202", "GLM302"]
    assert record.state == "decision"


def test_every_file_ends_somewhere(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        broken="client = 'glm-4.5'\ndef (",
        clean=ZAI + ASK.format('model="glm-4.6", temperature=0.2'),
        decide=ZAI + ASK.format('model="glm-4-flash", temperature=0.2'),
        fixable=ZAI + ASK.format('model="glm-4.5", temperature=0.2'),
        hidden=ZAI + f"def ask(m):\n    {ASK.format('model=m, temperature=0.2')}",
        other="print('no model here')\n",
    )

    assert {file.path: file.state for file in found.files} == {
        "broken.py": "unseen",
        "clean.py": "clean",
        "decide.py": "decision",
        "fixable.py": "fixable",
        "hidden.py": "unseen",
    }
    assert found.searched == 6
    whats = [one.what for one in found.unchecked]
    assert whats[0] == "broken.py is not valid Python"
    assert whats[1] == "1 call not resolved"
    assert whats[-1] == "1 file not parsed"


def test_a_suppressed_finding_is_told_with_its_reason(tmp_path: Path) -> None:
    code = ASK.format('model="glm-4.5", temperature=0.2').rstrip()
    comment = "  # glm-migrate: ignore[GLM101] -- pinned by contract\n"
    found = project(tmp_path, app=ZAI + code + comment)

    ((evidence, reason),) = found.suppressed
    assert (evidence.code, reason) == ("GLM101", "pinned by contract")
    model = row(found, "model-identifier")
    assert (model.state, model.count("accepted")) == (State.DONE, 1)


def test_rules_that_did_not_run_are_named(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(ZAI, encoding="utf-8")
    found = made([tmp_path], Config(ignore=("GLM202",)))

    off = {one.why: one.places for one in found.unchecked if one.what.endswith("not run")}
    assert off["ignored by the settings"] == ("GLM202 sampling-default-shift",)
    assert "GLM801 no-regression-test" in off["off unless they are selected by name"]


def test_another_target_is_data(tmp_path: Path) -> None:
    target = ROOT / "tests/knowledge/targets/made-up.toml"
    (tmp_path / "app.py").write_text(
        ZAI + ASK.format('model="glm-4.6"') + ASK.format('model="glm-5"'), encoding="utf-8"
    )
    found = made([tmp_path], Config(target=str(target)))

    older, newer = (call.record for call in found.calls)
    assert older.models[0].becomes == "glm-4.7"
    assert older.sampling.after == "server default (temperature 0.8, top_p 0.7)"
    assert newer.models[0].how == "same"
    assert newer.state == "clean"


# ---- formats


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
@pytest.mark.parametrize("state", ["before", "after", "decided"])
def test_the_data_fit_the_schema(fixture: Path, state: str, tmp_path: Path) -> None:
    config = Config(confirmed={"prompts": "read", "model-identifier": "seen"})
    shutil.copytree(fixture / state, tmp_path / state)  # what lies around it is no part of it
    data = json.loads(render("json", made([tmp_path / state], config)))

    jsonschema.Draft202012Validator(SCHEMA).validate(data)


def test_odd_text_fits_the_schema(tmp_path: Path) -> None:
    """Names and texts beyond the first plane, silenced findings, errors, ids in other files."""
    comment = "  # glm-migrate: ignore[GLM101] -- by contract 📜"
    code = ZAI + "def 𝒻(m):\n    " + ASK.format('model=m, user="📜\x1b"')
    texts = {
        "a b%23?.py": code,
        "📜 x.py": ZAI + ASK.format('model="glm-4.5"').rstrip() + comment + "\n",
        "broken 📜.py": "glm = 'glm-4.5'\ndef (",
        "📜.yaml": "model: glm-4.5\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = json.loads(render("json", made([tmp_path], Config(respect_gitignore=False))))

    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    paths = {one["path"] for one in data["files"]}
    assert paths == set(texts)
    links = [call["link"] for call in data["calls"]]
    assert "a%20b%2523%3F.py#L5" in links
    assert data["suppressed"][0]["reason"] == "by contract 📜"


def test_a_name_that_is_no_text_can_be_reported(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.py")
    try:
        path.write_text(ZAI + ASK.format('model="glm-4.5"'), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    out = tmp_path / "report"
    for name in FORMATS:
        assert command(["report", str(tmp_path), "--format", name, "-o", str(out)]) == 0
        assert "a\\udcff.py" in out.read_text(encoding="utf-8")
    command(["report", str(tmp_path), "--format", "json", "-o", str(out)])
    data = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert data["calls"][0]["link"].endswith("/a%FF.py#L4")


def test_the_schema_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    data = json.loads(render("json", project(tmp_path, app=ZAI + ASK.format('model="glm-4.5"'))))
    data["calls"][0]["state"] = "fine"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(data)


HOSTILE = "a<script>alert(1)</script>|b&c"


class Page(HTMLParser):
    """The tags of a page and whether each is closed."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_html_is_one_closed_file_without_scripts(tmp_path: Path) -> None:
    code = f'{ZAI}def ask({"x" * 3}):\n    """{HOSTILE}"""\n    ' + ASK.format(
        f'model="{HOSTILE}" or "glm-4.5", temperature="{HOSTILE}"'
    )
    text = render("html", project(tmp_path, app=code))
    page = Page()
    page.feed(text)

    assert page.open == []
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert "<script" not in text
    assert all(value.startswith(("https://docs.z.ai/", "#", "app.py#L")) for value in page.values)
    assert {"html", "main", "h1", "h2", "caption"} <= set(page.tags)
    assert '<html lang="en">' in text
    assert 'name="viewport"' in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a|b", r"a\|b", id="a bar does not end the cell"),
        pytest.param("<b>", "&lt;b&gt;", id="no tags"),
        pytest.param("@me #1", "&#64;me &#35;1", id="nobody is called"),
        pytest.param("`**x|y` *z*", r"`**x\|y` &#42;z&#42;", id="code stays code"),
        pytest.param("a ` b", "a &#96; b", id="a lonely backtick"),
        pytest.param("a\n\tb", "a b", id="one line"),
    ],
)
def test_a_cell_of_the_markdown_is_text(text: str, expected: str) -> None:
    assert markdown.cell(text) == expected


def test_the_markdown_fits_and_counts_what_does_not(tmp_path: Path) -> None:
    found = project(tmp_path, app=ZAI + ASK.format('model="glm-4.5"') * 400)
    text = render("markdown", found)

    assert len(text) <= markdown.LIMIT
    rows = text.count("zai-sdk, sends to ")
    assert f"{400 - rows} more calls do not fit here" in text
    assert "### What was not checked, and why" in text


def test_a_short_markdown_has_every_call(tmp_path: Path) -> None:
    text = render("markdown", project(tmp_path, app=ZAI + ASK.format('model="glm-4.5"')))

    assert "more calls" not in text
    assert text.count("\n| [app.py:4]") == 1


def test_an_empty_project_says_so(tmp_path: Path) -> None:
    found = project(tmp_path)

    for name in FORMATS:
        text = render(name, found)
        assert text.endswith("\n")
        assert name == "json" or "No GLM call was found." in text
    assert found.is_green


def test_secrets_do_not_get_into_a_report(tmp_path: Path) -> None:
    key = "0123456789abcdef0123456789abcdef.ABCDEFGHIJKLMNOP"
    code = (
        f"from zai import ZaiClient\nZaiClient(api_key='{key}').chat.completions.create(model=m)\n"
    )
    found = project(tmp_path, app=code)

    assert all(key not in render(name, found) for name in FORMATS)


# ---- the command


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "fixtures/service/before", tmp_path / "service")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_SHA", raising=False)
    return tmp_path


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = command(["report", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_command_prints_text(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = output(capsys, "service")

    assert status == 0
    assert out.startswith("Migration to glm-4.6\n")
    assert "1. Model identifier: needs a decision" in out


def test_the_command_writes_a_file(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = output(capsys, "service", "--format", "html", "-o", "report.html")

    assert (status, out) == (0, "")
    assert (service / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_links_lead_to_the_repository_in_a_run_of_github(
    service: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "team/app")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    _, out, _ = output(capsys, "service", "--format", "json")

    links = {call["link"].partition("#")[0] for call in json.loads(out)["calls"]}
    assert links == {"https://github.example/team/app/blob/abc/service/app/llm.py"}


# Those of `config` that it refuses; the others are settings, which it prints.
CHANGE_NOTHING = ("--diff", "--statistics", "--show-files", "--exit-zero")


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        *(("config", flag) for flag in CHANGE_NOTHING),
        *(("report", flag) for flag in (*CHANGE_NOTHING, "--unsafe-fixes", "--fail-on=error")),
    ],
)
def test_a_flag_that_would_change_nothing_is_refused(
    service: Path, capsys: pytest.CaptureFixture[str], name: str, flag: str
) -> None:
    assert command([name, "service", flag]) == 2
    said = capsys.readouterr().err
    assert "No such option" in said
    assert flag.partition("=")[0] in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("-",), "report needs files", id="standard input"),
        pytest.param(("gone",), "no such file or directory: gone", id="a missing path"),
        pytest.param(("--target", "gone.toml"), "gone.toml: No such file", id="a missing target"),
    ],
)
def test_what_can_not_be_reported_is_a_usage_error(
    service: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], message: str
) -> None:
    status, out, err = output(capsys, *arguments)

    assert (status, out) == (2, "")
    assert message in err


def test_a_target_file_in_the_settings_is_found_beside_them(
    service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(ROOT / "tests/knowledge/targets/made-up.toml", service / "target.toml")
    (service / "glm-migrate.toml").write_text('target = "target.toml"\n', encoding="utf-8")
    status, out, _ = output(capsys, "service", "--format", "json")

    assert status == 0
    data: dict[str, Any] = json.loads(out)
    assert data["target"] == "glm-4.7"
    assert data["items"][0]["url"].startswith("https://example.com/guide#")
