"""The tests of the data can fail: a fact that loses its source or its date is noticed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ("test_knowledge.py", "test_request_fields.py")
DATE = r', date = "[^"]*"'

# What is done to which file: what stands there, and what takes its place, once.
MUTATIONS = {
    "a source without a day": ("models.toml", DATE, ""),
    "a source without an address": ("gateways.toml", r'url = "[^"]*"', 'url = ""'),
    "a price without a source": ("models.toml", r'price = "pricing"(?:, )?', ""),
    "a move without a source": ("targets/glm-4.6.toml", r'sources = \["pricing"\]', "sources = []"),
    "a field of the target without one": ("targets/glm-4.6.toml", r'top_p = "guide"\n', ""),
    "a client without a source": ("clients.toml", r"\nsources = \[[^\]]*\]", "\nsources = []"),
    "a request field without one": ("parameters.toml", r"\nsources = \[[^\]]*\]", "\nsources = []"),
    "a checklist without a day": ("checklist.toml", r'\ndate = "[^"]*"', '\ndate = ""'),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and the tests of its data, in a directory of their own."""
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "glm_migrate", tmp_path / "glm_migrate", ignore=unwanted)
    shutil.copytree(
        ROOT / "tests/knowledge/targets", tmp_path / "tests/knowledge/targets", ignore=unwanted
    )
    for name in TESTS:
        shutil.copy(ROOT / "tests/knowledge" / name, tmp_path / "tests/knowledge")
    return tmp_path


def verdict(copy: Path) -> subprocess.CompletedProcess[str]:
    """What the tests about sources say of the copy; they need no plugin, and start without any."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-k", "source or field"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_data_as_they_are_pass(copy: Path) -> None:
    done = verdict(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("name", "there", "instead"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_fact_without_its_source_is_noticed(
    copy: Path, name: str, there: str, instead: str
) -> None:
    path = copy / "glm_migrate/knowledge/data" / name
    text, count = re.subn(there, instead, path.read_text(encoding="utf-8"), count=1)
    path.write_text(text, encoding="utf-8")
    done = verdict(copy)

    assert count == 1
    assert done.returncode in (1, 2), done.stdout
