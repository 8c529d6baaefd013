"""Bytes and texts, by what the name of a file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import UnreadableSource
from glm_migrate.project.decoding import decode, encoded
from glm_migrate.text.notebook.source import NotebookSource
from glm_migrate.text.settings_source import SettingsSource
from glm_migrate.text.source import Source


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.py", b"x = 1\n", Source),
        ("a.ipynb", b'{"cells": []}', NotebookSource),
        ("a.yaml", b"a: 1\n", SettingsSource),
        (".env", b"A=1\n", SettingsSource),
        ("requirements.txt", b"zai-sdk\n", Source),
        ("script", b"x = 1\n", Source),
    ],
)
def test_the_name_says_what_the_bytes_are(name: str, data: bytes, kind: type[Source]) -> None:
    found = decode(Path(name), data)

    assert type(found) is kind
    assert found.data == data


@pytest.mark.parametrize(
    ("name", "text", "data"),
    [
        pytest.param("a.py", "x = 'é'\n", "x = 'é'\n".encode(), id="UTF-8"),
        pytest.param(
            "a.py", "# coding: latin-1\n# é\n", b"# coding: latin-1\n# \xe9\n", id="declared"
        ),
        pytest.param(
            "a.yaml", "# coding: latin-1\n# é\n", "# coding: latin-1\n# é\n".encode(),
            id="only Python declares one",
        ),
    ],
)  # fmt: skip
def test_a_text_becomes_the_bytes_of_its_file(name: str, text: str, data: bytes) -> None:
    assert encoded(Path(name), text) == data


@pytest.mark.parametrize("text", ["# coding: ascii\n# é\n", "# coding: klingon\n", "x = '\ud800'"])
def test_a_text_that_its_encoding_lacks_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSource):
        encoded(Path("a.py"), text)
