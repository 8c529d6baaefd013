"""Declared dependencies as a kind of file: read only for what the code below needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import dependencies
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.errors import FixRejected, UnreadableSource
from glm_migrate.model.dependencies import Dependency, Need
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source


def source(text: str, name: str = "requirements.txt") -> Source:
    return Source.decode(Path(name), text.encode())


def extracted(*needs: Need, **files: str) -> list[str]:
    sources = [source(text, f"{name}/requirements.txt") for name, text in files.items()]
    context = ExtractionContext(Project(sources), lambda text: False, needs=list(needs))
    sites = list(dependencies.extract(context))
    return [f"{one.source.path}" for one in sites if isinstance(one, Dependency)]


NEED = Need("zai-sdk", "0.2.3", Path("a/app.py"), 1, "tool_stream")


def test_only_what_governs_the_code_that_needs_it_is_read() -> None:
    assert extracted(NEED, a="zai-sdk>=0.1\n", b="zai-sdk>=0.1\n") == ["a/requirements.txt"]


def test_nothing_is_read_where_nothing_is_needed() -> None:
    assert extracted(a="zai-sdk>=0.1\n") == []


def test_another_package_is_no_dependency_that_matters() -> None:
    assert extracted(NEED, a="requests>=0.1\n") == []


def test_a_file_is_read_for_its_own_sake() -> None:
    dependencies.expect_readable(source("zai-sdk\n"))

    with pytest.raises(UnreadableSource):
        dependencies.expect_readable(source("[project\n", "pyproject.toml"))


def test_a_rewrite_declares_the_same_packages() -> None:
    dependencies.verify(source("zai-sdk>=0.1\n"), source("zai-sdk>=0.2\n"))

    with pytest.raises(FixRejected):
        dependencies.verify(source("zai-sdk>=0.1\n"), source("other>=0.1\n"))
