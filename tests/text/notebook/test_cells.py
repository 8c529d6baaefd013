from __future__ import annotations

import pytest

from glm_migrate.text.json_scan import NotJson
from glm_migrate.text.notebook.cells import cells
from tests.text.notebook import made


def test_cells_are_numbered_over_all_kinds() -> None:
    found = cells(made.file(made.prose("a"), made.code("b", count=7), made.code("c")))

    assert [(one.number, one.is_code, one.count) for one in found] == [
        (1, False, None),
        (2, True, 7),
        (3, True, None),
    ]


def test_places_count_bytes() -> None:
    data = made.file(made.prose("中文"), made.code("x = 1", "y"))
    line = cells(data)[1].lines[1]

    assert data[line.span.start : line.span.end] == b'"y"'


@pytest.mark.parametrize(
    ("language", "expected"),
    [("python", True), ("Python", True), ("ipython3", True), ("R", False), ("julia", False)],
)
def test_the_kernel_tells_the_language(language: str, expected: bool) -> None:
    content = made.notebook(made.code("x"), metadata={"language_info": {"name": language}})

    assert cells(made.stored(content))[0].is_code is expected


def test_what_has_no_cells_is_no_notebook() -> None:
    with pytest.raises(NotJson):
        cells(b'{"nbformat": 4}')
