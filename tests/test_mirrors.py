"""The tests mirror the package: each module has its own, where its path says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.cli.main import COMMANDS
from tests.sources import (
    MODULES,
    PACKAGE,
    ROOT,
    TESTS,
    dotted,
    functions,
    imported,
    name_of,
)

# Test, in `tests` → the modules that it tests with others: what they do shows only together.
TESTED_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "cli/editor/test_hover.py": ("cli/editor/diagnostics.py",),
    "cli/test_baseline_session.py": ("cli/baseline_files.py",),
    "cli/test_cli.py": (
        "__main__.py",
        "cli/baseline.py",
        "cli/check.py",
        "cli/config.py",
        "cli/fix.py",
        "cli/fleet.py",
        "cli/main.py",
        "cli/report.py",
        "cli/targets.py",
    ),
    "cli/test_suggestions.py": (
        "cli/rule.py",
        "cli/shells.py",
    ),
    "cli/test_undo.py": ("cli/interrupted_runs.py",),
    "cli/test_verify_session.py": ("cli/verify.py",),
    "report/migration_report/test_delta.py": ("report/migration_report/document.py",),
    "end_to_end/reports/test_migration_report.py": (
        "report/migration_report/__init__.py",
        "report/migration_report/assembly.py",
    ),
    "runner/test_together.py": ("runner/task.py",),
    "runner/verification/child/test_pytest_plugin.py": (
        "runner/verification/child/observation.py",
    ),
    "end_to_end/verification/test_live.py": (
        "cli/verify_live.py",
        "runner/verification/forwarding.py",
        "runner/verification/measurement.py",
        "runner/verification/wire_format.py",
    ),
    "runner/verification/test_verdicts.py": ("runner/verification/trials.py",),
    "end_to_end/verification/test_warm.py": (
        "runner/verification/command.py",
        "runner/verification/environment.py",
    ),
    "test_api.py": ("__init__.py",),
    "text/test_docstrings.py": ("cli/completion.py",),
}


def test_every_module_is_imported_by_a_test() -> None:
    tested = {name for path in TESTS for name in imported(path)}
    tested |= {f"glm_migrate.cli.{command}" for command in _commands()}
    modules = {dotted(path) for path in MODULES if path.name != "__init__.py"}
    rules = {module for module in modules if module.startswith("glm_migrate.rules.glm")}

    assert modules - rules - tested - {"glm_migrate.__main__"} == set()


def _commands() -> set[str]:
    """The modules of the commands, which the tests of the command line run by name."""
    return set(COMMANDS)


def mirror_of(path: Path) -> Path:
    """Where the tests of a module lie; those of a package lie in it."""
    folder = ROOT / "tests" / path.relative_to(PACKAGE).parent
    stem = folder.name if path.name == "__init__.py" else path.stem.strip("_")
    return folder / f"test_{stem}.py"


# Tests of more than one module: of whole runs, attacks, and what others build on this project.
OF_THE_WHOLE = ("end_to_end/", "campaign/", "integrations/")
OF_THE_SOURCES = {
    *("test_api.py", "test_architecture.py", "test_contributing.py", "test_mirrors.py"),
    *("test_names.py", "test_rule_facts.py"),
}


def test_every_test_of_a_part_mirrors_a_module() -> None:
    mirrors = {mirror_of(path).relative_to(ROOT / "tests").as_posix() for path in MODULES}
    tests = {path.relative_to(ROOT / "tests").as_posix() for path in TESTS}
    parts = {one for one in tests if re.search(r"(^|/)test_\w+\.py$", one)}
    parts = {one for one in parts if not one.startswith(OF_THE_WHOLE)}

    assert parts - mirrors == OF_THE_SOURCES


def has_something_to_test(path: Path) -> bool:
    """Whether a module does something; types without a function only hold what others do."""
    return any(True for _ in functions(path))


def test_every_module_has_tests_where_its_path_says() -> None:
    """A module that is missing here gets a test file of its own, no line in the list."""
    missing = {
        name_of(path)
        for path in MODULES
        if has_something_to_test(path) and not mirror_of(path).exists()
    }
    excused = {name for names in TESTED_ELSEWHERE.values() for name in names}
    rules = {name for name in missing if re.fullmatch(r"rules/glm\d{3}_\w+\.py", name)}

    assert missing - rules == excused
    assert [name for name in excused if name.startswith("analysis/")] == []


@pytest.mark.parametrize("test", TESTED_ELSEWHERE)
def test_what_is_tested_elsewhere_is_imported_there(test: str) -> None:
    used = set(imported(ROOT / "tests" / test)) | {f"glm_migrate.cli.{one}" for one in _commands()}
    modules = {dotted(PACKAGE / name) for name in TESTED_ELSEWHERE[test]}

    assert modules - used == set()


def test_the_tests_of_a_module_import_it() -> None:
    mirrored = {mirror_of(path): dotted(path) for path in MODULES if has_something_to_test(path)}
    strangers = [
        f"{path.relative_to(ROOT)} without {module}"
        for path, module in mirrored.items()
        if path.exists() and not _is_a_command(module) and module not in imported(path)
    ]

    assert strangers == []


def _is_a_command(module: str) -> bool:
    return module.removeprefix("glm_migrate.cli.") in _commands()
