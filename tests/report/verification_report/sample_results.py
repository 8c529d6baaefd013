"""What a verification found, of each kind."""

from __future__ import annotations

from glm_migrate.runner.verification.verified_calls import Observation, SiteResult, Verification

FAILED = SiteResult(
    "a.py", 3, "ask", "d1", 2, ("model=glm-4.6, stream",), ("cut",),
    (Observation("error", "tool-streaming", "with x: LookupError at a.py:4", "t::a"),),
    streams=True,
)  # fmt: skip


GOOD = SiteResult("b.py", 4, content="d2", requests=1, sent=("model=glm-4.6",), is_proved=True)


NEVER = SiteResult("c.py", 5, content="d3")


STRANGE = SiteResult("", 0, requests=1)


RESULT = Verification(
    "pytest -q", "glm-4.6", "0.1", "2026-11-28", "c0ffee", ("calm", "cut"), 2, 1.5,
    (FAILED, GOOD, NEVER, STRANGE), (Observation("warning", "verification", "x was not let in"),),
)  # fmt: skip
