"""Files that are read without surprises."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.text import guarded
from tests.runner.orders import (
    CALL,
)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_reading_is_the_same_everywhere() -> None:
    Path("a.py").write_bytes(CALL)

    assert guarded.read("a.py") == CALL
