"""Where a request comes from, as a header says."""

from __future__ import annotations

import base64
import json

import pytest

from glm_migrate.runner.verification.origin import Frame, Origin, origin


def header(said: object) -> str:
    return base64.b64encode(json.dumps(said).encode()).decode()


def test_a_header_is_read() -> None:
    said = {"frames": [["/a.py", 3, "ask"]], "test": "t::a", "process": 7}

    assert origin(header(said)) == Origin((Frame("/a.py", 3, "ask"),), "t::a", 7)


@pytest.mark.parametrize(
    "text",
    ["", "%%%", header({}), header([]), header({"frames": [["/a"]], "test": "", "process": 1})],
    ids=["none", "no base64", "no fields", "a list", "half a frame"],
)
def test_a_header_that_is_none_says_nothing(text: str) -> None:
    assert origin(text) == Origin()
