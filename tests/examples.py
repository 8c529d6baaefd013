"""How many examples of a property are tried: all, or a share where all were tried before."""

from __future__ import annotations

from hypothesis import settings

FEW = "few"  # of every 100 examples 10 are tried: `pytest --hypothesis-profile=few`

settings.register_profile(FEW, max_examples=10, deadline=None)


def examples(count: int = 100) -> settings:
    """As many examples, or the profile's share of them; each may take its time."""
    return settings(max_examples=max(count * settings().max_examples // 100, 1), deadline=None)
