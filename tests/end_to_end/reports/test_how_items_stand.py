"""How an item of the report stands: done only where everything that could concern it was seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from glm_migrate.cli.main import run as command
from glm_migrate.config.schema import Config
from glm_migrate.report.migration_report import FORMATS, render
from glm_migrate.report.migration_report.document import Document, State
from glm_migrate.runner import dispatch, task
from glm_migrate.text import guarded
from tests.end_to_end.reports.test_migration_report import ASK, ZAI, made, project, row, states

SEEN = ("model-identifier", "sampling", "thinking", "streaming", "tool-streaming", "max-tokens")
GOOD = ZAI + ASK.format('model="glm-4.6", temperature=0.2')
STREAMED = (
    "stream = client.chat.completions.create(model='glm-4.6', messages=[], stream=True{})\n"
    "for chunk in stream:\n    print(chunk.usage)\n"
)
SAYS = {"prompts": "read by Li on 2026-11-20", "verification": "regression run 118 is green"}


# ---- files that could not be checked


def broken(folder: Path) -> None:
    (folder / "app.py").write_bytes(b"MODEL = 'glm-4.5'\ndef (")


def broken_settings(folder: Path) -> None:
    (folder / "app.json").write_bytes(b'{"model": "glm-4.5",')


def undecodable(folder: Path) -> None:
    (folder / "app.py").write_bytes(b"MODEL = 'glm-4.5'  # \xff\n")


def wide(folder: Path) -> None:
    (folder / "app.py").write_bytes("MODEL = 'glm-4.5'\n".encode("utf-16"))


def wide_big_endian(folder: Path) -> None:
    (folder / "app.py").write_bytes(b"\xfe\xff" + "MODEL = 'glm-4.5'\n".encode("utf-16-be"))


def huge(folder: Path) -> None:
    line = b"# %b\n" % (b"x" * 1000)
    (folder / "app.py").write_bytes(b"MODEL = 'glm-4.5'\n" + line * (dispatch.MAX_BYTES // 1000))


UNCHECKED = {
    "a syntax error": (broken, "app.py is not valid Python"),
    "a broken settings file": (broken_settings, "app.json could not be parsed"),
    "bytes that are no text": (undecodable, "app.py could not be read"),
    "UTF-16": (wide, "app.py could not be read"),
    "UTF-16, the other way round": (wide_big_endian, "app.py could not be read"),
    "a file that is too large": (huge, "app.py could not be read"),
}


@pytest.mark.parametrize(("make", "what"), UNCHECKED.values(), ids=UNCHECKED)
@pytest.mark.parametrize("beside", [True, False], ids=["beside a good file", "alone"])
def test_nothing_is_done_while_a_file_was_not_checked(
    tmp_path: Path, make: Callable[[Path], None], what: str, beside: bool
) -> None:
    make(tmp_path)
    if beside:
        (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    found = made([tmp_path], Config(respect_gitignore=False))

    assert {states(found)[key] for key in SEEN} == {"cannot see"}
    assert {states(found)[key] for key in ("prompts", "verification")} == {"manual"}
    (gap,) = [one for one in row(found, "sampling").evidence if one.kind == "unseen"]
    path, _, problem = what.partition(" ")
    assert (gap.path, gap.code[:4]) == (path, "GLM9")
    assert gap.message == f"the file {problem}, so it was not checked"
    assert what in [one.what for one in found.unchecked]
    assert [file.state for file in found.files if file.path == path] == ["unseen"]
    assert not found.is_green


def test_a_file_that_may_not_be_read_leaves_everything_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = guarded.read

    def refuse(path: str, *_: object) -> bytes:
        if path.endswith("secret.py"):
            raise PermissionError(13, "Permission denied", path)
        return read(path)

    monkeypatch.setattr(guarded, "read", refuse)
    found = project(tmp_path, secret="print()\n", app=GOOD)

    assert {states(found)[key] for key in SEEN} == {"cannot see"}
    (told,) = [one for one in found.unchecked if one.what == "secret.py could not be read"]
    assert told.why == "Permission denied"


def test_a_defect_of_ours_leaves_its_file_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "_check", lambda *_: 1 / 0)
    found = project(tmp_path, app=GOOD)

    assert {states(found)[key] for key in SEEN} == {"cannot see"}
    (reason,) = [one.why for one in found.unchecked if one.what == "app.py could not be read"]
    assert reason.startswith("internal error, so this file was not checked: ZeroDivisionError")


def test_a_file_that_the_user_gave_up_is_accepted_and_still_told(tmp_path: Path) -> None:
    broken(tmp_path)
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    config = Config(per_file_ignores={"app.py": ("GLM901",)}, root=tmp_path)
    found = made([tmp_path], config)

    assert states(found)["sampling"] == "done"
    assert row(found, "sampling").count("accepted") == 1
    (told,) = [one for one in found.unchecked if one.what == "app.py is not valid Python"]
    assert told.why.endswith("(accepted: per-file-ignores: app.py)")


# ---- what does not apply


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("", dict.fromkeys((*SEEN, "prompts"), "not applicable"), id="no call"),
        pytest.param(
            GOOD,
            {"streaming": "not applicable", "tool-streaming": "not applicable"},
            id="a call that streams nothing",
        ),
        pytest.param(
            ZAI + STREAMED.format(""),
            {"streaming": "done", "tool-streaming": "not applicable"},
            id="a stream without tools",
        ),
        pytest.param(
            ZAI + STREAMED.format(", tools=[], tool_stream=True"),
            {"streaming": "done", "tool-streaming": "done"},
            id="a stream with tools",
        ),
    ],
)
def test_an_item_without_a_call_does_not_apply(
    tmp_path: Path, code: str, expected: dict[str, str]
) -> None:
    found = states(project(tmp_path, app=code))

    assert {key: found[key] for key in expected} == expected


# ---- what is seen


def test_an_item_tells_what_its_calls_send(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        one=GOOD,
        two=ZAI + STREAMED.format(", top_p=0.5, max_tokens=9000, tools=[], tool_stream=True"),
    )

    assert {
        key: [(one.place, one.message) for one in row(found, key).evidence] for key in SEEN
    } == {
        "model-identifier": [
            ("one.py:4", "glm-4.6 (the target)"),
            ("two.py:4", "glm-4.6 (the target)"),
        ],
        "sampling": [("one.py:4", "temperature=0.2"), ("two.py:4", "top_p=0.5")],
        "thinking": [("one.py:4", "on by default"), ("two.py:4", "on by default")],
        "streaming": [("two.py:4", "stream=True")],
        "tool-streaming": [("two.py:4", "tools, tool_stream=True")],
        "max-tokens": [("one.py:4", "no max_tokens"), ("two.py:4", "max_tokens=9000")],
    }
    assert {one.kind for item in found.items for one in item.evidence} == {"seen"}


def test_a_value_that_is_hidden_is_not_claimed_to_be_missing(tmp_path: Path) -> None:
    code = ASK.format('model="glm-4.6", max_tokens=limit, **more')
    found = project(tmp_path, app=f"{ZAI}def ask(limit, **more):\n    {code}")

    limit = "max_tokens: parameter `limit` of `ask` is set by its callers"
    assert [one.message for one in row(found, "max-tokens").evidence] == [limit]
    assert states(found)["max-tokens"] == "cannot see"
    assert row(found, "sampling").count("seen") == 0


@pytest.mark.parametrize(
    ("item", "sent"),
    [
        pytest.param("sampling", "temperature=value", id="one sampler"),
        pytest.param("thinking", "thinking=value", id="thinking"),
        pytest.param("streaming", "stream=value", id="whether it streams"),
        pytest.param("tool-streaming", "stream=value, tools=value", id="tools"),
        pytest.param("tool-streaming", "stream=True, tools=[], tool_stream=value", id="the flag"),
        pytest.param("max-tokens", "max_tokens=value", id="the limit"),
    ],
)
def test_an_item_is_not_done_while_a_value_is_not_seen(
    tmp_path: Path, item: str, sent: str
) -> None:
    call = ASK.format('model="glm-4.6", ' + sent)
    found = project(tmp_path, app=f"{ZAI}def ask(value):\n    return {call}", other=GOOD)

    assert states(found)[item] == "cannot see"
    assert any(one.kind == "unseen" and one.line == 5 for one in row(found, item).evidence)


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        pytest.param("", "no loop over it was found", id="nobody"),
        pytest.param("send(stream)", "passed to `send`", id="code outside the project"),
    ],
)
def test_streaming_is_not_done_while_the_reader_is_not_seen(
    tmp_path: Path, reader: str, why: str
) -> None:
    call = ASK.format('model="glm-4.6", stream=True')
    found = project(tmp_path, app=f"{ZAI}stream = {call}{reader}\n")

    (evidence,) = row(found, "streaming").evidence
    assert evidence.kind == "unseen"
    assert why in evidence.message


def test_a_framework_decides_itself_whether_it_streams(tmp_path: Path) -> None:
    text = (
        "from langchain_openai import ChatOpenAI\n\n"
        'llm = ChatOpenAI(model="glm-4.6", base_url="https://api.z.ai/api/paas/v4")\n'
    )

    assert states(project(tmp_path, app=text))["streaming"] == "cannot see"


# ---- ids without a call


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('agent = Agent(model="{}")\n', id="a keyword"),
        pytest.param('MODEL = "{}"\n', id="a constant"),
        pytest.param('class Settings:\n    model: str = "{}"\n', id="a field"),
    ],
)
@pytest.mark.parametrize("id", ["glm-4.5", "glm-4.6"])
def test_an_id_whose_call_is_not_seen_leaves_the_rest_open(
    tmp_path: Path, text: str, id: str
) -> None:
    found = states(project(tmp_path, app=text.format(id)))

    later = [state for key, state in found.items() if key != "model-identifier"]
    assert later == ["cannot see"] * 7


def test_an_id_that_a_call_asks_leaves_nothing_open(tmp_path: Path) -> None:
    found = project(tmp_path, app='MODEL = "glm-4.6"\n' + ZAI + ASK.format("model=MODEL"))

    assert states(found)["max-tokens"] == "done"


def test_an_id_in_a_test_is_no_setting(tmp_path: Path) -> None:
    found = project(tmp_path, test_app='agent = Agent(model="glm-4.6")\n')

    assert states(found)["max-tokens"] == "not applicable"


def test_the_same_is_told_once_with_its_places(tmp_path: Path) -> None:
    found = project(tmp_path, app=ZAI + ASK.format('model="glm-4.6", temperature=0.2') * 7)

    line = (
        "   - [seen] temperature=0.2 at app.py:4, app.py:5, app.py:6, app.py:7, app.py:8 and 2 more"
    )
    assert line in render("text", found).splitlines()


def test_many_different_values_are_counted(tmp_path: Path) -> None:
    calls = "".join(ASK.format(f'model="glm-4.6", temperature=0.{n}') for n in range(1, 10))

    text = render("text", project(tmp_path, app=ZAI + calls))

    assert "   - [seen] and 1 more; the calls below have them all" in text.splitlines()


@pytest.mark.parametrize(
    ("unsafe", "thinking", "sampling"),
    [
        pytest.param(
            (),
            "on by default",
            "server default (temperature 1.0, top_p 0.95)",
            id="a safe fix leaves both to the target",
        ),
        pytest.param(
            ("--unsafe-fixes", "--config", 'thinking="keep-off"'),
            "off",
            "temperature=0.75",
            id="an unsafe fix pins both",
        ),
    ],
)
def test_the_report_after_a_fix_tells_what_is_sent_now(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    unsafe: tuple[str, ...],
    thinking: str,
    sampling: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(ZAI + ASK.format('model="glm-4-plus"'), encoding="utf-8")
    before = made([tmp_path])
    command(["fix", "app.py", "--allow-no-vcs", "-s", *unsafe])
    after = made([tmp_path])

    assert states(before)["sampling"] == "needs a decision"
    assert states(after) == {
        **dict.fromkeys(("streaming", "tool-streaming"), "not applicable"),
        **dict.fromkeys(("model-identifier", "sampling", "thinking", "max-tokens"), "done"),
        **dict.fromkeys(("prompts", "verification"), "manual"),
    }
    assert [one.message for one in row(after, "thinking").evidence] == [thinking]
    assert [one.message for one in row(after, "sampling").evidence] == [sampling]


# ---- what a person says


def test_only_a_person_can_confirm_what_only_a_person_can_do(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(GOOD, encoding="utf-8")
    open_ones = made([tmp_path])
    found = made([tmp_path], Config(confirmed=SAYS))

    assert states(open_ones)["prompts"] == "manual"
    assert not open_ones.is_green
    assert states(found)["prompts"] == "confirmed"
    assert row(found, "prompts").note == "Confirmed in the settings: read by Li on 2026-11-20"
    assert found.is_green


HIDDEN = f"def ask(m):\n    {ASK.format('model=m, temperature=0.2')}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(HIDDEN, "confirmed", id="what can't be seen"),
        pytest.param(ASK.format('model="glm-4-flash"'), "needs a decision", id="a decision stays"),
        pytest.param(ASK.format('model="glm-4.5"'), "fixable", id="a fix stays"),
        pytest.param(ASK.format('model="glm-4.6"'), "done", id="what is done needs no word"),
    ],
)
def test_a_word_covers_only_what_the_tool_can_not_see(
    tmp_path: Path, code: str, expected: str
) -> None:
    (tmp_path / "app.py").write_text(ZAI + code, encoding="utf-8")
    found = made([tmp_path], Config(confirmed={"model-identifier": "callers pass glm-4.6"}))

    assert states(found)["model-identifier"] == expected


def test_a_confirmed_item_still_shows_what_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(ZAI + HIDDEN, encoding="utf-8")
    found = made([tmp_path], Config(confirmed={"model-identifier": "callers pass glm-4.6"}))

    assert row(found, "model-identifier").count("unseen") == 1
    assert "1. Model identifier: confirmed (1 not seen)" in render("text", found)


def test_nothing_is_confirmed_of_a_project_that_asks_no_model(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print()\n", encoding="utf-8")
    found = made([tmp_path], Config(confirmed=SAYS))

    assert set(states(found).values()) == {"not applicable"}


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        pytest.param(" -- callers pass glm-4.6", "callers pass glm-4.6", id="with a reason"),
        pytest.param("", "no reason given", id="without one"),
    ],
)
def test_an_unseen_call_is_accepted_where_it_stands(
    tmp_path: Path, comment: str, reason: str
) -> None:
    call = ASK.format("model=m, temperature=0.2").rstrip()
    found = project(
        tmp_path,
        app=f"{ZAI}def ask(m):\n    {call}  # glm-migrate: ignore[GLM903]{comment}\n",
    )

    model = row(found, "model-identifier")
    assert model.state is State.DONE
    ((kind, advice),) = [(one.kind, one.advice) for one in model.evidence]
    assert (kind, advice) == ("accepted", reason)
    assert f"[accepted] cannot see: parameter `m` of `ask` is set by its callers ({reason})" in (
        render("text", found)
    )


@pytest.mark.parametrize(
    ("code", "state"),
    [
        pytest.param(ASK.format('model=m or "glm-4.6"'), "unseen", id="a model besides"),
        pytest.param(ASK.format('model="glm-4.6", **m'), "unseen", id="parameters besides"),
        pytest.param(ASK.format('model=m or "glm-4-flash"'), "decision", id="and a decision"),
        pytest.param(ASK.format('model="glm-4.6"'), "clean", id="nothing"),
    ],
)
def test_a_call_that_hides_something_is_not_clean(tmp_path: Path, code: str, state: str) -> None:
    found = project(tmp_path, app=f"{ZAI}def ask(m):\n    {code}")

    assert [call.record.state for call in found.calls] == [state]
    assert [file.state for file in found.files] == [state]


def test_the_headline_counts_what_nobody_settled(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        f"{ZAI}def ask(m):\n    " + ASK.format('model=m or "glm-4.6", temperature=0.2'),
        encoding="utf-8",
    )
    open_ones = render("text", made([tmp_path]))
    said = {**SAYS, "model-identifier": "callers pass glm-4.6"}
    confirmed = render("text", made([tmp_path], Config(confirmed=said)))

    assert "; 1 call, 1 of 1 file still open\n" in open_ones
    assert "; 1 call, no file still open\n" in confirmed


def test_the_markdown_leads_to_what_is_open_and_counts_the_rest(tmp_path: Path) -> None:
    code = (
        ASK.format('model="glm-4.5", temperature=0.2').rstrip()
        + "  # glm-migrate: ignore[GLM101] -- by contract\n"
        + 'NAMES = ["glm-4-plus", "glm-4"]\n'
        + ASK.format('model="glm-4-flash", temperature=0.2')
    )
    text = render("markdown", project(tmp_path, app=ZAI + code))

    (line,) = [one for one in text.splitlines() if one.startswith("| 1 |")]
    assert line.endswith(
        "| 0 | 1 | 0 | 2 calls checked.<br>[app.py:6](app.py#L6) GLM101<br>1 accepted, 2 to know |"
    )
    assert "- 1 suppressed finding: app.py:4 GLM101 (by contract)" in text


# ---- rules that did not run


@pytest.mark.parametrize(
    ("config", "sampling", "thinking"),
    [
        pytest.param(Config(select=("GLM1",)), "cannot see", "cannot see", id="others selected"),
        pytest.param(Config(select=("GLM1", "GLM201")), "cannot see", "cannot see", id="one of it"),
        pytest.param(Config(ignore=("GLM202",)), "done", "done", id="one ignored by name"),
        pytest.param(Config(ignore=("GLM3",)), "done", "cannot see", id="all of it ignored"),
    ],
)
def test_an_item_whose_rules_did_not_run_is_not_done(
    tmp_path: Path, config: Config, sampling: str, thinking: str
) -> None:
    (tmp_path / "app.py").write_text(GOOD, encoding="utf-8")
    found = made([tmp_path], config)

    assert (states(found)["sampling"], states(found)["thinking"]) == (sampling, thinking)
    for key in ("sampling", "thinking"):
        did_not = "Not all rules of this item ran: "
        assert row(found, key).note.startswith(did_not) is (states(found)[key] == "cannot see")


# ---- settings and other files


def settings_beside(folder: Path, name: str, text: str) -> Document:
    (folder / "app.py").write_text(GOOD, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return made([folder], Config(respect_gitignore=False))


def test_an_id_in_the_settings_is_shown_and_leaves_the_item_open(tmp_path: Path) -> None:
    found = settings_beside(tmp_path, "models.yaml", "a: 1\nmodel: glm-4.5\n")

    model = row(found, "model-identifier")
    assert model.state is State.UNSEEN
    (place,) = [one for one in model.evidence if one.kind == "unseen"]
    assert (place.place, place.link) == ("models.yaml:2", "models.yaml#L2")
    assert place.message.startswith("names glm-4.5: no code was found that reads it")
    (told,) = [one for one in found.unchecked if one.what == "1 .yaml file naming an older id"]
    assert told.places == ("models.yaml:2 glm-4.5",)
    assert states(found)["sampling"] == "done"


def test_an_id_in_prose_is_shown_and_leaves_nothing_open(tmp_path: Path) -> None:
    found = settings_beside(tmp_path, "notes.md", "We used glm-4.5.\n")

    assert states(found)["model-identifier"] == "done"
    (told,) = [one for one in found.unchecked if one.what == "1 .md file naming an older id"]
    assert told.places == ("notes.md:1 glm-4.5",)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_what_is_unseen_and_where(tmp_path: Path, name: str) -> None:
    broken(tmp_path)
    text = render(name, settings_beside_with(tmp_path))

    assert "models.yaml:2" in text
    assert "is not valid Python" in text


def settings_beside_with(folder: Path) -> Document:
    (folder / "models.yaml").write_text("a: 1\nmodel: glm-4.5\n", encoding="utf-8")
    return made([folder], Config(respect_gitignore=False))


# ---- nothing is silent

ODD: dict[str, bytes] = {
    "good.py": GOOD.encode(),
    "fixable.py": (ZAI + ASK.format('model="glm-4.5", temperature=0.2')).encode(),
    "decide.py": (ZAI + ASK.format('model="glm-4-flash", temperature=0.2')).encode(),
    "hidden.py": (ZAI + HIDDEN).encode(),
    "broken.py": b"MODEL = 'glm-4.5'\ndef (",
    "no_text.py": b"MODEL = 'glm-4.5'  # \xff\n",
    "wide.py": "MODEL = 'glm-4.5'\n".encode("utf-16"),
    "huge.py": b"MODEL = 'glm-4.5'\n" + b"# x\n" * (dispatch.MAX_BYTES // 4),
    "excluded.py": b"MODEL = 'glm-4.5'\n",
    "secret.py": b"MODEL = 'glm-4.5'\n",
    "book.ipynb": b'{"cells": [{"cell_type": "code", "source": ["x = glm-4.5 ?!"]}]}',
    "a.yaml": b"model: glm-4.5\n",
    ".env": b"MODEL=glm-4.5\n",
    "a.json": b'{"model": "glm-4.5"}',
    "a.toml": b'model = "glm-4.5"',
    "wide.json": '{"model": "glm-4.5"}'.encode("utf-16"),
    "run.sh": b"MODEL=glm-4.5 python app.py\n",
    "README.md": b"We ask glm-4.5.\n",
}


def test_every_file_that_may_matter_is_named_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data in ODD.items():
        (tmp_path / name).write_bytes(data)
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text("print('no model here')\n", encoding="utf-8")
    read = guarded.read

    def refuse(path: str, *_: object) -> bytes:
        if path.endswith("secret.py"):
            raise PermissionError(13, "Permission denied", path)
        return read(path)

    monkeypatch.setattr(guarded, "read", refuse)
    config = Config(extend_exclude=("excluded.py",), respect_gitignore=False, root=tmp_path)
    found = made([tmp_path], config)

    ends = {file.path: file.state for file in found.files}
    places = {place.partition(":")[0] for one in found.unchecked for place in one.places}
    assert {*ends, *places} >= set(ODD)
    assert ends == {
        "good.py": "clean",
        "fixable.py": "fixable",
        "decide.py": "decision",
        "hidden.py": "unseen",
        **dict.fromkeys(("broken.py", "no_text.py", "wide.py", "huge.py", "secret.py"), "unseen"),
        "book.ipynb": "unseen",
        **dict.fromkeys(("a.yaml", ".env", "a.json", "a.toml", "run.sh"), "clean"),
    }
    assert "3 files not parsed" in [one.what for one in found.unchecked]
    assert len(found.calls) == 4
    named = {one.path for one in row(found, "model-identifier").evidence if one.kind == "unseen"}
    assert named == {
        *("broken.py", "no_text.py", "wide.py", "huge.py", "secret.py", "hidden.py"),
        *("book.ipynb", "a.yaml", ".env", "a.json", "a.toml", "wide.json", "run.sh"),
    }
