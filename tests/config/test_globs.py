"""Globs match what they say, in linear time whatever stands in them."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.config.globs import Globs

PIECES = ["a", "b", "*", "**", "/", "?", "[ab]", "[!a]", "[b-a]", "[", "]", "."]
NAMES = st.text(st.sampled_from("abc"), min_size=1, max_size=4)


def reference(pattern: str, path: str) -> bool:
    """What a glob means, tried in every way."""
    pattern = pattern.rstrip("/")
    parts = tuple(path.split("/"))
    if "/" not in pattern:
        return pattern != "" and any(_name(pattern, part) for part in parts)
    segments = tuple(pattern.lstrip("/").removeprefix("./").split("/"))
    ends = range(1, len(parts) + 1)
    return any(_path(segments, parts[:end]) for end in ends)


@cache
def _path(segments: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if not segments:
        return not parts
    first, *rest = segments
    if first == "**":
        if not rest:
            return bool(parts)
        return any(_path(tuple(rest), parts[skip:]) for skip in range(len(parts) + 1))
    return bool(parts) and _name(first, parts[0]) and _path(tuple(rest), parts[1:])


def _name(pattern: str, name: str) -> bool:
    text = ""
    for token in re.findall(r"\*+|\?|\[[!^]?\]?[^\]]*\]|.", pattern):
        if token[0] == "*":
            text += "[^/]*"
        elif token == "?":
            text += "[^/]"
        elif token in ("[ab]", "[!a]", "[b-a]"):
            text += {"[ab]": "[ab]", "[!a]": "[^a/]", "[b-a]": "(?!)"}[token]
        else:
            text += re.escape(token)
    return re.fullmatch(text, name) is not None


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join),
    st.lists(NAMES, min_size=1, max_size=5).map("/".join),
)
def test_a_glob_means_what_it_says(pattern: str, path: str) -> None:
    brackets = re.findall(r"\[[!^]?\]?[^\]]*\]", pattern)
    if {*brackets} - {"[ab]", "[!a]", "[b-a]"} or "//" in pattern or pattern.startswith("/"):
        return  # classes of classes are nobody's wish

    assert Globs([pattern]).matches(path) is reference(pattern, path)


SLOW = {
    "ten times any directory": ("**/" * 10 + "zz/q.py", "/".join(["d"] * 40) + "/q.py"),
    "eight stars": ("*a" * 8 + "b", "a" * 120),
    "hundred stars": ("*a" * 100 + "b", "a" * 250),
    "stars in every segment": ("*a*a*a/" * 20 + "x", "aaaaaaaaaaaaaaaaaaaaaaaaa/" * 40),
    "both kinds": ("**/*a*a*b/" * 30 + "x", "a" * 200 + "/" + "a/" * 1500),
    "any directory and one name": ("**/a" * 30 + "/b", "a/" * 2000),
    "stars alone": ("*" * 900, "a" * 250),
    "question marks and stars": ("?*" * 400 + "b", "a" * 250),
    "brackets": ("[a]*" * 200 + "b", "a" * 250),
}


@pytest.mark.parametrize(("pattern", "path"), SLOW.values(), ids=SLOW)
def test_no_glob_takes_long(pattern: str, path: str) -> None:
    """It would be minutes, or for ever, where a star is tried again."""
    assert Globs([pattern]).matches(path) in (True, False)


@pytest.mark.parametrize(
    "pattern", ["[z-a]", "[", "[!", "[]", "[!]", "[]]", "\\", "[\\]", "[a-", "("]
)
def test_no_glob_is_an_error(pattern: str) -> None:
    Globs([pattern, f"x/{pattern}"]).matches("x/a")
