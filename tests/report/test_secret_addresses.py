"""Which steps of an address may be used by whoever knows them."""

from __future__ import annotations

import pytest

from glm_migrate.report.secret_addresses import in_addresses


def steps(text: str) -> list[str]:
    return [text[start:end] for start, end in in_addresses(text)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(
            '"https://hooks.slack.com/services/T0AB12/B0CD34/xyz123"',
            ["T0AB12", "B0CD34", "xyz123"],
            id="a host of hooks",
        ),
        pytest.param('"https://a.example/webhooks/12345678"', ["12345678"], id="a step of hooks"),
        pytest.param("'hook/abc123'", ["abc123"], id="behind a host"),
        pytest.param(
            '"https://a.example/incoming-webhook/correct-horse-battery-staple"',
            ["correct-horse-battery-staple"],
            id="words, but too many",
        ),
        pytest.param('"https://a.example/key/abc123/v1"', ["abc123"], id="a key"),
        pytest.param('"https://api.telegram.org/bot1234:abc123/send"', ["abc123"], id="a bot"),
        pytest.param('f"https://hooks.a.example/{team}/{room12}"', [], id="filled in"),
        pytest.param('"https://a.example/webhooks/settings"', [], id="a word"),
        pytest.param('"https://a.example/tokens/glm-4.5-flash"', [], id="a model"),
        pytest.param('"https://a.example/v1/chat/1234567890"', [], id="no word for it"),
        pytest.param("githooks/pre_commit2", [], id="a folder"),
    ],
)
def test_the_steps_behind_a_word_for_them(address: str, expected: list[str]) -> None:
    assert steps(address) == expected
