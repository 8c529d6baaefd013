"""The server as an editor meets it: a real client talks to it."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from glm_migrate.cli.editor import analysis, documents, language_server
from glm_migrate.cli.editor.analysis import Judgement
from glm_migrate.cli.options import Options
from tests.cli.editor.client import PATIENCE, Editor, talk

CLIENT = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
CALL = f'{CLIENT}client.chat.completions.create(model="glm-4.5", messages=[], temperature=1)\n'
NEW = CALL.replace("4.5", "4.6")
ASK = "client.chat.completions.create(model={}, messages=[], temperature=1)\n"
WHOLE = types.Range(types.Position(0, 0), types.Position(1000, 0))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "setup.cfg").write_text("")
    return tmp_path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(found: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in found]


def test_what_is_found_is_shown_where_it_stands(project: Path) -> None:
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> list[types.Diagnostic]:
        editor.open(path)
        found = await editor.shown(path)
        assert editor.registered == ["workspace/didChangeWatchedFiles"]
        return found

    (one,) = talk(project, about)
    assert (one.code, one.source) == ("GLM101", "glm-migrate")
    assert one.severity is types.DiagnosticSeverity.Error
    assert one.range == types.Range(types.Position(3, 37), types.Position(3, 46))


def test_the_text_in_the_editor_counts_also_that_of_another_file(project: Path) -> None:
    app = written(project, "app.py", f"from consts import NAME\n{CLIENT}{ASK.format('NAME')}")
    consts = written(project, "consts.py", 'NAME = "glm-4.6"\n')

    async def about(editor: Editor) -> None:
        editor.open(app)
        assert await editor.shown(app) == []
        editor.open(consts, 'NAME = "glm-4.5"\n')
        assert codes(await editor.shown(consts)) == ["GLM101"]
        # What is written in the other file is told where this one takes it from there.
        (told,) = await editor.shown(app, lambda found: len(found) == 1)
        assert told.message == (
            '"glm-4.5" is older than glm-4.6, in consts.py:1:8; open that file to fix it'
        )
        assert told.range.start == types.Position(0, 0)
        editor.change(consts, 'NAME = "glm-4.6"\n')
        assert await editor.shown(app, lambda found: not found) == []

    talk(project, about)


def test_only_the_last_of_many_quick_changes_is_checked(project: Path) -> None:
    path = written(project, "app.py", NEW)
    versions: list[int | None] = []

    async def about(editor: Editor) -> None:
        editor.open(path)
        await editor.shown(path)
        editor.heard = versions.append
        for number in range(8):
            editor.change(path, NEW + f"x = {number}\n" * 3)
        editor.change(path, CALL)
        assert codes(await editor.shown(path)) == ["GLM101"]

    talk(project, about)
    assert versions == [10]


def test_a_fix_is_an_action_and_the_safe_one_is_preferred(project: Path) -> None:
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> None:
        editor.open(path)
        (found,) = await editor.shown(path)
        (action,) = await editor.actions(path, found.range, ["quickfix"])
        assert action.title == 'GLM101: Use "glm-4.6"'
        assert action.is_preferred
        assert action.diagnostics == (found,)
        assert editor.after(path, action.edit) == NEW
        nowhere = types.Range(types.Position(0, 0), types.Position(0, 1))
        assert await editor.actions(path, nowhere, ["quickfix"]) == []

    talk(project, about)


def test_the_title_of_an_unsafe_fix_names_what_its_user_takes_on(project: Path) -> None:
    path = written(project, "app.py", CALL.replace("glm-4.5", "glm-4.5-air"))

    async def about(editor: Editor) -> None:
        editor.open(path)
        (found,) = await editor.shown(path)
        (action,) = await editor.actions(path, found.range)
        assert action.title == ('GLM101: Use "glm-4.6" (3x the input price, 2x the output price)')
        assert not action.is_preferred

    talk(project, about)


def test_all_safe_fixes_are_one_action_that_leaves_the_others(project: Path) -> None:
    text = f"{CALL}{ASK.format('glm').replace('glm', repr('glm-4.5-air'))}"
    path = written(project, "app.py", text.replace("temperature=1", "temperature=0.2, top_p=0.5"))

    async def about(editor: Editor) -> None:
        editor.open(path)
        await editor.shown(path)
        (action,) = await editor.actions(path, WHOLE, ["source.fixAll"])
        assert (action.kind, action.edit) == ("source.fixAll.glm-migrate", None)
        made = await editor.client.code_action_resolve_async(action)
        after = editor.after(path, made.edit)
        assert after == text.replace('"glm-4.5"', '"glm-4.6"').replace("=1)", "=0.2)")

    talk(project, about)


def test_a_client_that_resolves_nothing_gets_the_edit_at_once(project: Path) -> None:
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> None:
        editor.open(path)
        await editor.shown(path)
        kinds = [one.kind for one in await editor.actions(path, WHOLE)]
        assert kinds == ["quickfix"]
        (action,) = await editor.actions(path, WHOLE, ["source.fixAll.glm-migrate"])
        assert action.edit is not None
        assert list(action.edit.changes or ()) == [path.as_uri()]

    talk(project, about, capabilities=types.ClientCapabilities())


def test_what_only_the_older_id_tells_is_said_with_the_fix(project: Path) -> None:
    path = written(project, "app.py", CALL.replace(", temperature=1", ""))

    async def about(editor: Editor) -> list[str]:
        editor.open(path)
        await editor.shown(path)
        (action,) = await editor.actions(path, WHOLE, ["source.fixAll.glm-migrate"])
        await editor.client.code_action_resolve_async(action)
        return editor.said

    (said,) = talk(project, about)
    assert said.startswith("Decide before you commit: later checks can't detect these.")
    assert "GLM202" in said


def test_hover_tells_reason_trace_guide_and_change(project: Path) -> None:
    path = written(project, "app.py", f'{CLIENT}MODEL = "glm-4.5"\n{ASK.format("MODEL")}')

    async def about(editor: Editor) -> tuple[str, str]:
        editor.open(path)
        (found,) = await editor.shown(path)
        nothing = await editor.hover(path, types.Position(0, 0))
        return await editor.hover(path, found.range.start), nothing

    text, nothing = talk(project, about)
    assert nothing == ""
    assert text.startswith('**GLM101** outdated-model-id (error)\n\n"glm-4.5" is older than')
    assert '-MODEL = "glm-4.5"\n+MODEL = "glm-4.6"\n' in text
    assert f"[app.py:4]({path.as_uri()}#L4) MODEL" in text
    assert "> Update model identifier to `glm-4.6`" in text


def test_columns_count_as_the_editor_counts_them(project: Path) -> None:
    text = f'{CLIENT}x = "😀é", {ASK.format(repr("glm-4.5"))}'
    path = written(project, "app.py", text)

    async def about(editor: Editor) -> None:
        editor.open(path)
        (found,) = await editor.shown(path)
        assert found.range.start.character == text.split("\n")[3].index("'glm") + 1
        (action,) = await editor.actions(path, found.range, ["quickfix"])
        assert editor.after(path, action.edit) == text.replace("4.5", "4.6")

    talk(project, about)


def test_a_notebook_is_edited_as_the_text_that_it_is(project: Path) -> None:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
    }
    source = CALL.splitlines(keepends=True)
    book = {"cells": [{**cell, "source": source}], "metadata": {}, "nbformat": 4}
    path = written(project, "a.ipynb", json.dumps({**book, "nbformat_minor": 5}, indent=1))

    async def about(editor: Editor) -> None:
        editor.open(path)
        (found,) = await editor.shown(path)
        expected = editor.texts[path.as_uri()].replace("glm-4.5", "glm-4.6")
        (action, all_safe) = await editor.actions(path, found.range)
        assert editor.after(path, action.edit) == expected
        made = await editor.client.code_action_resolve_async(all_safe)
        assert editor.after(path, made.edit) == expected

    talk(project, about)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        pytest.param("app.py", 'ignore = ["GLM101"]', id="an ignored rule"),
        pytest.param("build/app.py", "", id="an excluded file"),
        pytest.param("app.txt", "", id="no Python"),
    ],
)
def test_settings_decide_what_is_shown(project: Path, name: str, settings: str) -> None:
    written(project, "glm-migrate.toml", settings)
    path = written(project, name, CALL)
    other = written(project, "other.py", CALL.replace("client.chat", "client  .chat"))

    async def about(editor: Editor) -> None:
        editor.open(path)
        editor.open(other)
        await editor.shown(other)
        told = editor.published.get(path.as_uri())
        assert told is None or not told.diagnostics

    talk(project, about)


def test_settings_that_can_not_be_used_are_said_and_heard_when_they_change(project: Path) -> None:
    settings = written(project, "glm-migrate.toml", "taget = 1\n")
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> None:
        editor.open(path)
        (said,) = await editor.shown(path)
        assert "unknown key 'taget'; did you mean 'target'?" in said.message
        settings.unlink()
        event = types.FileEvent(settings.as_uri(), types.FileChangeType.Deleted)
        changed = types.DidChangeWatchedFilesParams([event])
        editor.client.workspace_did_change_watched_files(changed)
        assert codes(await editor.shown(path, lambda found: found != [said])) == ["GLM101"]

    talk(project, about)


def test_settings_of_the_command_line_rule_every_file(project: Path) -> None:
    path = written(project, "app.py", CALL)
    options = Options.of((), ("ignore=['GLM101']",), isolated=False)

    async def about(editor: Editor) -> list[types.Diagnostic]:
        editor.open(path)
        return await editor.shown(path)

    assert talk(project, about, options) == []


def test_a_closed_file_has_no_diagnostics_and_counts_as_it_is_on_disk(project: Path) -> None:
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> None:
        editor.open(path)
        await editor.shown(path)
        editor.close(path)
        assert await editor.actions(path, WHOLE) == []
        assert editor.published[path.as_uri()].diagnostics == ()

    talk(project, about)


def test_a_question_can_be_taken_back(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(project, "app.py", CALL)
    go_on = threading.Event()
    judge = analysis.judge

    def slow(*given: Any) -> Judgement:
        assert go_on.wait(PATIENCE)
        return judge(*given)

    monkeypatch.setattr(documents, "judge", slow)

    async def about(editor: Editor) -> None:
        editor.open(path)
        question = asyncio.ensure_future(editor.actions(path, WHOLE))
        await asyncio.sleep(0)
        identity = next(iter(editor.client.protocol._request_futures))
        editor.client.cancel_request(types.CancelParams(identity))
        with pytest.raises(JsonRpcException, match="is canceled"):
            await asyncio.wait_for(question, PATIENCE)
        go_on.set()
        assert codes(await editor.shown(path)) == ["GLM101"]

    talk(project, about)


def test_a_defect_is_logged_and_the_server_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(project, "app.py", CALL)

    async def about(editor: Editor) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(documents, "judge", _broken)
            editor.open(path)
            (told,) = await editor.shown(path)
        assert "internal error, so this file was not checked" in told.message
        assert "ZeroDivisionError" in editor.said[0]
        editor.change(path, CALL + "\n")
        assert codes(await editor.shown(path)) == ["GLM101"]

    talk(project, about)


def _broken(*_: object) -> object:
    raise ZeroDivisionError


def test_what_is_asked_for_is_matched_by_kind() -> None:
    asked = language_server._is_wanted

    assert asked("source.fixAll.glm-migrate", None)
    assert asked("source.fixAll.glm-migrate", ["source"])
    assert asked("source.fixAll.glm-migrate", ["source.fixAll"])
    assert not asked("source.fixAll.glm-migrate", ["source.fix", "quickfix"])
