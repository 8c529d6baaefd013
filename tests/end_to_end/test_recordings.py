"""The pictures of the documentation show what the commands print today."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.end_to_end.pseudo_terminal import ROOT
from tests.end_to_end.recordings import PICTURES, RECORDINGS, picture

_TEXT = re.compile(r"<text [^>]*>([^<]*)</text>")


def shown(svg: str) -> list[str]:
    """The words in a picture, in order; how they are drawn depends on the release of rich."""
    return [unescape(one).replace("\xa0", " ") for one in _TEXT.findall(svg)]


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_what_the_commands_print(name: str) -> None:
    kept = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    made = picture(name, RECORDINGS[name])

    assert shown(kept) == shown(made), "run python -m tests.end_to_end.recordings"
    assert len(shown(kept)) > 30


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_loads_nothing_and_is_in_the_documentation(name: str) -> None:
    kept = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md"))

    assert not re.search(r"url\((?!#)|href|<script|@import|@font-face", kept)
    assert f"](recordings/{name}.svg)" in pages


def test_no_picture_is_left_of_a_recording_that_is_gone() -> None:
    assert {path.stem for path in PICTURES.iterdir()} == set(RECORDINGS)
