"""A fleet of repositories of realistic make, the same for the same seed.

Sizes follow a long-tailed distribution, a third of the repositories ask GLM, and one of twenty is
hostile. Clones, mirrors, archives and plain directories are mixed as in an organisation.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"
Files = dict[str, bytes]
_DATE = "1764331200 +0000"
_HOSTILE = 0.05
_ASKING = 0.35
_MEDIAN_FILES, _SPREAD, _MOST_FILES = 12, 1.1, 1500  # of a lognormal distribution


def generate(top: Path, count: int, seed: int = 16) -> list[str]:
    """Make `count` repositories below `top`; the answer are the names of the hostile ones."""
    chance = random.Random(seed)
    hostile = []
    for number in range(count):
        name = f"team-{number % 17}/service-{number:05}"
        files = _files(chance)
        if chance.random() < _HOSTILE:
            hostile.append(_hostile(top, name, files, chance))
        else:
            _store(top, name, files, chance)
    return hostile


def _files(chance: random.Random) -> Files:
    size = min(_MOST_FILES, max(1, int(chance.lognormvariate(0, _SPREAD) * _MEDIAN_FILES)))
    files = {f"src/part{number % 9}/module{number}.py": _module(chance) for number in range(size)}
    files["README.md"] = b"# A service\n"
    files[".github/CODEOWNERS"] = f"* @acme/team-{chance.randrange(17)}\n".encode()
    files["requirements.txt"] = f"requests\nzhipuai=={chance.choice(['2.1.0', '2.1.5'])}\n".encode()
    if chance.random() < _ASKING:
        fixture = chance.choice(sorted(path for path in FIXTURES.iterdir() if path.is_dir()))
        before = fixture / "before"
        for path in sorted(before.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[f"app/{path.relative_to(before).as_posix()}"] = path.read_bytes()
    return files


def _module(chance: random.Random) -> bytes:
    """Code as services have it, of 10 to some hundred lines, that asks no model."""
    lines = ["import json", "", ""]
    for number in range(int(chance.lognormvariate(0, 0.8) * 6) + 1):
        lines += [
            f"def step_{number}(order, limit={chance.randrange(100)}):",
            f'    """Take {chance.choice(["orders", "users", "bills"])} and keep some."""',
            "    kept = [one for one in order if one.total > limit]",
            f"    return json.dumps({{'kept': len(kept), 'rate': {chance.random():.3f}}})",
            "",
            "",
        ]
    return "\n".join(lines).encode()


def _store(top: Path, name: str, files: Files, chance: random.Random) -> None:
    kind = chance.choices((_bare, _clone, _archive, _directory), (70, 12, 13, 5))[0]
    kind(top / name, files)


def _bare(path: Path, files: Files) -> None:
    _commit(path.with_suffix(".git"), files, bare=True)


def _clone(path: Path, files: Files) -> None:
    _commit(path, files, bare=False)


def _commit(path: Path, files: Files, *, bare: bool) -> None:
    """A repository with one commit, made at once; a clone has an empty work tree."""
    path.mkdir(parents=True)
    command = ["git", "init", "-q", "-b", "main", *(["--bare"] if bare else []), "."]
    subprocess.run(command, cwd=path, check=True)
    head = f"commit refs/heads/main\ncommitter a <a@example.com> {_DATE}\ndata 5\nstart\n"
    stream = [head.encode()]
    for name, data in files.items():
        stream.append(f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input=b"".join(stream), check=True)


def _archive(path: Path, files: Files) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(f"{path}.tar.gz", "w:gz", compresslevel=1) as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"{path.name}/{name}")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def _directory(path: Path, files: Files) -> None:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


def _hostile(top: Path, name: str, files: Files, chance: random.Random) -> str:
    attack = chance.choice(ATTACKS)
    attack(top / name, files)
    return name


def _bomb(path: Path, files: Files) -> None:
    """A megabyte that inflates to a thousand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(f"{path}.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.py", "w", force_zip64=True) as stream,
    ):
        for _ in range(1100):
            stream.write(bytes(1 << 20))


def _climbing(path: Path, files: Files) -> None:
    _archive(path, {**files, "../../../escaped.py": b"x = 1\n", "/etc/escaped.py": b"x = 1\n"})


def _torn(path: Path, files: Files) -> None:
    _archive(path, files)
    whole = Path(f"{path}.tar.gz")
    whole.write_bytes(whole.read_bytes()[: -len(whole.read_bytes()) // 3])


def _deep(path: Path, files: Files) -> None:
    """An expression that kills a parser written in C."""
    code = b'MODEL = "glm-4.5"\nx = ' + b"+".join([b"1"] * 20_000) + b"\n"
    _bare(path, {**files, "deep.py": code})


def _commanding(path: Path, files: Files) -> None:
    _clone(path, files)
    mark = path.parent / "ran"
    for key in ("core.fsmonitor", "core.sshCommand", "diff.external", "core.pager"):
        subprocess.run(["git", "config", key, f"touch {mark}"], cwd=path, check=True)


def _refusing(path: Path, files: Files) -> None:
    _bare(path, {**files, "glm-migrate.toml": b'extend = "../../../etc/passwd"\n'})


def _broken(path: Path, files: Files) -> None:
    _bare(path, files)
    objects = path.with_suffix(".git") / "objects"
    for found in [one for one in objects.rglob("*") if one.is_file()]:
        found.chmod(0o644)
        found.write_bytes(found.read_bytes()[:20] + bytes(200))


def _piped(path: Path, files: Files) -> None:
    _directory(path, files)
    os.mkfifo(path / "pipe.py")
    (path / "loop.py").symlink_to("loop.py")
    (path / "out.py").symlink_to("/etc/passwd")


ATTACKS: tuple[Callable[[Path, Files], None], ...] = (
    *(_bomb, _climbing, _torn, _deep, _commanding, _refusing, _broken, _piped),
)
