"""Which file a module is, which files belong together, and that nothing is loaded for nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glm_migrate.project.module_index import Imports, Project, candidate_paths, imports, nearest
from glm_migrate.text.source import Source


def source(path: str, code: str = "") -> Source:
    return Source.decode(Path(path), code.encode())


def project(*paths: str) -> Project:
    return Project([source(path) for path in paths])


@pytest.mark.parametrize(
    ("importer", "name", "files", "expected"),
    [
        pytest.param("app/a.py", "b", ["app/b.py"], "app/b.py", id="beside"),
        pytest.param("app/a.py", "app.b", ["app/b.py"], "app/b.py", id="from the root"),
        pytest.param("app/x/a.py", "app.b", ["app/b.py"], "app/b.py", id="from further in"),
        pytest.param("tests/a.py", "app.b", ["src/app/b.py"], "src/app/b.py", id="under src"),
        pytest.param("app/a.py", "b", ["app/b/__init__.py"], "app/b/__init__.py", id="a package"),
        pytest.param("app/a.py", ".b", ["app/b.py", "b.py"], "app/b.py", id="relative"),
        pytest.param("app/a.py", "..b", ["app/b.py", "b.py"], "b.py", id="relative, one up"),
        pytest.param("app/a.py", ".", ["app/__init__.py"], "app/__init__.py", id="its own package"),
        pytest.param(
            "one/app/a.py",
            "app.b",
            ["one/app/b.py", "two/app/b.py"],
            "one/app/b.py",
            id="the nearer of two",
        ),
        pytest.param("app/a.py", "b", ["c.py"], None, id="none"),
        pytest.param("app/a.py", ".b", ["b.py"], None, id="relative does not look further out"),
        pytest.param(
            "app/a.py",
            "openai",
            ["app/__init__.py", "app/openai.py"],
            None,
            id="a library that a module of the package is named after",
        ),
        pytest.param(
            "app/a.py",
            "openai.types",
            ["app/__init__.py", "app/openai/__init__.py", "app/openai/types.py"],
            None,
            id="a module of such a library",
        ),
        pytest.param(
            "app/a.py",
            ".openai",
            ["app/__init__.py", "app/openai.py"],
            "app/openai.py",
            id="a module that is named after a library, relative",
        ),
        pytest.param(
            "app/a.py",
            "types",
            ["app/__init__.py", "app/types/__init__.py"],
            None,
            id="a standard module that one of the package is named after",
        ),
        pytest.param(
            "a.py", "openai", ["openai.py"], "openai.py", id="a script hides a library it lies by"
        ),
        pytest.param(
            "app/openai.py", "openai", ["openai.py"], "openai.py", id="no module imports itself"
        ),
        pytest.param(
            "app/a.py",
            "config",
            ["app/__init__.py", "app/config.py"],
            "app/config.py",
            id="a module of the package by its bare name",
        ),
    ],
)
def test_module(importer: str, name: str, files: list[str], expected: str | None) -> None:
    found = project(importer, *files).module(Path(importer), name)

    assert (found and found.path) == (Path(expected) if expected else None)


def test_the_nearest_place_comes_first() -> None:
    found = [place.replace(os.sep, "/") for place in candidate_paths(str(Path("a/b/c.py")), "m")]

    assert found[:2] == ["a/b/m.py", "a/b/m/__init__.py"]
    assert found.index("a/m.py") < found.index("m.py")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("import a\n", ["a"], id="import"),
        pytest.param("import a.b, c as d\n", ["a.b", "c"], id="several"),
        pytest.param("from a import b, c\n", ["a", "a.b", "a.c"], id="members"),
        pytest.param("from . import b\n", [".", ".b"], id="relative"),
        pytest.param(
            "from .a import (\n    b,\n    c,\n)\n", [".a", ".a.b", ".a.c"], id="in brackets"
        ),
        pytest.param("def f():\n    from a import b\n", ["a", "a.b"], id="in a function"),
        pytest.param("x = 1\n", [], id="none"),
    ],
)
def test_imports(code: str, expected: list[str]) -> None:
    assert list(imports(code.encode())) == expected


@pytest.mark.parametrize(
    ("files", "sources", "expected"),
    [
        pytest.param(
            {"a.py": "import b\n", "b.py": "", "c.py": ""}, None, ["a b", "c"], id="an import"
        ),
        pytest.param(
            {"a.py": "from . import b\n", "b.py": ""}, None, ["a b"], id="a relative import"
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "import c\n", "c.py": "import a\n"},
            None,
            ["a b c"],
            id="a circle",
        ),
        pytest.param({"a.py": "import os\n", "b.py": ""}, None, ["a", "b"], id="another package"),
        pytest.param(
            {"p/__init__.py": "", "a.py": "import p\n", "b.py": ""},
            None,
            ["__init__ a", "b"],
            id="a package",
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "", "c.py": "import b\n"},
            ["a.py"],
            ["a b", "c"],
            id="only what can matter",
        ),
    ],
)
def test_groups(files: dict[str, str], sources: list[str] | None, expected: list[str]) -> None:
    data = {Path(name): code.encode() for name, code in files.items()}
    chosen = None if sources is None else frozenset(map(Path, sources))

    found = Imports(data, chosen).groups()

    assert [" ".join(path.stem for path in group) for group in found] == expected


def test_a_file_is_loaded_once_and_only_when_it_is_asked_for() -> None:
    there, asked = Path("b.py").absolute(), []

    def load(path: Path) -> Source | None:
        asked.append(path)
        return source("b.py", "M = 1\n") if path == there else None

    one = Project([source("a.py")], load)
    assert asked == []

    for _ in range(2):
        assert one.module(Path("a.py"), "b") is not None
        assert one.module(Path("a.py"), "c") is None

    assert asked.count(there) == 1
    assert one.files == (Path("a.py"),)


def test_a_file_is_tried_only_where_its_directory_holds_the_name() -> None:
    asked: list[str] = []

    def load(path: Path) -> Source | None:
        asked.append(path.name)
        return source("b.py", "M = 1\n")

    def names(directory: str) -> frozenset[str]:
        return frozenset({"b.py"}) if directory == str(Path.cwd()) else frozenset()

    one = Project([source("sub/a.py")], load, names=names)

    assert one.module(Path("sub/a.py"), "c") is None
    assert one.module(Path("sub/a.py"), "b") is not None
    assert asked == ["b.py"]


def test_other_texts_of_the_files_beside_the_same_context() -> None:
    one = Project([source("a.py")], context=[source("b.py", "M = 1\n")], tested=frozenset({"f"}))

    changed = one.with_files({Path("a.py"): source("a.py", "x = 1\n")})

    first, second = changed.source(Path("a.py")), one.source(Path("a.py"))
    assert first is not None
    assert second is not None
    assert (first.text, second.text) == ("x = 1\n", "")
    assert changed.source(Path("b.py")) is one.source(Path("b.py"))
    assert changed.files == (Path("a.py"),)
    assert changed.every == (Path("a.py"), Path("b.py"))
    assert changed.tested == frozenset({"f"})


def test_mentioning() -> None:
    one = Project([source("a.py", "KEY = 1\n"), source("b.py", "x = 1\n")])

    assert [found.path for found in one.mentioning("KEY")] == [Path("a.py")]


@pytest.mark.parametrize("name", ["app.b", "b", ".b", "..b", ".", "..", "c", "app"])
def test_the_nearest_place_is_the_first_of_all_that_a_module_can_have(name: str) -> None:
    places = {
        os.path.join(os.sep, *one.split("/"))  # noqa: PTH118
        for one in ("x/app/b.py", "x/src/app/b/__init__.py", "x/b.py", "x/app/__init__.py")
    }
    importer = os.path.join(os.sep, "x", "app", "a.py")  # noqa: PTH118

    expected = next((one for one in candidate_paths(importer, name) if one in places), None)

    assert nearest(importer, name, places) == expected
