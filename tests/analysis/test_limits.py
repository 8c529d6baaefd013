"""How much of one file is looked at: an id is shorter than what is taken for one."""

from __future__ import annotations

from glm_migrate import knowledge
from glm_migrate.analysis.limits import MAX_ID_BESIDE, MAX_ID_TEXT


def test_every_known_id_is_shorter_than_what_may_be_one() -> None:
    longest = max(map(len, knowledge.all_spellings()))

    assert longest < min(MAX_ID_BESIDE, MAX_ID_TEXT)
