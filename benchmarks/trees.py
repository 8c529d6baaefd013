"""The trees that are measured: made once, outside the checkout, the same on every machine.

The clean tree is real code from PyPI. The matching tree is real modules of it, each with a section
of GLM calls as `sections.py` writes them: so the density of code around a call is a real one.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import sections

HERE = Path(__file__).parent
PACKAGES = HERE / "packages.txt"
DENSE_PACKAGES = HERE / "packages_dense.txt"
sys.path.insert(0, str(HERE.parent))

from tests.end_to_end.corpus import wheels  # noqa: E402

CACHE = wheels.user_cache("glm-migrate-benchmarks", "GLM_MIGRATE_BENCHMARKS")
# Modules that carry a section: between a small script and a large module.
_LINES = range(60, 400)


def clean() -> Path:
    """29,599 files of 15 projects, none of which calls a GLM chat model."""
    return wheels.unpacked(PACKAGES, CACHE)


def dense() -> Path:
    """14,232 files of 21 projects that ask chat models in every way, GLM among them."""
    return wheels.unpacked(DENSE_PACKAGES, CACHE)


def routing_file() -> str:
    """A file of the largest unit of the dense tree, as a hook names it."""
    (found,) = dense().glob("litellm-*/litellm/constants.py")
    return str(found.relative_to(dense()))


def matching(files: int) -> Path:
    """`files` real modules, each with a section of five GLM calls."""
    return _made(f"matching-{files}", _write_matching, files)


def hook(kind: str) -> Path:
    """Five staged files: `plain` without a site, `sites` with five calls each."""
    return _made(f"hook-{kind}", _write_plain if kind == "plain" else _write_matching, 5)


def mixed(files: int) -> Path:
    """`files` modules of the clean tree, every hundredth with a section of GLM calls."""
    return _made(f"mixed-{files}", _write_mixed, files)


def long_file(lines: int) -> Path:
    """A directory with one file of at least `lines` lines, made of sections alone."""
    return _made(f"long-{lines}", _write_long, lines)


def _made(name: str, write: object, size: int) -> Path:
    made_by = b"".join(
        (HERE / file).read_bytes() for file in ("packages.txt", "sections.py", "trees.py")
    )
    root = CACHE / f"{name}-{hashlib.sha256(made_by).hexdigest()[:12]}"
    if not root.is_dir():
        assert callable(write)
        partial = root.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        write(partial, size)
        partial.rename(root)
    return root


def _write_matching(root: Path, files: int) -> None:
    for number, text in zip(range(files), _modules(), strict=False):
        _put(root, number, text + sections.section(number))


def _write_plain(root: Path, files: int) -> None:
    for number, text in zip(range(files), _modules(), strict=False):
        _put(root, number, text)


def _write_mixed(root: Path, files: int) -> None:
    sources = sorted(path for path in clean().rglob("*.py"))
    for number in range(files):
        source = sources[number * len(sources) // files]
        if number % 100 == 0:
            text = source.read_text("utf-8", errors="replace")
            _put(root, number, text + sections.section(number))
        else:
            target = _place(root, number)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)


def _write_long(root: Path, lines: int) -> None:
    parts: list[str] = []
    written = 0
    while written < lines:
        parts.append(sections.section(len(parts)))
        written += parts[-1].count("\n")
    _put(root, 0, "".join(parts))


def _modules() -> Iterator[str]:
    """Modules of the clean tree, round after round through its packages, in a fixed order."""
    packages = [sorted(package.rglob("*.py")) for package in sorted(clean().iterdir())]
    for turn in range(max(map(len, packages))):
        for files in packages:
            # a large step spreads the choice over the whole package
            file = files[turn * 7 % len(files)]
            if turn < len(files) and (text := _usable(file)):
                yield text


def _usable(file: Path) -> str:
    """The text of a module that can carry a section, else an empty string."""
    try:
        text = file.read_text("utf-8")
        lines = text.count("\n")
        if lines not in _LINES or "glm" in text.lower() or not text.endswith("\n"):
            return ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return ""
    return text


def _place(root: Path, number: int) -> Path:
    return root / f"part{number // 200:03}" / f"module_{number:05}.py"


def _put(root: Path, number: int, text: str) -> None:
    target = _place(root, number)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
