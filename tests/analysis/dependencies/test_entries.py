"""Files that declare dependencies: what is found, where it stands, and that only it changes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement as Oracle

from glm_migrate.analysis.dependencies.entries import DependencyEntry, entries
from glm_migrate.engine.check import Checked, check_project
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.errors import FileError
from glm_migrate.model.dependencies import Need
from glm_migrate.project.file_kinds import governs, is_dependency_file
from glm_migrate.project.module_index import Project
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from glm_migrate.text.toml import NotToml
from glm_migrate.text.toml_values import toml_strings
from tests.examples import examples

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = [rule for rule in all_rules() if rule.code == "GLM602"]
NEED = Need("zai-sdk", "0.0.4", Path("app.py"), 1, "tool_stream")


def source(name: str, text: str) -> Source:
    return Source.decode(Path(name), text.encode())


def fixed(name: str, text: str, at_least: Applicability = Applicability.SAFE) -> str:
    plan = fix_project(Project([source(name, text)]), None, RULES, at_least=at_least, needs=[NEED])
    assert plan.errors == ()
    return plan.files[0].after.text


def declared(name: str, text: str) -> list[tuple[str, str]]:
    """Name and constraint of each dependency, as the file spells the constraint."""
    found = source(name, text)
    return [
        (one.name, ",".join(found.slice(clause.span) for clause in one.clauses))
        for one in entries(found)
    ]


# ---- names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("requirements.txt", True, id="the usual one"),
        pytest.param("requirements-dev.txt", True, id="one for developers"),
        pytest.param("dev-requirements.txt", True, id="the other way round"),
        pytest.param("requirements/base.txt", True, id="in a directory of them"),
        pytest.param("requirements.in", True, id="what pip-compile reads"),
        pytest.param("pyproject.toml", True, id="pyproject"),
        pytest.param("setup.cfg", True, id="setup.cfg"),
        pytest.param("Pipfile", True, id="Pipfile"),
        pytest.param("Pipfile.lock", False, id="a lock file"),
        pytest.param("notes.txt", False, id="any other text"),
        pytest.param("my_requirements_doc.md", False, id="a text about them"),
        pytest.param("requirements.py", False, id="a module"),
    ],
)
def test_a_file_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_dependency_file(Path(name)) is expected


@pytest.mark.parametrize(
    ("file", "module", "expected"),
    [
        pytest.param("requirements.txt", "app/llm.py", True, id="below it"),
        pytest.param("requirements/base.txt", "app/llm.py", True, id="beside its directory"),
        pytest.param("one/requirements.txt", "two/llm.py", False, id="in another project"),
    ],
)
def test_dependencies_hold_for_the_code_below_them(file: str, module: str, expected: bool) -> None:
    assert governs(Path(file), Path(module)) is expected


# ---- what is declared

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "zai-sdk"
description = '''zai-sdk>=1'''
dependencies = [
  "a>=1",  # "b>=2"
  'zai_sdk[x] ~= 0.0.2 ; python_version > "3.8"',
  "c @ https://example.com/c.whl",
]
[project.optional-dependencies]
chat = ["d==1.*"]
[dependency-groups]
dev = ["e", {include-group = "chat"}]
[tool.uv]
dev-dependencies = ["f<2"]
[tool.pdm.dev-dependencies]
lint = ["g>1"]
[tool.hatch.envs.test]
dependencies = ["h!=1"]
[tool.poetry.dependencies]
python = "^3.10"
i = "^1.2"
j = { version = "~1", optional = true }
k = [{ version = "<1", python = "<3.9" }, { version = ">=1", python = ">=3.9" }]
l = { git = "https://example.com/l.git" }
"m.n" = "*"
[tool.poetry.group.dev.dependencies]
o = "1.0"
[tool.poetry.dev-dependencies.p]
version = ">=1,<2"
[tool.other]
zai-sdk = ">=9"
"""


def test_every_table_of_pyproject_is_read() -> None:
    assert declared("pyproject.toml", PYPROJECT) == [
        ("a", ">=1"), ("zai-sdk", "~= 0.0.2"), ("d", "==1.*"), ("e", ""), ("f", "<2"), ("g", ">1"),
        ("h", "!=1"), ("python", "^3.10"), ("i", "^1.2"), ("j", "~1"), ("k", "<1"), ("k", ">=1"),
        ("m-n", ""), ("o", "1.0"), ("p", ">=1,<2"),
    ]  # fmt: skip


REQUIREMENTS = """\
# zai-sdk>=9
-r other.txt
-e .
--index-url https://example.com
a
b >= 1 , < 2   # why
C_d.e[x,y]==1.0;python_version<'4'
zai-sdk (>=0.0.2)
f==1 \\
    --hash=sha256:00 \\
    --hash=sha256:11
g @ git+https://example.com/g
h===1-special
./local
i
"""


def test_every_line_of_a_requirements_file_is_read() -> None:
    assert declared("requirements.txt", REQUIREMENTS) == [
        ("a", ""), ("b", ">= 1,< 2"), ("c-d-e", "==1.0"), ("zai-sdk", ">=0.0.2"), ("f", "==1"),
        ("h", "===1-special"), ("i", ""),
    ]  # fmt: skip


def test_hashes_are_seen() -> None:
    hashed = [one.name for one in entries(source("requirements.txt", REQUIREMENTS)) if one.hashed]

    assert hashed == ["f"]


SETUP_CFG = """\
[metadata]
name = x
long_description =
    zai-sdk>=9
[options]
install_requires =
    a>=1
    # zai-sdk>=9
    zai-sdk>=0.0.2; python_version > "3.8"

tests_require = b
[options.extras_require]
dev =
    c<2
[flake8]
ignore =
    d
"""


def test_setup_cfg_is_read_where_it_declares() -> None:
    assert declared("setup.cfg", SETUP_CFG) == [
        ("a", ">=1"), ("zai-sdk", ">=0.0.2"), ("b", ""), ("c", "<2"),
    ]  # fmt: skip


PIPFILE = """\
[[source]]
url = "https://pypi.org/simple"
name = "zai-sdk"
[packages]
a = "*"
zai-sdk = {version = ">=0.0.2", extras = ["x"]}
[dev-packages]
b = "==1"
[requires]
python_version = "3.11"
"""


def test_a_pipfile_is_read() -> None:
    assert declared("Pipfile", PIPFILE) == [("a", ""), ("zai-sdk", ">=0.0.2"), ("b", "==1")]


# ---- what becomes of it


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("requirements.txt", "zai-sdk", "zai-sdk>=0.0.4", id="no newline at the end"),
        pytest.param(
            "requirements.txt", "ZAI_sdk [x]\r\n", "ZAI_sdk [x]>=0.0.4\r\n", id="extras and CRLF"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk # why\n", "zai-sdk>=0.0.4 # why\n", id="a comment"
        ),
        pytest.param(
            "requirements.txt",
            "zai-sdk;python_version>'3'\n",
            "zai-sdk>=0.0.4;python_version>'3'\n",
            id="a marker",
        ),
        pytest.param(
            "requirements.txt", "zai-sdk>0.0.3\n", "zai-sdk>=0.0.4\n", id="a strict bound"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk<1\n", "zai-sdk>=0.0.4,<1\n", id="an upper bound only"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk!=0.0.3.3\n", "zai-sdk>=0.0.4,!=0.0.3.3\n", id="a hole"
        ),
        pytest.param(
            "requirements.txt",
            "zai-sdk>=0.0.3,>=0.0.1\n",
            "zai-sdk>=0.0.4,>=0.0.1\n",
            id="the higher of two bounds",
        ),
        pytest.param(
            "requirements.txt", "zai-sdk (>=0.0.3)\n", "zai-sdk (>=0.0.4)\n", id="parentheses"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk~=0.0\n", "zai-sdk>=0.0.4,~=0.0\n", id="a wider series"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk~=0.0.3.7\n", "zai-sdk~=0.0.4\n", id="a narrow series"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk==0.0.1,>=0\n", "zai-sdk==0.0.1,>=0\n", id="a second pin"
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "^0"\n',
            '[tool.poetry.dependencies]\nzai-sdk = ">=0.0.4,^0"\n',
            id="a wide caret of Poetry",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "~0.0.3"\n',
            '[tool.poetry.dependencies]\nzai-sdk = "~0.0.4"\n',
            id="a tilde of Poetry",
        ),
        pytest.param("requirements.txt", "zai-sdk>=0.0.4\n", "zai-sdk>=0.0.4\n", id="enough"),
        pytest.param(
            "requirements.txt", "zai-sdk==0.0.*\n", "zai-sdk>=0.0.4,==0.0.*\n", id="a series"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk==0.1.*\n", "zai-sdk==0.1.*\n", id="a newer series"
        ),
        pytest.param(
            "requirements.txt", "zai-sdk==0.0.3.*\n", "zai-sdk==0.0.3.*\n", id="an older series"
        ),
        pytest.param(
            "requirements.txt",
            "zai-sdk>=0.0.1,!=0.0.2.*\n",
            "zai-sdk>=0.0.4,!=0.0.2.*\n",
            id="a series left out",
        ),
        pytest.param(
            "requirements.txt",
            "zai-sdk \\\r\n  >=0.0.1 \\\r\n  ; python_version > '3'\r\n",
            "zai-sdk \\\r\n  >=0.0.4 \\\r\n  ; python_version > '3'\r\n",
            id="a bound on the next line",
        ),
        pytest.param(
            "requirements.txt",
            "zai-sdk \\\n  >=0.0.9\n",
            "zai-sdk \\\n  >=0.0.9\n",
            id="enough on the next line",
        ),
        pytest.param(
            "requirements.txt",
            "# for chat \\\nzai-sdk>=0.0.1 \\\n",
            "# for chat \\\nzai-sdk>=0.0.4 \\\n",
            id="a comment is not continued",
        ),
        pytest.param(
            "setup.cfg",
            "[options]\nInstall_Requires =\n    zai-sdk\n",
            "[options]\nInstall_Requires =\n    zai-sdk>=0.0.4\n",
            id="another case of a key",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "0.*"\n',
            '[tool.poetry.dependencies]\nzai-sdk = ">=0.0.4,0.*"\n',
            id="a series of Poetry",
        ),
        pytest.param("requirements.txt", "zai-sdk===0.0.3\n", "zai-sdk===0.0.3\n", id="a text"),
        pytest.param("requirements.txt", "zai-sdk<0.0.4\n", "zai-sdk<0.0.4\n", id="capped"),
        pytest.param("requirements.txt", "zai-sdk<=0.0.3\n", "zai-sdk<=0.0.3\n", id="capped below"),
        pytest.param("requirements.txt", "zai-sdk!=0.0.4\n", "zai-sdk!=0.0.4\n", id="left out"),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "*" # any\n',
            '[tool.poetry.dependencies]\nzai-sdk = ">=0.0.4" # any\n',
            id="any version of Poetry",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "0.0.3 || 0.0.2"\n',
            '[tool.poetry.dependencies]\nzai-sdk = "0.0.3 || 0.0.2"\n',
            id="alternatives of Poetry",
        ),
        pytest.param(
            "pyproject.toml",
            '[project]\ndependencies = ["zai\\u002dsdk"]\n',
            '[project]\ndependencies = ["zai\\u002dsdk"]\n',
            id="escapes",
        ),
        pytest.param(
            "setup.cfg",
            "[options]\ninstall_requires = zai-sdk\n",
            "[options]\ninstall_requires = zai-sdk>=0.0.4\n",
            id="one line of setup.cfg",
        ),
    ],
)
def test_the_floor_is_raised_in_place(name: str, before: str, after: str) -> None:
    assert fixed(name, before) == after


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("requirements.txt", "zai-sdk==0.0.3\n", "zai-sdk==0.0.4\n", id="a pin"),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.dependencies]\nzai-sdk = "0.0.3"\n',
            '[tool.poetry.dependencies]\nzai-sdk = "0.0.4"\n',
            id="a pin of Poetry",
        ),
    ],
)
def test_a_pin_is_raised_with_the_users_word(name: str, before: str, after: str) -> None:
    assert fixed(name, before) == before
    assert fixed(name, before, Applicability.UNSAFE) == after


def test_a_file_that_is_no_toml_is_reported() -> None:
    broken = source("pyproject.toml", "[project\n")
    checked = check_project(Project([broken]), None, RULES, needs=[NEED])

    assert [str(error) for error in checked.errors] == [
        "pyproject.toml: not TOML as it can be edited: "
        "Expected ']' at the end of a table declaration (at line 1, column 9)"
    ]
    with pytest.raises(FileError):
        list(entries(broken))


def test_a_file_is_not_read_without_a_need() -> None:
    checked = check_project(Project([source("pyproject.toml", "[project\n")]), None, RULES)

    assert checked == Checked(())


# ---- any file


NAMES = st.sampled_from(["zai-sdk", "zai_sdk", "Zai.SDK", "httpx", "openai", "a"])
VERSIONS = st.sampled_from(["0.0.1", "0.0.3.7", "0.0.4", "0.1", "1.0.0rc1", "2"])
OPERATORS = st.sampled_from([">=", ">", "~=", "==", "!=", "<", "<="])
BLANK = st.sampled_from(["", " ", "  "])
EXTRAS = st.sampled_from(["", "[a]", "[a, b]", " [a]"])
MARKERS = st.sampled_from(["", "; python_version > '3.8'", " ;sys_platform=='win32'"])
COMMENTS = st.sampled_from(["", "  # why", " # ü 中", " #zai-sdk>=0.0.1"])


@st.composite
def constraints(draw: st.DrawFn) -> str:
    clauses = draw(st.lists(st.tuples(OPERATORS, BLANK, VERSIONS), max_size=3))
    return f"{draw(BLANK)},{draw(BLANK)}".join("".join(clause) for clause in clauses)


@st.composite
def requirements(draw: st.DrawFn) -> str:
    parts = NAMES, EXTRAS, BLANK, constraints(), MARKERS
    return "".join(draw(part) for part in parts)


NOISE = st.sampled_from(
    ["", "# zai-sdk>=0.0.1", "-r x.txt", "--no-binary :all:", "-e .", "zai-sdk @ git+https://x/y"]
)


@st.composite
def requirements_files(draw: st.DrawFn) -> str:
    lines = draw(
        st.lists(st.one_of(NOISE, st.tuples(requirements(), COMMENTS).map("".join)), max_size=8)
    )
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@st.composite
def pyprojects(draw: st.DrawFn) -> str:
    listed = draw(st.lists(requirements(), max_size=6))
    comments = draw(st.lists(COMMENTS, min_size=len(listed), max_size=len(listed)))
    inner = "".join(
        f'\n    "{one}",{comment}' for one, comment in zip(listed, comments, strict=True)
    )
    return (
        f'[project] # x\nname = "zai-sdk"\ndependencies = [{inner}\n]\n[tool.x]\na = ["zai-sdk"]\n'
    )


def raised(before: str, after: str) -> list[tuple[str, str]]:
    """The requirements that differ, and a proof that nothing else does."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(lines[0]) == len(lines[1])
    return [(one, other) for one, other in zip(*lines, strict=True) if one != other]


def check(before: str, after: str) -> None:
    """A changed line is the same requirement with a higher floor."""
    for old, new in raised(before, after):
        one, other = (Oracle(_bare(line)) for line in (old, new))
        assert (one.name, one.extras, str(one.marker)) == (
            other.name,
            other.extras,
            str(other.marker),
        )
        assert other.specifier.contains("0.0.4", prereleases=True)
        assert not other.specifier.contains("0.0.3.9", prereleases=True)
        assert one.specifier.contains("0.0.3.9") or not one.specifier.contains("0.0.4")
        kept = re.compile(r"0\.0\.4|0\.0\.[123](\.7)?|>=|>|,")
        assert sorted(kept.sub("", old)) == sorted(kept.sub("", new))


def _bare(line: str) -> str:
    text = re.split(r"\s#", line.strip())[0].strip().rstrip(",").strip('"')
    return text.rstrip(",")


@examples(300)
@given(requirements_files())
def test_a_requirements_file_keeps_every_other_byte(text: str) -> None:
    after = fixed("requirements.txt", text, Applicability.UNSAFE)

    check(text, after)
    assert fixed("requirements.txt", after, Applicability.UNSAFE) == after


@examples(200)
@given(pyprojects())
def test_a_pyproject_keeps_every_other_byte(text: str) -> None:
    after = fixed("pyproject.toml", text, Applicability.UNSAFE)

    check(text, after)
    assert fixed("pyproject.toml", after, Applicability.UNSAFE) == after


# ---- the scanner

KEYS = st.sampled_from(["a", "b-c", '"d.e"', "'f g'", "h.i", "1"])
SCALARS = st.sampled_from(
    [
        '"x"', "'y'", '""', "'''m\nn'''", '"""p\n"q" """', '"\\u00e9\\n"', '"# no"', "'] }'", "1",
        "1.5e3", "true", "1979-05-27T07:32:00Z", "0x1F", "inf", '"ü中"',
    ]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda ones: f"[ {', '.join(ones)} ]"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda ones: "[\n  # ] no\n" + "".join(f"  {one}, # c\n" for one in ones) + "]"
        ),
        st.lists(inner, max_size=2, unique=True).map(
            lambda ones: "{" + ", ".join(f"k{n} = {one}" for n, one in enumerate(ones)) + "}"
        ),
    ),
    max_leaves=6,
)
HEADERS = st.sampled_from(["[t]", "[ t . u ]", "[[v]]", "[v.w]", '["x.y"]', "[[v.z]]"])
STATEMENTS = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    HEADERS,
    st.just("# c"),
    st.just(""),
)


@examples(400)
@given(st.lists(STATEMENTS, max_size=10).map("\n".join))
def test_the_scanner_finds_the_strings_of_any_toml(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(NotToml):
            toml_strings(text.encode())
        return
    for one in toml_strings(text.encode()):
        raw = text.encode()[one.span.start : one.span.end].decode()
        assert not one.plain or raw == one.value


def test_an_entry_with_escapes_is_locked() -> None:
    found = list(entries(source("pyproject.toml", '[project]\ndependencies = ["a\\u003e=1"]\n')))

    assert [(one.name, one.locked) for one in found] == [("a", True)]
    assert isinstance(found[0], DependencyEntry)
