"""Which kind a file is of, by its name alone."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from glm_migrate.analysis import dependencies, notebooks, python, settings
from glm_migrate.analysis.file_kind import FileKind
from glm_migrate.analysis.kinds import FILE_KINDS, kind_of
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.unparsed import UnparsedCode
from glm_migrate.text.source import Source, Span


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "pyproject.toml", "setup.cfg", "Pipfile"]
)
def test_a_file_that_declares_dependencies_is_read_for_them(name: str) -> None:
    assert kind_of(PurePath("app") / name) is dependencies


@pytest.mark.parametrize("name", ["app.py", "app.pyi", "script", "notes.txt", "setup.py", "-"])
def test_every_other_file_is_read_as_python(name: str) -> None:
    assert kind_of(PurePath("app") / name) is python


def test_python_is_read_first_because_it_says_which_versions_are_needed() -> None:
    assert list(FILE_KINDS) == [python, notebooks, settings, dependencies]


@pytest.mark.parametrize("name", ["app.py", "requirements.txt", "README.md"])
def test_a_file_is_of_one_kind(name: str) -> None:
    assert [kind.accepts(PurePath(name)) for kind in FILE_KINDS].count(True) == 1


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("work.ipynb", [python, notebooks]),
        (".env", [settings]),
        ("app.yaml", [settings]),
        ("pyproject.toml", [dependencies]),
        ("script", [python]),
    ],
)
def test_a_kind_accepts_what_it_reads(name: str, kinds: list[object]) -> None:
    assert [kind for kind in FILE_KINDS if kind.accepts(PurePath(name))] == kinds


@pytest.mark.parametrize("kind", [python, settings, dependencies])
def test_only_a_notebook_has_a_reason_against_a_safe_fix(kind: FileKind) -> None:
    source = Source.decode(Path("app.py"), b"x = 1\n")
    finding = Finding(source.path, "GLM101", "x", Span(0, 1), "said", Severity.ERROR)

    site = UnparsedCode(source, Span(0, 1), "broken")

    assert kind.unsafe_reason(site, finding, source) is None
