"""Repositories that would have a tool run their commands: a planter for each way that is known.

A planter gets a repository and a command; git run without care in or around the repository executes
the command. Whether one of them did is told by the file that the command makes.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OLD = 'from zai import ZaiClient\n\nZaiClient().chat.completions.create(model="glm-4.5")\n'
HOOKS = (
    *("applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit"),
    *("post-index-change", "post-merge", "post-rewrite", "pre-auto-gc", "pre-commit", "pre-push"),
    *("pre-rebase", "prepare-commit-msg", "push-to-checkout", "reference-transaction", "update"),
)
SETTINGS = {
    "a file system monitor": ("core.fsmonitor", "{}; false"),
    "an old file system monitor": ("core.fsmonitor", "{}"),
    "an external diff": ("diff.external", "{}"),
    "a pager": ("core.pager", "{}"),
    "an editor": ("core.editor", "{}"),
    "an ssh": ("core.sshCommand", "{}"),
    "a prompt for passwords": ("core.askPass", "{}"),
    "a proxy": ("core.gitProxy", "{}"),
    "a helper for credentials": ("credential.helper", "!{}"),
    "a command for references": ("core.alternateRefsCommand", "{}"),
    "a program that signs": ("gpg.program", "{}"),
    "an alias of ls-files": ("alias.ls-files", "!{}"),
    "an alias of ls-tree": ("alias.ls-tree", "!{}"),
    "an alias of status": ("alias.status", "!{}"),
    "an alias of check-ignore": ("alias.check-ignore", "!{}"),
    "a pager of one command": ("pager.ls-files", "{}"),
    "a filter of differences": ("interactive.diffFilter", "{}"),
}


@dataclass(frozen=True)
class Attack:
    """What is planted, and how.

    Attributes:
        by_python: It is for the interpreter that starts in the directory, not for git.
    """

    name: str
    plant: Callable[[Path, str], None]
    by_python: bool = False


def git(root: Path, *arguments: str) -> None:
    """Git, as the attacker runs it."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", *identity, "-c", "protocol.file.allow=always", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def repository(root: Path) -> Path:
    """A repository with one committed call."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q")
    (root / "a.py").write_text(OLD)
    git(root, "add", ".")
    git(root, "commit", "--allow-empty", "-qm", "start")
    return root


def _setting(key: str, value: str) -> Callable[[Path, str], None]:
    return lambda root, command: git(root, "config", key, value.format(command))


def _hooks(root: Path, command: str) -> None:
    for name in HOOKS:
        _program(root / ".git/hooks" / name, command)


def _hooks_elsewhere(root: Path, command: str) -> None:
    for name in HOOKS:
        _program(root / "hooks" / name, command)
    git(root, "config", "core.hooksPath", str(root / "hooks"))


def _program(path: Path, command: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _filter(*kinds: str) -> Callable[[Path, str], None]:
    def plant(root: Path, command: str) -> None:
        (root / ".gitattributes").write_text("* filter=x\n")
        for kind in kinds:
            git(root, "config", f"filter.x.{kind}", f"{command}; cat")
        git(root, "config", "filter.x.required", "true")
        (root / "a.py").write_text(OLD)  # its time differs from that in the index

    return plant


def _textconv(root: Path, command: str) -> None:
    (root / ".gitattributes").write_text("* diff=x\n")
    git(root, "config", "diff.x.textconv", command)
    git(root, "config", "diff.x.command", command)


def _include(root: Path, command: str) -> None:
    (root / "more").write_text(f'[core]\n\tfsmonitor = "{command}; false"\n')
    git(root, "config", "include.path", str(root / "more"))


def _include_if(root: Path, command: str) -> None:
    (root / "more").write_text(f'[core]\n\tfsmonitor = "{command}; false"\n')
    git(root, "config", "includeIf.gitdir:**.path", str(root / "more"))


def _work_tree(root: Path, command: str) -> None:
    """The work tree is another repository, with its own monitor."""
    other = repository(root.parent / "other")
    git(other, "config", "core.fsmonitor", f"{command}; false")
    git(root, "config", "core.fsmonitor", f"{command}; false")
    git(root, "config", "core.worktree", str(other))


def _promisor(url: str, **settings: str) -> Callable[[Path, str], None]:
    """Objects are missing, and the remote that has them is a command."""

    def plant(root: Path, command: str) -> None:
        git(root, "config", "core.repositoryFormatVersion", "1")
        git(root, "config", "extensions.partialClone", "origin")
        git(root, "config", "remote.origin.promisor", "true")
        git(root, "config", "remote.origin.url", url.format(command))
        git(root, "config", "protocol.ext.allow", "always")
        git(root, "config", "protocol.allow", "always")
        for key, value in settings.items():
            git(root, "config", f"remote.origin.{key}", value.format(command))
        shutil.rmtree(root / ".git/objects")
        (root / ".git/objects/pack").mkdir(parents=True)

    return plant


def _nested(root: Path, command: str) -> None:
    inner = repository(root / "vendored/inner")
    git(inner, "config", "core.fsmonitor", f"{command}; false")
    _hooks(inner, command)


def _submodule(root: Path, command: str) -> None:
    source = repository(root.parent / "source")
    git(root, "submodule", "add", "-q", str(source), "libs/sub")
    git(root, "commit", "-qm", "sub")
    git(root / "libs/sub", "config", "core.fsmonitor", f"{command}; false")
    git(root / "libs/sub", "config", "filter.x.clean", f"{command}; cat")
    (root / "libs/sub/.gitattributes").write_text("* filter=x\n")
    git(root, "config", "submodule.libs/sub.update", f"!{command}")


def _own_git(root: Path, command: str) -> None:
    _program(root / "git", command)


def _module(name: str) -> Callable[[Path, str], None]:
    """A module that Python would find first in the working directory."""

    def plant(root: Path, command: str) -> None:
        (root / f"{name}.py").write_text(f"import os\nos.system({command!r})\n")

    return plant


def _bare(root: Path, command: str) -> None:
    """A directory that is a repository without being called `.git`."""
    inner = root / "data"
    git(root, "init", "-q", "--bare", str(inner))
    git(inner, "config", "core.fsmonitor", f"{command}; false")
    git(inner, "config", "core.bare", "false")
    git(inner, "config", "core.worktree", str(inner))
    (inner / "b.py").write_text(OLD)


ATTACKS = (
    *(Attack(name, _setting(*pair)) for name, pair in SETTINGS.items()),
    Attack("hooks", _hooks),
    Attack("hooks in another directory", _hooks_elsewhere),
    Attack("a filter", _filter("clean")),
    Attack("a filter that stays", _filter("process")),
    Attack("filters of both ways", _filter("clean", "smudge")),
    Attack("a conversion to text", _textconv),
    Attack("an included file", _include),
    Attack("a file included on a condition", _include_if),
    Attack("another work tree", _work_tree),
    Attack("a remote that is a command", _promisor("ext::sh -c {} %S")),
    Attack("a remote with a command", _promisor("/nowhere", uploadpack="{}")),
    Attack("a remote by ssh", _promisor("ssh://localhost/x")),
    Attack("a remote with a helper", _promisor("x", vcs="x")),
    Attack("a nested repository", _nested),
    Attack("a submodule", _submodule),
    Attack("a repository without the name", _bare),
    Attack("a git of its own", _own_git),
    Attack("a module click", _module("click"), True),
    Attack("a module libcst", _module("libcst"), True),
    Attack("a module pathspec", _module("pathspec"), True),
    Attack("a module sitecustomize", _module("sitecustomize"), True),
)
