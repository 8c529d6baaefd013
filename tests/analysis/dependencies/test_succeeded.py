"""Declared packages whose successor the code imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.dependencies.succeeded import succeeded, successors
from glm_migrate.model.dependencies import Need
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Source, Span

NEW = Need("zai-sdk", "", Path("app.py"), 1, "zai")
OLD = Need("zhipuai", "", Path("app.py"), 2, "zhipuai")


def test_successors() -> None:
    assert successors() == {"zhipuai": "zai-sdk"}


@pytest.mark.parametrize(
    ("text", "needs", "missing", "found"),
    [
        pytest.param("zhipuai==2\n", [NEW], [NEW], [Edit(Span(0, 10), "zai-sdk")], id="missing"),
        pytest.param("zhipuai==2\n", [NEW, OLD], [NEW], [], id="still used"),
    ],
)
def test_edits(text: str, needs: list[Need], missing: list[Need], found: list[Edit]) -> None:
    source = Source.decode(Path("requirements.txt"), text.encode())
    (site,) = succeeded(source, needs, missing)

    assert list(site.edits) == found
    assert site.still_used is (OLD in needs)


@pytest.mark.parametrize(
    ("text", "missing"), [("httpx\n", [NEW]), ("zhipuai\n", []), ("zhipuai\n", [OLD])]
)
def test_nothing_is_left_behind(text: str, missing: list[Need]) -> None:
    source = Source.decode(Path("requirements.txt"), text.encode())

    assert list(succeeded(source, [NEW], missing)) == []
