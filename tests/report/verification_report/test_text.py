"""A verification as text."""

from __future__ import annotations

from glm_migrate.report.verification_report import (
    text,
)
from tests.report.verification_report.sample_results import RESULT

TEXT = """Verification of `pytest -q` against glm-4.6
1 of 4 calls proved, 1 failed, 1 not proved, 1 never reached (2 scenarios, 2 runs, 2 s)
warning: [verification] x was not let in

a.py:3 in ask: failed
  requests: 2
  sent: model=glm-4.6, stream
  survived: cut
  error: [tool-streaming] with x: LookupError at a.py:4 (in t::a)

b.py:4: proved
  requests: 1
  sent: model=glm-4.6
  stream: none, so no scenario concerns it

c.py:5: never reached, so nothing is proved about it

an unknown place: reached, but not proved
  requests: 1
  stream: none, so no scenario concerns it
  note: the check does not know this call
"""


def test_the_text() -> None:
    assert text.page(RESULT) == TEXT
