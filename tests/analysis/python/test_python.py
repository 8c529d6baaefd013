"""Python as a kind of file: which files it reads, and what it says of those that it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import python
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.errors import FixRejected, UnparsableSource
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.site import Site
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

ASK = (
    "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5', messages=[])\n"
)


def source(code: str, name: str = "app.py") -> Source:
    return Source.decode(Path(name), code.encode())


def extracted(*sources: Source) -> tuple[list[Site], ExtractionContext]:
    context = ExtractionContext(Project(sources), lambda text: text == "glm-4.5")
    return list(python.extract(context)), context


def test_calls_come_before_the_ids_that_are_only_named() -> None:
    sites, _ = extracted(source("OTHER = 'glm-4.5'\n", "a.py"), source(ASK, "b.py"))

    assert [type(one) is ChatCall for one in sites] == [True, False]


def test_a_broken_file_is_noted_and_the_others_are_read() -> None:
    sites, context = extracted(source("# glm-4.5\nx = (\n", "broken.py"), source(ASK))

    assert [str(one.path) for one in context.errors] == ["broken.py"]
    assert len(sites) == 1


def test_what_declares_dependencies_is_not_read_as_python() -> None:
    sites, context = extracted(source("glm-4.5 (\n", "requirements.txt"))

    assert (sites, context.errors) == ([], [])


def test_a_file_is_read_for_its_own_sake() -> None:
    python.expect_readable(source("x = 1\n"))

    with pytest.raises(UnparsableSource):
        python.expect_readable(source("x = (\n"))


def test_what_compiled_must_compile() -> None:
    python.verify(source("x = 1\n"), source("x = 2\n"))

    with pytest.raises(FixRejected):
        python.verify(source("x = 1\n"), source("return 2\n"))
