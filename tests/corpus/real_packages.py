"""The corpus: wheels of real packages, downloaded once, checked and fixed by the command line.

Nothing of a package is installed, built or imported. Wheels are fetched by pip with the hashes of
`packages.txt`, and only their Python files are unpacked, into a cache outside the checkout:
`GLM_MIGRATE_CORPUS`, else `glm-migrate-corpus` in the user's cache directory.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

PACKAGES = Path(__file__).with_name("packages.txt")
_WHEELS_FOR = ("--python-version", "3.11", "--implementation", "py", "--abi", "none")
_MINUTES = 60


class CorpusUnavailable(Exception):
    """The packages could not be downloaded."""


class UnsafeArchive(Exception):
    """A member of a wheel would land outside its directory."""


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

    def check(self) -> list[dict[str, Any]]:
        """The findings of one `check` over all packages, as the json reporter prints them."""
        run = glm_migrate("check", "--output-format", "json", ".", cwd=self.root)
        found: list[dict[str, Any]] = json.loads(run.stdout)
        return found

    def copy(self, target: Path) -> Corpus:
        """The same tree once more, for a run that writes."""
        shutil.copytree(self.root, target)
        return Corpus(target)


def glm_migrate(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, without the configuration of this checkout.

    Raises:
        AssertionError: it ended otherwise than a run over readable files may end.
    """
    command = [sys.executable, "-m", "glm_migrate", arguments[0], "--isolated", *arguments[1:]]
    checkout = str(PACKAGES.parents[2])
    path = os.pathsep.join(filter(None, [checkout, os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=30 * _MINUTES,
        check=False,
    )
    # an interpreter that dies of an exception, or lacks the module, exits with 1 as well
    died = "Traceback (most recent call last)" in run.stderr or "No module named" in run.stderr
    if died or run.returncode not in (0, 1):
        raise AssertionError(f"{command} ended with {run.returncode}:\n{run.stderr[-4000:]}")
    return run


def fetch(cache: Path | None = None) -> Corpus:
    """The corpus from `cache`, filled on first use.

    The directory is named after the content of `packages.txt` and appears complete or not at all,
    so several processes may ask at once.

    Raises:
        CorpusUnavailable: pip could not get every wheel with its hash.
        UnsafeArchive: a wheel names a path outside its own directory.
    """
    cache = cache or _default_cache()
    root = cache / hashlib.sha256(PACKAGES.read_bytes()).hexdigest()[:16]
    if root.is_dir():
        return Corpus(root)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        scratch = Path(name)
        _download(scratch / "wheels")
        unpacked = scratch / "packages"
        for wheel in sorted((scratch / "wheels").glob("*.whl")):
            unpack(wheel, unpacked / "-".join(wheel.name.split("-")[:2]))
        _publish(unpacked, root)
    return Corpus(root)


def unpack(wheel: Path, target: Path) -> None:
    """Write the Python files of `wheel` below `target`.

    Raises:
        UnsafeArchive: a member has an absolute path or climbs up.
    """
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = PurePosixPath(member.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
                raise UnsafeArchive(f"{wheel.name}: {member.filename}")
            if path.suffix not in (".py", ".pyi"):
                continue
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(member))


def _download(target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    only = ["--no-deps", "--require-hashes", "--only-binary", ":all:", *_WHEELS_FOR]
    run = subprocess.run(
        [*pip, *only, "--dest", str(target), "--requirement", str(PACKAGES)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=20 * _MINUTES,
        check=False,
    )
    if run.returncode:
        raise CorpusUnavailable(run.stderr.strip()[-2000:])


def _publish(complete: Path, root: Path) -> None:
    try:
        complete.rename(root)
    except OSError:  # another process was first
        if not root.is_dir():
            raise


def _default_cache() -> Path:
    if given := os.environ.get("GLM_MIGRATE_CORPUS"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "glm-migrate-corpus"
