"""When open documents are checked: after the last change, or at once for whoever asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from glm_migrate.cli.editor.documents import DELAY, Documents
from glm_migrate.cli.options import Options

CODE = "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5')\n"
LONG = 60.0  # seconds: a test that waits for it fails


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    return tmp_path / "app.py"


def documents(told: list[str]) -> Documents:
    return Documents(Options.of((), (), isolated=True), told.append)


def test_whoever_asks_does_not_wait_for_further_changes(path: Path) -> None:
    async def asked() -> int:
        opened = documents([])
        opened.put("uri", str(path), CODE, 1, LONG)
        document = await asyncio.wait_for(opened.judged("uri"), LONG / 2)
        assert document is not None
        return len(document.judged.own)

    assert asyncio.run(asked()) > 0


def test_a_text_that_changes_again_is_checked_once_and_as_it_is_last(path: Path) -> None:
    told: list[str] = []

    async def changed() -> int:
        opened = documents(told)
        for version in range(1, 5):
            opened.put("uri", str(path), CODE, version, LONG)
        opened.put("uri", str(path), "x = 1\n", 5, LONG)
        document = await opened.judged("uri")
        assert document is not None
        return len(document.judged.own)

    assert asyncio.run(changed()) == 0
    assert told == ["uri"]


def test_an_answer_to_what_did_not_change_is_kept(path: Path) -> None:
    told: list[str] = []

    async def twice() -> None:
        opened = documents(told)
        opened.put("uri", str(path), CODE, 1, LONG)
        assert await opened.judged("uri") is await opened.judged("uri")

    asyncio.run(twice())

    assert told == ["uri"]


@pytest.mark.parametrize(("cost", "delay"), [(0.02, 0.01), (0.1, 0.05), (LONG, DELAY)])
def test_a_text_that_is_checked_quickly_is_checked_soon(
    cost: float, delay: float, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays: list[float] = []

    async def changed() -> None:
        opened = documents([])
        opened.put("uri", str(path), CODE, 1, 0)
        document = await opened.judged("uri")
        assert document is not None
        assert 0 < document.cost < LONG
        document.cost = cost
        monkeypatch.setattr(opened, "_check_soon", lambda one, uri, delay: delays.append(delay))
        opened.put("uri", str(path), f"{CODE}x = 1\n", 2)

    asyncio.run(changed())

    assert delays == [delay]
