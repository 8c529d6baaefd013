"""Settings files as text: UTF-8 with or without its mark, comments, and nothing that is Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import UnreadableSource
from glm_migrate.text.settings_source import SettingsSource


@pytest.mark.parametrize("data", [b"a: 1\r\n", b"\xef\xbb\xbfa: 1\n", "a: 中\n".encode(), b"a"])
def test_the_bytes_are_written_back(data: bytes) -> None:
    source = SettingsSource.decode(Path("c.yaml"), data)

    assert source.replace(source.utf8).data == data
    assert list(source.sections()) == []
    assert source.hides_values


def test_another_encoding_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="not UTF-8"):
        SettingsSource.decode(Path(".env"), b"# caf\xe9\n")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("c.yaml", "a: 1  # glm-migrate: ignore[GLM101]\n", [(1, 6)]),
        ("c.yaml", "a: 'x#glm-migrate'\n", []),
        ("c.json", "# glm-migrate: ignore[GLM101]\n", []),
        (".env", "# other\n", []),
        ("c.yaml", "a: |\n  # glm-migrate: x\n# glm-migrate: y\n", [(3, 0)]),
        ("c.yaml", "a: >-\n  b\n  # glm-migrate: x", []),
        ("c.yaml", "- a: |\n    # glm-migrate: x\n  b: 1 # glm-migrate: y\n", [(3, 7)]),
        ("c.yaml", "- |\n  # glm-migrate: x\n- 1 # glm-migrate: y\n", [(3, 4)]),
        ("c.yaml", "a: &x !!str >- # b\n\n  # glm-migrate: x\n\n# glm-migrate: y\n", [(5, 0)]),
        ("c.yaml", "a: x |\n  # glm-migrate: x\n", [(2, 2)]),
        ("c.yaml", "a: [\n# glm-migrate: x\n", [(2, 0)]),
        ("c.toml", 'a = """\n# glm-migrate: x\n""" # glm-migrate: y\n', [(3, 4)]),
        ("c.toml", "a = [\n  1, # glm-migrate: x\n]\n", [(2, 5)]),
        ("c.toml", "a = \n# glm-migrate: x\n", [(2, 0)]),
    ],
)
def test_the_comments_about_this_tool(
    name: str, text: str, expected: list[tuple[int, int]]
) -> None:
    assert list(SettingsSource.decode(Path(name), text.encode()).comment_places()) == expected
