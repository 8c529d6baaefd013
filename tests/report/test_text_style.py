"""Text that may stand on a terminal."""

from __future__ import annotations

import json

import pytest

from glm_migrate.report.text_style import escaped_json, printable, shown_path, width


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = "a\x1b[31mb\tc\x00\x7f\x85\u202e\u2028d"

    assert printable(text) == "a␛[31mb    c␀␡\ufffd\ufffd\ufffdd"
    assert width(printable(text)) == len(printable(text))


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\ufeff", "\U000e0041", "\u2062", "\x9b"])
def test_what_has_no_width_is_seen(mark: str) -> None:
    assert printable(f"a{mark}b") == "a\ufffdb"


@pytest.mark.parametrize("mark", ["\u202e", "\u2028", "\x9b", "\U000e0041", "\x7f"])
def test_json_means_the_same_with_escapes(mark: str) -> None:
    text = escaped_json(json.dumps({"path": f"a{mark}é"}, ensure_ascii=False))

    assert mark not in text
    assert "é" in text
    assert json.loads(text) == {"path": f"a{mark}é"}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("::set-output name=x::y.py", "./::set-output name=x::y.py"),
        ("##vso[task.setvariable variable=a]b.py", "# #vso[task.setvariable variable=a]b.py"),
        ("a##[group].py", "a# #[group].py"),
        ("a::b.py", "a::b.py"),
        ("## a.py", "## a.py"),
    ],
)
def test_a_path_is_no_command_of_a_hosted_runner(path: str, shown: str) -> None:
    assert shown_path(path) == shown
