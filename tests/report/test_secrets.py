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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('api_key="abc"', 'api_key="***"', id="a keyword"),
        pytest.param("API_KEY: str = 'abc'", "API_KEY: str = '***'", id="an annotated constant"),
        pytest.param('{"apiKey": "abc", "n": "x"}', '{"apiKey": "***", "n": "x"}', id="a key"),
        pytest.param(
            '{"Authorization": f"Bearer {k}"}', '{"Authorization": f"**********"}', id="a header"
        ),
        pytest.param(
            'os.environ["ZAI_TOKEN"] = "abc"', 'os.environ["ZAI_TOKEN"] = "***"', id="a variable"
        ),
        pytest.param('getenv("X_API_KEY", "abc")', 'getenv("X_API_KEY", "***")', id="a default"),
        pytest.param(r'token="a\"b"', r'token="****"', id="an escaped quote"),
        pytest.param("secret = 'abc", "secret = '***", id="a string that does not end"),
        pytest.param(
            f'ZhipuAI("{"0a" * 16}.{"Zz9" * 5}a")', f'ZhipuAI("{"*" * 49}")', id="the vendor's form"
        ),
        pytest.param(f'f("sk-{"a1" * 10}")', f'f("{"*" * 23}")', id="openai's form"),
        pytest.param('max_tokens=100, tokenizer="bpe"', 'max_tokens=100, tokenizer="bpe"', id="no"),
        pytest.param('api_key=os.environ["KEY"]', 'api_key=os.environ["KEY"]', id="no literal"),
        pytest.param('api_key=""', 'api_key=""', id="an empty string"),
    ],
)
def test_secrets_are_masked(line: str, expected: str) -> None:
    assert masked(line) == expected
    assert len(masked(line)) == len(line)


def test_a_long_run_of_spaces_after_a_name_takes_no_longer_than_reading() -> None:
    text = "# token" + " " * 200_000 + "x"

    assert masked(text) == text
