"""What is masked of a text, and what is not."""

from __future__ import annotations

import pytest

from glm_migrate.report.secrets import masked


@pytest.mark.parametrize(
    "said",
    [
        "cannot see: `**payload`: a dict key is computed",
        "the token is unknown",
        "max_tokens = 4096",
    ],
)
def test_a_sentence_about_a_key_holds_no_secret(said: str) -> None:
    assert masked(said) == said


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("the password is hunter22", "hunter22"),
        ('api_key = "0123456789abcdef.ABCDEFGH"', "0123456789abcdef.ABCDEFGH"),
        ("GET /v4?api_key=0123456789abcdef", "0123456789abcdef"),
    ],
)
def test_what_is_said_to_be_a_secret_is_masked(said: str, secret: str) -> None:
    assert secret not in masked(said)
