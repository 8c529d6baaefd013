"""The corpus: wheels of real packages, downloaded once, checked and fixed by the command line.

They live outside the checkout: where `GLM_MIGRATE_CORPUS` says, else in the user's cache.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_migrate.config.schema import Config
from glm_migrate.project import discovery
from glm_migrate.project.batches import units
from tests.end_to_end.corpus import wheels

PACKAGES = Path(__file__).with_name("packages.txt")
VARIABLE = "GLM_MIGRATE_CORPUS"
_CHECKOUT = Path(__file__).parents[3]
_SECONDS = 30 * 60


@dataclass(frozen=True)
class Corpus:
    """The unpacked packages.

    Attributes:
        root: One directory a package, named `name-version` as its wheel is.
    """

    root: Path

    @property
    def packages(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())

    def check(self, *paths: str) -> list[dict[str, Any]]:
        """The findings of one `check` over all packages, as the json reporter prints them.

        Args:
            paths: Relative to the root; all packages if none.
        """
        run = glm_migrate("check", "--output-format", "json", *(paths or ["."]), cwd=self.root)
        found: list[dict[str, Any]] = json.loads(run.stdout)
        return found

    def together_with(self, files: Collection[str]) -> list[str]:
        """The files that are read together with one of `files`, these among them.

        Args:
            files: Relative to the root, as the result.
        """
        concerned = {str(self.root / file) for file in files}
        packages = {str(self.root / Path(file).parts[0]) for file in files}
        config = Config()
        for unit in units(discovery.files(sorted(packages), config), config):
            if concerned.intersection(unit.files):
                concerned.update(unit.files)
        return sorted(Path(file).relative_to(self.root).as_posix() for file in concerned)

    def copy(self, packages: Iterable[str], target: Path) -> Corpus:
        """Some of the packages once more, for a run that writes."""
        for name in packages:
            shutil.copytree(self.root / name, target / name)
        return Corpus(target)


def fetch() -> Corpus:
    """The corpus, downloaded on first use.

    Raises:
        WheelsUnavailable: a package could not be downloaded.
    """
    return Corpus(wheels.unpacked(PACKAGES, cache()))


def cache() -> Path:
    """Where the packages are kept from one run of the tests to the next."""
    return wheels.user_cache("glm-migrate-corpus", VARIABLE)


def glm_migrate(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, without the configuration of this checkout.

    Raises:
        AssertionError: it ended otherwise than a run over readable files may end.
    """
    command = [sys.executable, "-m", "glm_migrate", arguments[0], "--isolated", *arguments[1:]]
    path = os.pathsep.join(filter(None, [str(_CHECKOUT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    # an interpreter that dies of an exception, or lacks the module, exits with 1 as well
    died = "Traceback (most recent call last)" in run.stderr or "No module named" in run.stderr
    if died or run.returncode not in (0, 1):
        raise AssertionError(f"{command} ended with {run.returncode}:\n{run.stderr[-4000:]}")
    return run
