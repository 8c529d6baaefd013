"""Names that say what is expected, and the place of a test that expects a field."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.expected_fields import EXPECTED_WORD, is_assertion
from tests.end_to_end.kinds.tried import found


@pytest.mark.parametrize("name", ["assert_called_with", "assertEqual", "call", "assert_any_call"])
def test_names_of_assertions(name: str) -> None:
    assert is_assertion(name)
    assert not is_assertion("send")


def test_names_of_what_is_expected() -> None:
    assert EXPECTED_WORD.match("expected_body")
    assert not EXPECTED_WORD.match("body")


def test_the_place_is_that_of_the_assertion() -> None:
    files = {
        "app.py": "from zai import ZaiClient\n\n\ndef ask(m):\n    return ZaiClient().chat."
        'completions.create(model="glm-4.6", messages=m, temperature=1, top_p=0.9)\n',
        "tests/test_app.py": "from app import ask\n\n\ndef test_it(sent):\n    ask([])\n"
        "    assert sent == {'temperature': 1}\n",
    }
    (one,) = found(files, "GLM201")

    assert one.advice == "tests/test_app.py:6 expects temperature; change both together"
