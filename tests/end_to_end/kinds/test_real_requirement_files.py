"""Real requirement files: every dependency is found, and raising one changes one line."""

from __future__ import annotations

import configparser
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.analysis.dependencies.entries import entries
from glm_migrate.analysis.dependencies.specifiers import canonical
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.model.dependencies import Need
from glm_migrate.project.module_index import Project
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parents[2] / "analysis/dependencies/real_files"
FILES = sorted(path for path in FOLDER.glob("*/*") if path.is_file())
RULES = [rule for rule in all_rules() if rule.code == "GLM602"]
HIGH = "9999.1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def names_in(path: Path) -> list[str]:
    """The declared names, read with the parsers that packaging tools use."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml" or path.name == "Pipfile":
        found = _toml(tomllib.loads(text), path.name)
    elif path.suffix == ".cfg":
        found = _cfg(text)
    else:
        lines = (line.strip() for line in text.splitlines())
        found = (line for line in lines if line and line[0] not in "#-" and " @ " not in line)
    return sorted(canonical(match[0]) for one in found if (match := _NAME.match(one)))


def _toml(table: dict[str, Any], name: str) -> Iterator[str]:
    if name == "Pipfile":
        yield from (*table.get("packages", ()), *table.get("dev-packages", ()))
        return
    project, tool = table.get("project", {}), table.get("tool", {})
    yield from project.get("dependencies", ())
    lists = [*project.get("optional-dependencies", {}).values()]
    lists += [*tool.get("pdm", {}).get("dev-dependencies", {}).values()]
    lists += [tool.get("uv", {}).get("dev-dependencies", [])]
    lists += [*table.get("dependency-groups", {}).values()]
    for environment in tool.get("hatch", {}).get("envs", {}).values():
        lists += [environment.get("dependencies", []), environment.get("extra-dependencies", [])]
    for one in lists:
        yield from (item for item in one if isinstance(item, str) and " @ " not in item)
    poetry = tool.get("poetry", {})
    yield from poetry.get("dependencies", {})
    yield from poetry.get("dev-dependencies", {})
    for group in poetry.get("group", {}).values():
        yield from group.get("dependencies", {})


def _cfg(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser()
    parser.read_string(text)
    values = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        values += [value for _, value in parser.items("options.extras_require")]
    for value in values:
        yield from (line for line in value.splitlines() if line.strip())


def read(path: Path) -> Source:
    return Source.decode(path.relative_to(FOLDER), path.read_bytes())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_dependency_is_found(path: Path) -> None:
    assert sorted(one.name for one in entries(read(path))) == names_in(path)


CASES = [
    pytest.param(path, name, id=f"{path.relative_to(FOLDER)}: {name}")
    for path in FILES
    for name in sorted({one.name for one in entries(read(path))})
]


@pytest.mark.parametrize(("path", "name"), CASES)
def test_raising_one_dependency_changes_its_lines_only(path: Path, name: str) -> None:
    before = read(path)
    need = Need(name, HIGH, before.path.parent / "app.py", 1, "tool_stream")
    own = {before.position(one.span.start).line for one in entries(before) if one.name == name}
    plan = fix_project(Project([before]), None, RULES, at_least=Applicability.UNSAFE, needs=[need])

    assert plan.errors == ()
    (fixed,) = plan.files
    old, new = (one.utf8.splitlines(keepends=True) for one in (before, fixed.after))
    assert len(old) == len(new)
    changed = {
        number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]
    }
    assert changed <= own
    assert changed or all(finding.advice for finding in fixed.left)
    for number in changed:
        assert new[number - 1].replace(HIGH.encode(), b"").startswith(old[number - 1][:4])
        assert HIGH.encode() in new[number - 1]
