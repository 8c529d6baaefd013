"""Runs git so that nothing of the repository runs, whatever its configuration says.

A repository's own `.git/config` comes with an archive and can name commands: a file system monitor,
hooks, filters, a pager, a helper for a remote. What a command line can switch off is switched off
here; questions that would run filters (`status`, `diff`) are not asked at all.
"""

# Paths stay strings here, as in `git`.
# ruff: noqa: PTH110, PTH111, PTH113, PTH118, PTH120

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.text import guarded

if TYPE_CHECKING:
    import subprocess

_SECONDS = 60  # a pipe in the place of a file that git reads would make it wait for ever
_SOON = 2  # seconds, in which git tells of a hundred thousand files
_READ_IN_FOLDERS = frozenset({".gitignore", ".gitattributes"})
_OFF = (
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.splitIndex=false",  # a part of an index of ours would stay in the repository
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.sshCommand=false",
    "core.askPass=",
    "core.pager=",
    "core.editor=false",
    "core.gitProxy=",
    "core.alternateRefsCommand=",
    "diff.external=",
    "credential.helper=",
    "protocol.allow=never",
    "submodule.recurse=false",
    "safe.directory=*",  # it protects from what can't run here, and other people's files are read
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",  # no remote is asked for what is missing
    "GIT_ASKPASS": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Git cuts the line where the path is very long.
_UNREADABLE = re.compile(
    r"^warning: could not open directory '([^\n]*?)(?:/?': ([^\n]*)|/[^/\n]*)$", re.MULTILINE
)
# What git reads before it does anything; each must be a file, if it is there.
_READ_FIRST = (
    *("config", "HEAD", "index", "info/exclude", "config.worktree", "commondir", "packed-refs"),
    *("shallow", "objects/info/alternates"),
)
_INCLUDED = re.compile(rb"^[ \t]*path[ \t]*=[ \t]*\"?([^\"\r\n]+)", re.MULTILINE | re.IGNORECASE)
_NAMED = re.compile(rb"gitdir:[ \t]*([^\r\n]+)")

_ASKED_ABOUT: set[str] = set()  # the roots of repositories
_WITHOUT_REPLY: set[str] = set()  # those in which git waited for something; it would again


@dataclass(frozen=True)
class GitOutput:
    """What git printed.

    Attributes:
        names: What its NUL bytes separate.
        unreadable: Directories that it could not read, each with the reason.
        output: All of it, as it was printed.
    """

    names: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    output: bytes = b""


def ask(
    root: str,
    *arguments: str,
    given: Sequence[str] = (),
    sent: bytes = b"",
    bare: bool = False,
    index: str = "",
) -> GitOutput | None:
    """What `git` prints about the repository at `root`; None when it is missing or fails.

    Args:
        given: Names on its standard input, separated by NUL bytes.
        sent: Its standard input as it is, after these.
        bare: `root` is the repository's own directory, without a work tree.
        index: A file to use as the index instead of the repository's.
    """
    import subprocess

    _ASKED_ABOUT.add(os.path.realpath(root))
    git = program()
    directory = root if bare else os.path.join(root, ".git")
    if git is None or root in _WITHOUT_REPLY or not _is_plain(directory):
        return None
    try:
        switches = [w for setting in (*_OFF, *_ignoring(git)) for w in ("-c", setting)]
        done = _done(
            [git, "-C", root, "--no-pager", *switches, *arguments],
            os.fsencode("".join(f"{name}\0" for name in given)) + sent,
            _environment(root, directory, index),
            root,
        )
    except subprocess.TimeoutExpired:
        _WITHOUT_REPLY.add(root)
        return None
    except OSError:
        return None
    if done.returncode != 0:
        return None
    errors = os.fsdecode(done.stderr)
    return GitOutput(
        tuple(os.fsdecode(done.stdout).split("\0")[:-1]),
        tuple((one[1], one[2] or "File name too long") for one in _UNREADABLE.finditer(errors)),
        done.stdout,
    )


def _done(
    command: list[str], sent: bytes, environment: dict[str, str], root: str
) -> subprocess.CompletedProcess[bytes]:
    """A command that has ended; one that waits for a pipe in a work tree is ended soon.

    Raises:
        TimeoutExpired: it did not end by itself.
        OSError: it can't be started.
    """
    import subprocess

    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as git:
        try:
            try:
                output, errors = git.communicate(sent, timeout=_SOON)
            except subprocess.TimeoutExpired:
                if _holds_pipe(root):
                    raise
                output, errors = git.communicate(timeout=_SECONDS - _SOON)
        except BaseException:
            git.kill()
            raise
    return subprocess.CompletedProcess(command, git.returncode, output, errors)


def _holds_pipe(root: str) -> bool:
    """Whether something lies in a work tree that git would read to see what is ignored there.

    It is looked for only where git takes long: a directory is seldom that large.
    """
    for folder, _, files in os.walk(root):
        for name in _READ_IN_FOLDERS.intersection(files):
            path = os.path.join(folder, name)
            if os.path.exists(path) and not os.path.isfile(path):
                return True
    return False


def _environment(root: str, directory: str, index: str) -> dict[str, str]:
    """Ours, without what speaks of another repository or names commands.

    Directory and work tree are given, so that git looks for none and `core.worktree` counts
    nothing.
    """
    places = {} if directory == root else {"GIT_WORK_TREE": root}
    if index:
        places["GIT_INDEX_FILE"] = index
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "LC_")) or name == "GIT_EXEC_PATH"
    }
    return {
        **kept,
        **_ENVIRONMENT,
        "GIT_DIR": directory,
        **places,
    }


def program() -> str | None:
    """The git of this machine: never one that lies in a repository that it is asked about.

    Nor in one that it was asked about before: an earlier revision is laid down outside of its own.
    """
    for folder, program in _programs(os.environ.get("PATH", "")):
        if not any(os.fspath(one) in _ASKED_ABOUT for one in (folder, *folder.parents)):
            return program
    return None


@cache
def _programs(path: str) -> tuple[tuple[Path, str], ...]:
    """Each git on the path, none of a relative directory, with the directory that it lies in."""
    names = ("git.exe", "git.com") if os.name == "nt" else ("git",)
    every = (
        (Path(os.path.realpath(folder)), os.path.join(folder, name))
        for folder in filter(os.path.isabs, path.split(os.pathsep))
        for name in names
    )
    return tuple(
        (folder, one) for folder, one in every if os.path.isfile(one) and os.access(one, os.X_OK)
    )


def _is_plain(directory: str) -> bool:
    """Whether git has nothing to wait for in a repository's own directory."""
    if os.path.isfile(directory):  # of a submodule or a second work tree: a file that names it
        named = _NAMED.match(_contents(directory))
        directory = os.path.join(os.path.dirname(directory), os.fsdecode(named[1]) if named else "")
    shared = os.fsdecode(_contents(os.path.join(directory, "commondir")).strip())
    return all(map(_has_no_pipe, {directory, os.path.join(directory, shared)}))


def _has_no_pipe(directory: str) -> bool:
    """Whether all that git reads first, and what its settings include, are files."""
    included = _INCLUDED.findall(_contents(os.path.join(directory, "config")))
    names = (*_READ_FIRST, *map(os.fsdecode, included))
    paths = (os.path.join(directory, name) for name in names)
    return all(os.path.isfile(path) or not os.path.exists(path) for path in paths)


def _contents(path: str) -> bytes:
    """The bytes of a file; nothing of one that can't be read."""
    try:
        return guarded.read(path)
    except OSError:
        return b""


@cache
def _ignoring(program: str) -> tuple[str, ...]:
    """The user's own list of files to ignore; a repository's setting of that name is not heard."""
    import subprocess

    command = [program, "config", "--global", "--type=path", "--get", "core.excludesFile"]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        command,
        cwd=os.sep,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        timeout=_SECONDS,
        check=False,
    )
    named = os.fsdecode(done.stdout).removesuffix("\n")
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return (f"core.excludesFile={named or os.path.join(home, 'git', 'ignore')}",)
