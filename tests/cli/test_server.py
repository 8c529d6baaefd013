"""The command that editors start: it listens, and says what it lacks."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from glm_migrate.cli import main


def test_an_editor_starts_it_and_ends_it(tmp_path: Path) -> None:
    async def conversation() -> types.InitializeResult:
        client = LanguageClient("tests", "1")
        await client.start_io(sys.executable, "-m", "glm_migrate", "server", "--isolated")
        given = types.InitializeParams(capabilities=types.ClientCapabilities())
        answer = await client.initialize_async(given)
        client.initialized(types.InitializedParams())
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]
        assert client._server is not None
        assert client._server.returncode == 0
        return answer

    answer = asyncio.run(asyncio.wait_for(conversation(), 120))
    assert answer.server_info is not None
    assert answer.server_info.name == "glm-migrate"
    assert answer.capabilities.hover_provider
    provided = answer.capabilities.code_action_provider
    assert isinstance(provided, types.CodeActionOptions)
    assert provided.code_action_kinds == ("quickfix", "source.fixAll.glm-migrate")


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "glm_migrate.cli.editor.language_server", None)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pygls", "lsprotocol")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "glm_migrate.cli.editor.language_server")
    monkeypatch.setattr(sys, "meta_path", [_Without(), *sys.meta_path])

    assert main.run(["server"]) == 2
    error = capsys.readouterr().err
    assert "needs pygls" in error
    assert "pip install 'glm-migrate[lsp]'" in error


class _Without:
    """An environment that lacks pygls."""

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] == "pygls":
            raise ModuleNotFoundError(name=name.partition(".")[0])


@pytest.mark.parametrize("flags", [["--config", "taget=1"], ["x"]])
def test_what_it_can_not_use_ends_it(flags: list[str]) -> None:
    assert main.run(["server", *flags]) == 2
