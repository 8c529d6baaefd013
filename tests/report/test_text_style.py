"""Text that may stand on a terminal."""

from __future__ import annotations

from glm_migrate.report.text_style import printable, width


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = "a\x1b[31mb\tc\x00\x7f\x85\u202e\u2028d"

    assert printable(text) == "a␛[31mb    c␀␡\ufffd\ufffd\ufffdd"
    assert width(printable(text)) == len(printable(text))
