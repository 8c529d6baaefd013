"""Lines of settings in a longer text."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.settings_lines import settings_lines
from glm_migrate.text.source import Span


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("model: glm-4.5", ("model", "glm-4.5")),
        ('  "llm.model" = "glm-4.5",  # x', ("llm.model", "glm-4.5")),
        ("- export M=zai/glm-4", None),
        ("export M=zai/glm-4\r", ("M", "zai/glm-4")),
        ("use glm-4.5 here", None),
        ("model: glm-4.5 or glm-4", None),
    ],
)
def test_a_line_sets_a_key_to_a_word(line: str, expected: tuple[str, str] | None) -> None:
    text = f"é: 1 2\n{line}\n".encode()
    found = list(settings_lines(text, Span(8, len(text))))

    assert [(key, word) for key, word, _ in found] == ([expected] if expected else [])
    assert all(text[slice(*span)].decode() == word for _, word, span in found)
