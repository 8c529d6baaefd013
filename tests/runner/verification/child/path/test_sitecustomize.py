"""The hook in a process that is started."""

from __future__ import annotations

import sys

import pytest

from glm_migrate.runner.verification.child.path import sitecustomize


def test_the_hook_does_nothing_in_a_process_that_is_not_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(sitecustomize.VARIABLE, raising=False)
    before = list(sys.meta_path)
    sitecustomize.main()

    assert sys.meta_path == before
