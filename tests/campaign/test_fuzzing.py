"""A slice of the fuzzing: the same files in every run; `tests/campaign/fuzzing.py` tries more."""

from __future__ import annotations

import pytest

from tests.campaign.conftest import Note
from tests.campaign.fuzzing import failure
from tests.campaign.mutations import changed, sources

SLICES, EACH = 4, 40  # so that several processes share the work
FILES = sources()


@pytest.mark.parametrize("first", range(0, SLICES * EACH, EACH))
def test_a_file_changed_at_random_is_checked_and_fixed_or_refused(first: int, note: Note) -> None:
    found = {seed: wrong for seed in range(first, first + EACH) if (wrong := failure(FILES, seed))}

    note("fuzzed files", EACH, len(found))
    assert found == {}


def test_a_seed_gives_the_same_file_again() -> None:
    assert changed(FILES, 7) == changed(FILES, 7) != changed(FILES, 8)
