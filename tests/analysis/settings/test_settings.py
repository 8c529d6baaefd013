"""Settings as a kind of file: which files it reads, and what it says of those that it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import settings
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.errors import FixRejected, UnparsableSource
from glm_migrate.model.mentions import Mention
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

ENV = "ZHIPU_API_KEY=a\nLLM_MODEL=glm-4.5\n"


def source(text: str, name: str = ".env") -> Source:
    return decode(Path(name), text.encode())


def extracted(*sources: Source) -> tuple[list[str], ExtractionContext]:
    context = ExtractionContext(Project(sources), lambda text: text == "glm-4.5")
    sites = list(settings.extract(context))
    assert all(isinstance(one, Mention) for one in sites)
    return [str(one.source.path) for one in sites if isinstance(one, Mention)], context


def test_ids_are_told_by_file() -> None:
    assert extracted(source(ENV), source(ENV, "b/.env"))[0] == [".env", "b/.env"]


def test_a_file_of_a_tool_is_not_searched() -> None:
    text = '{"zhipu": {"model": "glm-4.5"}}'

    assert extracted(source(text, "package.json"))[0] == []
    assert extracted(source(text, "settings.json"))[0] == ["settings.json"]


def test_a_broken_file_is_noted_and_the_others_are_read() -> None:
    found, context = extracted(source("a: [", "c.yaml"), source(ENV))

    assert (found, [str(one.path) for one in context.errors]) == ([".env"], ["c.yaml"])


def test_a_file_is_read_for_its_own_sake() -> None:
    settings.expect_readable(source(ENV))

    with pytest.raises(UnparsableSource):
        settings.expect_readable(source("a: [", "c.yaml"))


def test_a_rewrite_may_change_single_values() -> None:
    settings.verify(source(ENV), source(ENV.replace("4.5", "4.6")))

    with pytest.raises(FixRejected):
        settings.verify(source(ENV), source("ZHIPU_API_KEY=a\n"))
