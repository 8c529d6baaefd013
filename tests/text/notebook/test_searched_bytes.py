"""What of a notebook's bytes is searched."""

from __future__ import annotations

from glm_migrate.project.prefilter import carries_a_value, mentions_glm
from glm_migrate.text.notebook.searched_bytes import searchable
from tests.text.notebook import made


def test_quotes_and_letters_are_as_code_has_them() -> None:
    data = made.file(made.code('M = "glm-4.5"')).replace(b"glm", rb"\u0067lm")

    assert mentions_glm(searchable(data))
    assert b'M = "glm-4.5"' in searchable(data)


def test_images_of_a_large_notebook_are_not_searched() -> None:
    image = {"output_type": "display_data", "data": {"image/png": "iVBOR/+\n" * 60_000}}
    data = made.file({**made.code('M = "glm-4.5"'), "outputs": [image]})
    found = searchable(data)

    assert len(found) < len(data) / 100
    assert b'M = "glm-4.5"' in found
    assert carries_a_value(found)
