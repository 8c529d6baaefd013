"""Which bodies of functions are left out until a value leads into them."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.unasked_bodies import unasked_bodies
from tests.analysis.python.reading import source

LONG = "".join(f"    value_{index} = compute({index}, table)\n" for index in range(9))
REST = "# the rest of a file\n" * 100
QUIET = f"def quiet(table):\n{LONG}    return value_1\n"


def left_out(code: str, known: tuple[str, ...] = (), *, is_held: bool = True) -> list[str]:
    """The first word of each body that is left out."""
    made = source(code + REST)
    held = {id(made)} if is_held else set()
    bodies = unasked_bodies(made, held, lambda text: text == "our-model", known)
    for body in bodies:
        assert made.code[body.start : body.end] == body.text
        assert made.utf8[body.offset :].startswith(body.text.encode())
    return [body.text.split()[0] for body in bodies]


def test_a_function_that_asks_nobody_is_left_out() -> None:
    assert left_out(QUIET) == ["value_0"]
    assert left_out(f"# ä\nx = 1\n\nclass C:\n    y = 1\n\n{QUIET}") == ["value_0"]


def test_the_comments_before_the_first_statement_are_part_of_the_body() -> None:
    assert left_out(QUIET.replace("):\n", "):\n    # first\n\n", 1)) == ["#"]


@pytest.mark.parametrize(
    "line",
    [
        "client.chat.completions.create(model=m)",
        "make = client.chat.completions",
        "c.messages.create(model=m)",
        "OpenAI()",
        "litellm.completion(m)",
        "requests.post(url, json=body)",
        "requests.post(url, body)",
        "urlopen(url, body)",
        "super().__init__(m)",
        "ask(m)",
        "submit(ask, model=m)",
        "asked.create(m)",
        "self.kept(m)",
        "submit(self.kept, model=m)",
        "other.run_it(m)",
        "our_client()",
        "from openai import OpenAI as Client",
        "from openai import (\n        OpenAI as Client,\n    )",
        "global m",
        "class Inner: pass",
        "m = 'glm-4.5'",
        "m = f'glm-{v}'",
        "m = 'our-model'",
        'm = """\nmodel: our-model\n"""',
        "m = 'gl\\x6d-4.5'",
        "url = 'https://api.z.ai/v4'",
        "try: pass\n    except (A) :\n        pass",
    ],
)
def test_a_function_with_a_site_is_read(line: str) -> None:
    before = "ask = client.chat.completions.create\nasked = client.messages\n"
    before += "from litellm import completion as run_it\n"
    before += (
        "class A:\n    def __init__(self, c):\n        self.kept = c.chat.completions.create\n"
    )
    assert left_out(before + QUIET + f"    {line}\n", ("app.our_client",)) == []


@pytest.mark.parametrize(
    "line",
    ["json.parse(m)", "requests.post(url)", "self.request(m)", "import json", "self.stream = m"],
)
def test_what_only_looks_like_a_site_is_left_out(line: str) -> None:
    assert left_out(QUIET.replace("return value_1", line)) == ["value_0"]


def test_of_a_file_that_is_read_for_its_values_all_is_left_out_but_what_tells_outside() -> None:
    asking = QUIET.replace("return value_1", "return client.chat.completions.create()")
    assert left_out(asking, is_held=False) == ["value_0"]
    assert left_out(QUIET.replace("return value_1", "nonlocal x"), is_held=False) == []


@pytest.mark.parametrize(
    "code",
    [
        QUIET.replace("\n", "\r\n"),
        f"from zai import ZaiClient\n{QUIET}",
        f"if x:\n    {QUIET.replace(chr(10), chr(10) + '    ')}\n",
        f'{QUIET}MODEL = "glm-4.5"\n',
        QUIET.replace("compute", "bestücke"),
        "def quiet(): return 1\n",
        "def quiet(:\n",
    ],
    ids=["CRLF", "the client library", "in a branch", "an id", "not ASCII", "short", "broken"],
)
def test_nothing_is_left_out_where_that_is_not_certain(code: str) -> None:
    assert left_out(code) == []


def test_nothing_is_left_out_of_a_small_file() -> None:
    made = source(QUIET)
    assert not unasked_bodies(made, {id(made)}, lambda text: False, ())
