"""Which call a request comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.runner.verification.call_sites import CallSites
from glm_migrate.runner.verification.origin import Frame
from tests.runner.verification.recorded import (
    summary,
)


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (("/p/a.py", 4, "x"), "a.py:3"),
        (("/p/a.py", 9, "C.other"), "a.py:9"),
        (("/p/a.py", 30, "ask"), "a.py:3"),
        (("/p/b.py", 1, "x"), "b.py:1"),
        (("/elsewhere/b.py", 1, "x"), "/elsewhere/b.py:1"),
    ],
)
def test_which_call_a_request_comes_from(frame: tuple[str, int, str], place: str) -> None:
    sites = CallSites([summary(3, "ask", 5), summary(9, "C.other", 9)], Path("/p"))

    assert str(sites.place([Frame(*frame)])) == place
    assert str(sites.place([])) == "an unknown place"


def test_calls_that_go_elsewhere_are_not_waited_for() -> None:
    sites = CallSites([summary(3, "a"), summary(5, "b", host="gateway")], Path("/p"))

    assert [place.line for place in sites] == [3]
