"""What an option of the command line is where the user gives none."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.command_line import command_line_default
from tests.analysis.python.reading import module, reasons, written


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("model", ["'a'"], id="by its flag"),
        pytest.param("max_tokens", ["5"], id="with dashes"),
        pytest.param("stream", [], id="without a default"),
        pytest.param("other", [], id="never declared"),
    ],
)
def test_an_option_of_the_command_line_has_its_default(name: str, expected: list[str]) -> None:
    where = module(
        "p.add_argument('-m', '--model', default='a')\n"
        "p.add_argument('--max-tokens', type=int, default=5)\n"
        "p.add_argument('--stream', action='store_true')\n"
    )

    found = command_line_default(where, name, 1)

    assert written(found) == expected
    assert reasons(found) == [f"`--{name}` is given on the command line"]
