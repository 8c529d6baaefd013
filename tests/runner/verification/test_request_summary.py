"""What a request sends, in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from glm_migrate.runner.verification.request_summary import sent


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"messages": [1], "model": "m"}, "model=m"),
        ({"stream": True, "model": "m", "temperature": 0.2}, "model=m, temperature=0.2, stream"),
        ({"model": "m", "tools": [1]}, "model=m, 1 tool"),
        ({"model": "m", "tools": [1, 2], "stream": False}, "model=m, stream=False, 2 tools"),
        ({"model": "m", "top_p": None}, "model=m"),
        ({"model": "m", "thinking": {"type": "é"}}, 'model=m, thinking={"type": "é"}'),
    ],
)
def test_a_request_in_a_few_words(body: dict[str, Any], words: str) -> None:
    assert sent(body) == words


def test_what_is_long_is_cut() -> None:
    assert len(sent({"model": "m", "extra": ["x" * 500]})) < 80
