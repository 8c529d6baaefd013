"""Pinned wheels → their Python files on disk, for the corpus and for the benchmarks.

Nothing of a package is installed, built or imported: pip fetches wheels with the hashes of a
requirements file, and only `.py` and `.pyi` members are written, below a directory of their own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

# Wheels are chosen as for one interpreter, so that every interpreter unpacks the same files.
_CHOICE = [
    *("--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
    *("--platform", "any", "--platform", "manylinux2014_x86_64"),
    *("--platform", "manylinux_2_28_x86_64"),
]
_SECONDS = 20 * 60


class WheelsUnavailable(Exception):
    """pip could not get every wheel with its hash."""


class UnsafeArchive(Exception):
    """A member of a wheel would land outside its directory."""


def unpacked(requirements: Path, cache: Path) -> Path:
    """The directory with one directory a package, named `name-version`; made on first use.

    It is named after the content of `requirements` and appears complete or not at all, so several
    processes may ask at once.

    Raises:
        WheelsUnavailable: pip could not get every wheel with its hash.
        UnsafeArchive: a wheel names a path outside its own directory.
    """
    root = cache / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    if root.is_dir():
        return root
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        scratch = Path(name)
        _download(requirements, scratch / "wheels")
        complete = scratch / "packages"
        for wheel in sorted((scratch / "wheels").glob("*.whl")):
            unpack(wheel, complete / "-".join(wheel.name.split("-")[:2]))
        _publish(complete, root)
    return root


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


def user_cache(name: str, variable: str) -> Path:
    """The directory that environment `variable` names, else `name` in the user's cache."""
    if given := os.environ.get(variable):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / name


def _download(requirements: Path, target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    only = ["--no-deps", "--require-hashes", "--only-binary", ":all:", *_CHOICE]
    run = subprocess.run(
        [*pip, *only, "--dest", str(target), "--requirement", str(requirements)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_SECONDS,
        check=False,
    )
    if run.returncode:
        raise WheelsUnavailable(run.stderr.strip()[-2000:])


def _publish(complete: Path, root: Path) -> None:
    try:
        complete.rename(root)
    except OSError:  # another process was first
        if not root.is_dir():
            raise
