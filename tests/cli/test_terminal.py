"""Where words go, and what a stream that takes none costs."""

from __future__ import annotations

import errno
import io
import sys
from types import SimpleNamespace

import pytest

from glm_migrate.cli import terminal
from glm_migrate.errors import GlmMigrateError


class Stream(io.StringIO):
    """A stream that may be a terminal, and may fail."""

    def __init__(self, is_terminal: bool = False, error: OSError | None = None) -> None:
        super().__init__()
        self._is_terminal, self._error = is_terminal, error

    def isatty(self) -> bool:
        return self._is_terminal

    def write(self, text: str) -> int:
        if self._error:
            raise self._error
        return super().write(text)


@pytest.mark.parametrize(
    ("choice", "variables", "is_terminal", "colored"),
    [
        pytest.param("always", {"NO_COLOR": "1"}, False, True, id="as it is told"),
        pytest.param("never", {"FORCE_COLOR": "1"}, True, False, id="or told not to"),
        pytest.param("auto", {}, True, True, id="a terminal"),
        pytest.param("auto", {}, False, False, id="a file"),
        pytest.param("auto", {"NO_COLOR": "1"}, True, False, id="NO_COLOR"),
        pytest.param("auto", {"FORCE_COLOR": "1"}, False, True, id="FORCE_COLOR"),
        pytest.param("auto", {"FORCE_COLOR": "0"}, False, False, id="FORCE_COLOR=0"),
        pytest.param("auto", {"TERM": "dumb"}, True, False, id="a dumb terminal"),
    ],
)
def test_who_wants_colors(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    variables: dict[str, str],
    is_terminal: bool,
    colored: bool,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert terminal.wants_color(choice, Stream(is_terminal)) is colored


def test_results_and_remarks_go_apart(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say("result\n")
    terminal.remark("remark")

    assert capsys.readouterr() == ("result\n", "remark\n")


def test_a_reader_that_stops_reading_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    silenced: list[object] = []
    monkeypatch.setattr(terminal, "silence", silenced.append)
    stream = Stream(error=BrokenPipeError())
    terminal.say("x", stream)

    assert silenced == [stream]


def test_a_full_disk_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "silence", lambda stream: None)

    with pytest.raises(GlmMigrateError, match="cannot write the results: No space left"):
        terminal.say("x", Stream(error=OSError(errno.ENOSPC, "No space left on device")))


def test_a_stream_that_is_closed_becomes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", SimpleNamespace())
    terminal.prepare()

    assert sys.stdout.writable()
    sys.stdout.close()
