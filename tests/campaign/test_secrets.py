"""No secret of a checked program is printed, in whatever output; only a patch is exact."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

from glm_migrate.cli import main
from glm_migrate.report.secrets import masked, masked_in
from glm_migrate.text import toml
from glm_migrate.text.source import Source
from tests.campaign.conftest import Note

HEAD = (
    "import os, requests\nfrom zai import ZaiClient\nfrom openai import OpenAI\n"
    "from langchain_openai import ChatOpenAI\n"
    'U = "https://api.z.ai/api/paas/v4"\nc = ZaiClient()\n\n\n\n'
)
FORMATS = (
    *("full", "concise", "grouped", "json", "json-lines", "github", "sarif", "gitlab", "junit"),
    *("rdjson", "pylint", "azure"),
)
OUTPUTS = {
    **{f"check as {one}": ("check", "--output-format", one) for one in FORMATS},
    "where values come from": ("check", "--explain-resolution"),
    **{f"report as {one}": ("report", "--format", one) for one in ("text", "markdown", "json")},
    "report as html": ("report", "--format", "html"),
    "beside a patch": ("fix", "--diff", "--unsafe-fixes"),
}
SEED = 5
PIECE = 24  # a secret of which so much is shown is shown


def secret(kind: str, chance: random.Random) -> str:
    """A random secret of a kind that `secret_shapes.toml` names."""
    letters = string.ascii_letters + string.digits

    def some(number: int, of: str = letters) -> str:
        return "".join(chance.choice(of) for _ in range(number))

    match kind:
        case "zai":
            return f"{some(32, '0123456789abcdef')}.{some(16)}"
        case "zai upper case":
            return f"{some(32, '0123456789ABCDEF')}.{some(16)}"
        case "aws":
            return f"AKIA{some(16, string.ascii_uppercase + string.digits)}"
        case "jwt":
            return f"eyJhbGciOi{some(20)}.{some(40)}.{some(30)}"
        case "openrouter":
            return f"sk-or-v1-{some(64, '0123456789abcdef')}"
        case _:
            prefix, _, number = kind.rpartition(" ")
            return prefix + some(int(number))


def programs(seed: int) -> Iterator[tuple[str, str, str]]:
    """Of each shape its name, the secret, and the lines with it."""
    chance = random.Random(seed)
    text = Path(__file__).with_name("secret_shapes.toml").read_text(encoding="utf-8")
    for name, (kind, template) in toml.parse(text)["shapes"].items():
        value = secret(kind, chance)
        whole = template.replace("<secret>", value)
        yield name, value, whole.replace("<head>", value[:10]).replace("<tail>", value[10:])


@pytest.fixture(scope="module", name="secrets")
def fixture_secrets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    root = tmp_path_factory.mktemp("secrets")
    found = {}
    for name, value, lines in programs(SEED):
        (root / f"{name.replace(' ', '_')}.py").write_text(f"{HEAD}{lines}\n", encoding="utf-8")
        found[name] = value
    return root, found


@pytest.mark.parametrize("arguments", OUTPUTS.values(), ids=OUTPUTS)
def test_no_output_shows_a_secret(
    arguments: tuple[str, ...],
    secrets: tuple[Path, Mapping[str, str]],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    note: Note,
) -> None:
    root, values = secrets
    monkeypatch.chdir(root)

    assert main.run([*arguments, "--isolated", "--jobs=1", "."]) in (0, 1)

    out, err = capfd.readouterr()
    shown = err if "--diff" in arguments else out + err
    told = [name for name, value in values.items() if value in shown or value[:PIECE] in shown]
    note("secrets in outputs", len(values), len(told))
    assert shown
    assert told == []


@pytest.mark.parametrize("seed", range(20))
def test_a_secret_is_masked_in_its_lines(seed: int, note: Note) -> None:
    told = []
    every = list(programs(seed))
    for name, value, lines in every:
        source = Source.decode(Path("a.py"), f"{HEAD}{lines}\n".encode())
        shown = "\n".join(masked_in(source, line) for line in source.text.splitlines())
        if value in shown or value[:PIECE] in shown:
            told.append(name)

    note("secrets in lines", len(every), len(told))
    # Nothing but its look tells that one of these is a secret, and chance may give it another.
    assert [name for name in told if name not in LOOKS_ALONE] == []
    assert len(told) <= 3


DETECTORS = (
    *("AWSKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector"),
    *("JwtTokenDetector", "KeywordDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector"),
    *("PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector"),
)
NO_SECRET = {"BEGIN PRIVATE KEY", "str"}  # a headline, and an annotation


def detected(lines: Iterable[str]) -> set[str]:
    """What another tool takes for secrets."""
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        found = [one.secret_value or "" for line in lines for one in scan_line(line)]
    return {one for one in found if one.strip("*")} - NO_SECRET


def test_a_detector_of_secrets_finds_none_in_what_is_shown(note: Note) -> None:
    sources = [
        Source.decode(Path("a.py"), f"{HEAD}{lines}\n".encode()) for _, _, lines in programs(SEED)
    ]
    written = detected(line for one in sources for line in one.text.splitlines())
    shown = detected(masked_in(one, line) for one in sources for line in one.text.splitlines())

    note("secrets that a detector knows", len(written), len(shown))
    assert len(written) >= 15
    assert shown == set()


LOOKS_ALONE = ("extra headers", "long line", "in deleted kw")


@pytest.mark.parametrize(
    "line",
    [
        'client.create(model="zai-org/GLM-4.5-Air-FP8", max_tokens=4096, stop=["a"])',
        'api_key=os.environ["ZAI_API_KEY"], model="glm-4.5"',
        'tokenizer = AutoTokenizer.from_pretrained("THUDM/glm-4-9b-chat")',
        "class TestThatGlm45StreamsWithToolCallsAndReasoning: pass",
        'CACHE_KEY = "glm-4.5-air-2025-07-28"',
        "https://docs.z.ai/guides/overview/migrate-to-glm-new#thinking",
        '"https://github.com/a/b/blob/0123456789abcdef0123456789abcdef01234567/a.py#L1"',
        'sorted(models, key=lambda one: one["name"])',
        "risk-assessment task-force-of-the-year",
        'if model == "glm-4.5" and api_key == other: pass',
        'if args.mode == "stream": return token_count == 4',
        'path = "settings.json"; api_key = read(path)',
        'name = "ZAI_KEY"; api_key = KEYS[name]',
        'word = "yes"; api_key = ask(sure=word)',
        '"https://example.com/services/chat/completions"',
        'url = f"https://hooks.example.com/{team}/{channel}"',
        '"https://api.z.ai/api/coding/paas/v4/tokens/count"',
        'print("путь к модели", "модель glm-4.5")',
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert masked(line) == line


@pytest.mark.parametrize(
    "piece",
    [
        *("token=", "api_key(", '"token":"', "Bearer ", "://a:", "?key=", "sk-", "eyJa.", "=''"),
        *('if "a" == api_key:\n', "match token:\n case 'a':\n", "assertEqual(token, "),
        *("/hooks/a1b2c3d4/", "https://hook/key/", "аpi_key="),
        *("api_key = a + b\na = b\n", "a = (b +\n", "api_key = a("),
    ],
)
def test_masking_takes_no_longer_than_reading(piece: str) -> None:
    masked(piece * (200_000 // len(piece)))


def test_a_traceback_shows_no_secret() -> None:
    from glm_migrate.cli.output import crashed
    from glm_migrate.inventory.file_report import FileReport
    from glm_migrate.runner.outcome import Outcome

    outcome = Outcome(FileReport(Path("a.py"), None), crash='  f(api_key="Zx91")\nE: \x1b[2J\n')

    assert crashed(outcome).splitlines()[:2] == ['  f(api_key="****")', "E: ␛[2J"]


def test_control_characters_of_names_are_shown_as_signs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a\x1b[2J\nb.py"
    Path(name).write_text(f'{HEAD}c.chat.completions.create(model="glm-4.5")\n', encoding="utf-8")

    for arguments in [("--output-format", one) for one in FORMATS] + [("--show-files",)]:
        main.run(["check", "--isolated", "--jobs=1", *arguments, "."])
        out, err = capfd.readouterr()
        assert "\x1b" not in out + err, arguments
