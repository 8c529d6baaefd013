"""A list of allowed ids holds the rename of what it is asked for, until it has the new id."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, reasons

PROGRAM = """\
from zai import ZaiClient

ALLOWED = {allowed}
DEFAULT = "glm-4.5"


def answer(text, model=DEFAULT):
    if model not in ALLOWED:
        raise SystemExit(model)
    return ZaiClient().chat.completions.create(model=model, messages=[text])
"""
ALLOWED = ['{"glm-4.5", "glm-4.5v"}', '["glm-4.5"]', '("glm-4.5", "glm-4.5-x")', '{"glm-4.5": 1}']


@pytest.mark.parametrize("allowed", ALLOWED)
def test_a_list_that_lacks_the_new_id_holds_the_default(allowed: str) -> None:
    text = PROGRAM.format(allowed=allowed)

    assert fixed_text(text) == text
    assert reasons(text, "GLM101")


@pytest.mark.parametrize("allowed", ALLOWED)
def test_a_list_that_has_the_new_id_stays_and_lets_the_default_move(allowed: str) -> None:
    both = allowed.replace(
        '"glm-4.5"', '"glm-4.6": 1, "glm-4.5"' if ":" in allowed else '"glm-4.6", "glm-4.5"', 1
    )
    text = PROGRAM.format(allowed=both)

    assert fixed_text(text) == text.replace('DEFAULT = "glm-4.5"', 'DEFAULT = "glm-4.6"')
