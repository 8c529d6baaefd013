"""Secrets in the path of an address: whoever knows the address of a webhook may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEP = r"[^/\s\"'?#\\<>]{0,200}"
_SHAPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # https://hooks.slack.com/services/…, https://…/webhooks/…, "hooks/…" behind a host
        rf"://[\w.-]{{0,80}}hooks?[\w.-]{{0,80}}/(?P<path>{_STEP}(?:/{_STEP}){{0,9}})",
        rf"[/\"'](?:incoming-?)?(?:web-?)?hooks?/(?P<path>{_STEP}(?:/{_STEP}){{0,9}})",
        rf"://[^\s\"']{{1,200}}/(?:api-?)?(?:keys?|tokens?|secrets?|auth)/(?P<path>{_STEP})",
        rf"/bot\d{{3,20}}:(?P<path>{_STEP})",  # of Telegram
    )
)
_PART = re.compile(r"[^/]+")
_LEAST = 6  # characters of a step that can be a secret
_WORDLIKE = 20  # so long is no word
_FIELD = re.compile(r"\{[^{}]*\}")


def in_addresses(text: str) -> Iterator[tuple[int, int]]:
    """The steps of a path that look like secrets, behind a step that says so."""
    for pattern in _SHAPES:
        for match in pattern.finditer(text):
            for step in _PART.finditer(text, *match.span("path")):
                if _may_be_secret(step.group()):
                    yield step.span()


def _may_be_secret(step: str) -> bool:
    """Whether a step is no plain word, no field that is filled in, and no model."""
    if len(step) < _LEAST or "glm-" in step.lower() or _FIELD.fullmatch(step):
        return False
    return len(step) >= _WORDLIKE or any(map(str.isdigit, step))
