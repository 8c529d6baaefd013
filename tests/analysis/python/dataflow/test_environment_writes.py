"""Variables that code sets itself: the id moves where it is set, if the call reads it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.environment_writes import (
    holds_environment,
    is_environment,
    is_named_environment,
    set_by_code,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_SETTINGS
from tests.analysis.python.reading import expression, module
from tests.analysis.settings.project import ASK, findings, fixed

READ = 'os.environ["M"]'


@pytest.mark.parametrize(
    "code",
    [
        "os.environ['M'] = 'glm-4.5'\n",
        "from os import environ\nenviron['M'] = 'glm-4.5'\n",
        "os.environ.setdefault('M', 'glm-4.5')\n",
        "os.environ.update({'M': 'glm-4.5'})\n",
        "os.environ.update(M='glm-4.5')\n",
        "NAME = 'glm-4.5'\nos.environ['M'] = NAME\n",
        "os.environ['M'] = os.environ.get('M', 'glm-4.5')\n" * 3,
        "if x:\n    os.environ['M'] = 'glm-4.5'\nelse:\n    os.environ['M'] = 'glm-4.5'\n",
    ],
)
@pytest.mark.parametrize("read", [READ, "os.getenv('M')"])
def test_what_code_sets_is_what_it_reads(code: str, read: str) -> None:
    text = f"import os\n{code}{ASK.format(read)}"

    assert fixed({"main.py": text}) == {"main.py": text.replace("glm-4.5", "glm-4.6")}


def test_another_module_can_set_it() -> None:
    start = "import os\nos.environ['M'] = 'glm-4.5'\n"
    files = {"main.py": f"import os\n{ASK.format(READ)}", "start.py": start}

    assert fixed(files) == {"start.py": start.replace("4.5", "4.6")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("tests/test_a.py", "os.environ['M'] = 'glm-4.5'\n", id="in a test"),
        pytest.param("a.py", "os.environ['N'] = 'glm-4.5'\n", id="another variable"),
        pytest.param("a.py", "d = {}\nd['M'] = 'glm-4.5'\n", id="another mapping"),
        pytest.param("a.py", "os.environ['M'] += 'glm-4.5'\n", id="a part of the value"),
        pytest.param("a.py", "environ = {}\nenviron['M'] = 'glm-4.5'\n", id="another name"),
        pytest.param("a.py", "os.environ.pop('M', 'glm-4.5')\n", id="taken away"),
    ],
)
def test_other_assignments_set_nothing_that_is_read(name: str, code: str) -> None:
    files = {"main.py": f"import os\n{ASK.format(READ)}", name: f"import os\n{code}"}

    assert fixed(files) == {}
    assert "main.py:9 GLM903 none" in findings(files, codes=("GLM903",))


def test_a_variable_that_is_made_of_itself_has_no_end() -> None:
    where = module("import os\nos.environ['M'] = os.environ['M'].strip()\n" * 20)

    assert set_by_code(where, "M", 0).found == ()


def test_the_environment_is_known_by_its_name() -> None:
    where = module("import os\nuse(os.environ)\nuse(os.path)\n")
    environment, other = (expression(where, text) for text in ("os.environ", "os.path"))

    assert is_environment(environment, where.symbols.point(environment)) is True
    assert is_environment(other, where.symbols.point(other)) is False


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("env = os.environ\n", "env['M']"),
        ("env = os.environ\n", "env.get('M', 'glm-4.5')"),
        ("env = os.environ.copy()\n", "env['M']"),
        ("env = dict(os.environ)\n", "env['M']"),
        ("env = dict(os.environ, N='x')\n", "env['M']"),
        ("env = {**os.environ, 'N': 'x'}\n", "env['M']"),
        ("env = {'M': 'glm-4.5', **os.environ}\n", "env['M']"),
        ("env = {**os.environ, 'M': os.environ['N']}\n", "os.environ['M']"),
        ("class C:\n    def __init__(self, env=os.environ):\n        self.env = env\n",
         "C().env['M']"),
        ("class S(BaseModel):\n    M: str\n", "S(**os.environ).M"),
    ],
)  # fmt: skip
def test_the_environment_can_have_another_name(code: str, read: str) -> None:
    head = "import os\nfrom pydantic import BaseModel\n"
    files = {"a/main.py": f"{head}{code}{ASK.format(read)}", "a/.env": "M=glm-4.5\n"}

    after = fixed(files)

    assert after["a/.env"] == "M=glm-4.6\n"
    assert "glm-4.5" not in after.get("a/main.py", "")


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("env = {**os.environ, 'M': 'glm-4.6'}\n", "env['M']"),
        ("env = dict(os.environ, M='glm-4.6')\n", "env['M']"),
        ("env = dict(os.path)\n", "env['M']"),
        ("env = Table(os.environ)\n", "env['M']"),
        ("env = {'M': os.environ}\n", "env['M']"),
    ],
)
def test_what_holds_no_such_variable_reads_no_file(code: str, read: str) -> None:
    files = {"a/main.py": f"import os\n{code}{ASK.format(read)}", "a/.env": "M=glm-4.5\n"}

    assert fixed(files) == {}


def test_a_copy_is_known_and_so_is_a_dict_of_all() -> None:
    where = module("import os\na = os.environ.copy()\nb = {**os.environ}\nuse(a)\nuse(b)\n")
    copy, table = (
        where.resolver.resolve(name, where.symbols.point(name)).found[0]
        for name in (expression(where, "a"), expression(where, "b"))
    )

    assert (is_named_environment(copy), is_named_environment(table)) == (True, False)
    assert (holds_environment(copy, "M"), holds_environment(table, "M")) == (False, True)


@pytest.mark.parametrize(("writes", "is_seen"), [(MAX_SETTINGS, True), (MAX_SETTINGS + 1, False)])
def test_what_is_set_at_too_many_places_is_not_told_apart(writes: int, is_seen: bool) -> None:
    text = "import os\n" + "os.environ['M'] = 'glm-4.5'\n" * writes + ASK.format(READ)

    changed = {"main.py": text.replace("glm-4.5", "glm-4.6")}
    assert fixed({"main.py": text}) == (changed if is_seen else {})
