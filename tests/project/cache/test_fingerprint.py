"""Which changes of the tool make its results void."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from glm_migrate.project.cache import fingerprint
from glm_migrate.project.cache.store import CacheStore


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "package"
    (package / "data").mkdir(parents=True)
    (package / "code.py").write_text("one = 1\n")
    (package / "data" / "models.toml").write_text("")
    monkeypatch.setattr(fingerprint, "_PACKAGE", str(package))
    return package


@pytest.fixture
def store(tmp_path: Path) -> CacheStore:
    (tmp_path / "store").mkdir()
    return CacheStore(str(tmp_path / "store"), b"secret")


@pytest.mark.parametrize("name", ["code.py", "data/models.toml"])
def test_another_content_is_another_tool(package: Path, store: CacheStore, name: str) -> None:
    before = fingerprint.of_tool(store)
    (package / name).write_text("two = 2\n")

    assert fingerprint.of_tool(store) != before


def test_the_day_of_installation_does_not_count(package: Path, store: CacheStore) -> None:
    before = fingerprint.of_tool(store)
    os.utime(package / "code.py", (0, 0))

    assert fingerprint.of_tool(store) == before


def test_compiled_files_do_not_count(package: Path, store: CacheStore) -> None:
    before = fingerprint.of_tool(store)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "code.pyc").write_text("")

    assert fingerprint.of_tool(store) == before


@pytest.mark.usefixtures("package")
def test_another_parser_is_another_tool(
    store: CacheStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint.of_tool(store)
    (tmp_path / "site" / "libcst-99.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])

    assert fingerprint.of_tool(store) != before
