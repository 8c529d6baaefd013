"""What a program compares with a secret is one as well; what it looks it up by is not."""

from __future__ import annotations

import re

import pytest

from glm_migrate.report.secret_comparisons import compared

WORD = re.compile(r"api_key(?!\w)")


@pytest.mark.parametrize(
    ("code", "strings", "names"),
    [
        pytest.param('if api_key == "x": ...', ["x"], {"api_key"}, id="on the right"),
        pytest.param('if "x" != api_key: ...', ["x"], {"api_key"}, id="on the left"),
        pytest.param('"x" in api_key', ["x"], set(), id="a part"),
        pytest.param("api_key == b'x'", ["x"], {"api_key"}, id="bytes"),
        pytest.param('compare_digest("x", api_key)', ["x"], {"api_key"}, id="a digest"),
        pytest.param('api_key.startswith(("x", "y"))', ["x", "y"], set(), id="several beginnings"),
        pytest.param('assertEqual(api_key, "x")', ["x"], {"api_key"}, id="asserted"),
        pytest.param("api_key == other", [], {"api_key", "other"}, id="a variable"),
        pytest.param("compare_digest(other, api_key)", [], {"api_key", "other"}, id="given one"),
        pytest.param(
            'match api_key:\n    case "x" | "y": ...\n    case _: ...\nz = "z"',
            ["x", "y"],
            set(),
            id="a match",
        ),
        pytest.param('get("api_key") == "x"', ["x"], set(), id="looked up"),
        pytest.param('env["api_key"] == other["x"]', [], set(), id="the name of a setting"),
        pytest.param('if model == "x": ...\nf(api_key)', [], set(), id="on another line"),
        pytest.param('f(api_key, "x")', [], set(), id="not compared"),
        pytest.param('api_keys == "x"', [], set(), id="another word"),
    ],
)
def test_what_is_compared_with_a_secret(code: str, strings: list[str], names: set[str]) -> None:
    spans, found = compared(code, WORD)

    assert sorted(code[start:end] for start, end in spans) == strings
    assert found == names


def test_a_line_as_long_as_data_is_passed_over() -> None:
    assert compared('"x" == api_key, ' * 1_000, WORD) == ([], set())
