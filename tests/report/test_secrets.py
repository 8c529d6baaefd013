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


@pytest.mark.parametrize("part", ["-eyJ", "eyJ-", "SG.a", "sk-", "://a", "?key", "Zai(", "a=b;"])
def test_a_line_of_what_may_begin_a_secret_takes_no_longer_than_reading(part: str) -> None:
    assert len(masked(part * 20_000)) == len(part) * 20_000


def test_a_long_run_of_spaces_after_a_name_takes_no_longer_than_reading() -> None:
    text = "# token" + " " * 200_000 + "x"

    assert masked(text) == text


HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
LOW = "correcthorsebattery"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f'ZaiClient("{LOW}")', LOW),
        (f"ZhipuAI(\n    '{LOW}')", LOW),
        (f'model="{HEX}"', HEX),
        (f'API_KEYS = ["{LOW}", "x"]', LOW),
        (f'tokens = ["{LOW}"]', LOW),
        (f'passwords = ("{LOW}",)', LOW),
        (f'secrets = {{"a": "{LOW}"}}', LOW),
        (f'api_key_prod = "{LOW}"', LOW),
        (f'{{"Ocp-Apim-Subscription-Key": "{LOW}"}}', LOW),
        (f'api_key = \\\n    "{LOW}"', LOW),
        (f'"Bearer {{}}".format("{LOW}")', LOW),
        (f'"Bearer %s" % "{LOW}"', LOW),
        (f'h["X"] = "Token {LOW}"', LOW),
        (f"https://{LOW}{LOW}@github.com/a/b", LOW),
        (f"postgres://u:ab/{LOW}@h/db", LOW),
        (f"sk_live_{LOW}", LOW),
        (f"SG.{LOW}.{LOW}", LOW),
        (f"dop_v1_{HEX}", HEX),
        (f"shpat_{HEX}", HEX),
        (f"xapp-1-{LOW}", LOW),
        (f"https://h/v4?pass={LOW}", LOW),
        (f'k = "{LOW}"; ZaiClient(api_key=k)', LOW),
        (f'zai: str = "{LOW}"\nheaders = {{"api-key": zai}}', LOW),
        (f"ZaiClient(api_key=k, timeout=3)\nk = '{LOW}'", LOW),
        (f'A, B = "{LOW}", 1; ZaiClient(api_key=A)', LOW),
        (f'from zai import ZaiClient as Z\nZ("{LOW}")', LOW),
        (f"system(\"curl -H 'x-api-key: {LOW}'\")", LOW),
        (f'ZaiClient(r"{LOW}")', LOW),
        (f'ZaiClient(f"my {LOW}")', LOW),
        (f'ZaiClient("""{LOW}""")', LOW),
        (f'ZaiClient("short" "{LOW}")', LOW),
        (f'ZaiClient(os.getenv("X") or "{LOW}")', LOW),
        (f'ZaiClient(*["{LOW}"])', LOW),
        (f'Fernet(b"{LOW}"); login("me", "{LOW}"); jwt.encode(p, "{LOW}")', LOW),
        (f'k = "{LOW}"; ZaiClient(k)', LOW),
        (f'a = f"{LOW}"; b = a; ZaiClient(api_key=b)', LOW),
        (f'cfg.zai = "{LOW}"; ZaiClient(api_key=cfg.zai)', LOW),
        (f'k = b"{LOW}"; ZaiClient(api_key=k.decode())', LOW),
        (f't = "{LOW}"; headers = {{"X": "Bearer " + t}}', LOW),
        (f't = "{LOW}"; headers = {{"X": f"Bearer {{t}}"}}', LOW),
        (f'create(extra_headers={{"X": "{LOW}"}})', LOW),
        (f'"Authorization: Bearer" " {LOW}"', LOW),
        (f'db_pass = "{LOW}"; pw = "{LOW}"; login(pass_="{LOW}")', LOW),
        (f'system("curl -u me:{LOW}")', LOW),
        (f'system("export ZAI_API_KEY={LOW}")', LOW),
        (f'"https://user:" + "{LOW}" + "@h/v4"', LOW),
        (f'url = ("https://h/v4?api_key="\n       "{LOW}")', LOW),
        (f'params=[("sig", "{LOW}")]', LOW),
        (f'params["sign"] = "{LOW}"', LOW),
        (f'if api_key in ("{LOW}", "x"): pass', LOW),
        (f'if token not in ["{LOW}"]: pass', LOW),
        (f'api_keys = [{"7, " * 2_000}"{LOW}"]', LOW),
    ],
)
def test_no_shape_of_a_secret_is_shown(line: str, secret: str) -> None:
    assert secret not in masked(line)
    assert len(masked(line)) == len(line)


@pytest.mark.parametrize(
    "line",
    [
        'ZaiClient(base_url="https://api.z.ai/api/paas/v4")',
        'ZaiClient(api_key=os.environ["KEY"])',
        'total_tokens="many", prompt_tokens="few"',
        "https://api.z.ai:443/api/paas/v4",
        "0123456789012345678901234567890123456789abcdef",
        'fields = "token count"',
        'ChatZhipuAI("glm-4.5")',
        "client = make(API_KEY=settings.key, TOKEN=load())",
        'class ZaiProvider(Provider, name="zai"): pass',
        'x = "Bearer " + token; name = "plain"',
        'for token in "a", "b": pass',
        '"https://h/v4?page=1" + "/more"',
        '"https://api.z.ai/api" + "/paas/v4"',
    ],
)
def test_what_is_no_secret_is_shown(line: str) -> None:
    assert masked(line) == line
