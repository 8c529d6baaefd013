"""Modules that are changed when they are imported."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from glm_migrate.runner.verification.child import (
    import_hook,
)


def test_a_module_is_changed_when_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "to_be_changed.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def patch(module: ModuleType) -> None:
        module.value = 2  # type: ignore[attr-defined]

    finder = import_hook.ImportHook({"to_be_changed": patch}, lambda name: None, "_none_")
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    module = __import__("to_be_changed")

    assert module.value == 2
