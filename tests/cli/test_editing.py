"""Which editor is started, on which file and line."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from glm_migrate.cli.editing import edit


@pytest.mark.parametrize(
    ("visual", "editor", "started"),
    [
        pytest.param("", "vim -n", "vim -n +7", id="one that takes a line"),
        pytest.param("", "/usr/bin/nano", "/usr/bin/nano +7", id="its path"),
        pytest.param("code --wait", "vim", "code --wait", id="another, which comes first"),
        pytest.param("", "", None, id="none is named"),
    ],
)
def test_the_editor_of_the_user_opens_the_file_at_the_line(
    monkeypatch: pytest.MonkeyPatch, visual: str, editor: str, started: str | None
) -> None:
    opened: list[dict[str, object]] = []
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setattr(click, "edit", lambda **given: opened.append(given))
    edit({Path("app.py"): 7})

    assert opened == [{"filename": "app.py", "editor": started}]
