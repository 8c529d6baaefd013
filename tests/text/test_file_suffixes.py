"""How the names of files end."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from glm_migrate.text.file_suffixes import (
    CODE,
    DEPENDENCIES,
    SETTINGS,
    SETTINGS_BEGINNINGS,
    SETTINGS_GLOBS,
    of_format,
)


def test_a_format_has_its_suffixes() -> None:
    assert of_format("yaml") == (".yaml", ".yml")
    assert of_format("docx") == ()


def test_no_suffix_is_of_two_kinds() -> None:
    every = (*CODE, *SETTINGS, *DEPENDENCIES)

    assert len(every) == len(set(every))


@pytest.mark.parametrize("suffix", SETTINGS)
def test_a_search_finds_settings_by_their_suffix(suffix: str) -> None:
    assert any(fnmatchcase(f"a{suffix}", one) for one in SETTINGS_GLOBS)


@pytest.mark.parametrize("beginning", SETTINGS_BEGINNINGS)
def test_a_search_finds_settings_by_what_their_name_begins_with(beginning: str) -> None:
    assert any(fnmatchcase(f"{beginning}.local", one.lower()) for one in SETTINGS_GLOBS)
