"""A patch as a commit on a branch of a local clone: its work tree and its index stay as they are.

Everything goes through objects and one reference; no hook or filter runs, and nothing is pushed.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from tempfile import TemporaryDirectory

from glm_migrate.errors import UsageError
from glm_migrate.project import asking_git
from glm_migrate.runner.fleet.repository_task import BARE, Repository

_TAKEN = ("HEAD", "@")  # they name a commit wherever they stand
_SEPARATOR = b"\n---\n"
_CHANGES = b"\ndiff --git "  # the summary above names files, each behind a blank


@dataclass(frozen=True)
class Commit:
    """What a mail says: who, when and what, and the changes as `git apply` takes them."""

    author: str
    date: str
    message: str
    diff: bytes


def read(mail: bytes) -> Commit:
    """The commit in one of our own patches."""
    parts = message_from_bytes(mail)
    payload = parts.get_payload(decode=True)
    assert isinstance(payload, bytes)
    body, _, rest = payload.partition(_SEPARATOR)
    subject = str(parts["Subject"]).removeprefix("[PATCH] ")
    diff = rest[rest.index(_CHANGES) + 1 :].removesuffix(b"-- \nglm-migrate\n\n")
    return Commit(str(parts["From"]), str(parts["Date"]), f"{subject}\n\n{body.decode()}\n", diff)


def expect_name(name: str) -> None:
    """Raise `UsageError` for what can't be the name of a branch."""
    refused = set(" ~^:?*[\\\x7f") | set(map(chr, range(32)))
    parts = name.split("/")
    odd = any(
        not one or one.startswith((".", "-")) or one.endswith((".", ".lock")) for one in parts
    )
    if odd or name in _TAKEN or refused & set(name) or ".." in name or "@{" in name:
        raise UsageError(f"--branch: {name!r} can't be the name of a branch")


def commit(repository: Repository, name: str, mail: bytes) -> str:
    """Have branch `name` hold the patch on top of the revision; why that failed, or nothing.

    A branch that is there and holds the same stays; one that holds something else is left alone.
    """
    planned = read(mail)
    with TemporaryDirectory(prefix="glm-migrate-index-") as folder:
        tree = _tree(repository, planned.diff, str(Path(folder, "index")))
    if tree is None:
        return "git does not take the patch"
    reference = f"refs/heads/{name}"
    there = _said(repository, "rev-parse", "--quiet", "--verify", f"{reference}^{{tree}}")
    if there:
        return "" if there == tree else f"the branch {name} is there and holds something else"
    made = _made(repository, tree, planned)
    done = made and _ask(repository, "update-ref", reference, made, "0" * len(made))
    return "" if done else f"git can't make the branch {name}"


def _tree(repository: Repository, diff: bytes, index: str) -> str | None:
    """The tree of the revision with the changes, by an index of its own."""
    revision = repository.revision
    steps = (
        (("read-tree", revision), b""),
        (("apply", "--cached", "--whitespace=nowarn", "--no-ignore-whitespace", "-"), diff),
    )
    for arguments, sent in steps:
        if _ask(repository, *arguments, sent=sent, index=index) is None:
            return None
    written = _ask(repository, "write-tree", index=index)
    return written.output.decode().strip() if written else None


def _made(repository: Repository, tree: str, planned: Commit) -> str:
    """The commit as an object, with the date of the one below: made again it is the same."""
    who = planned.author
    name, address = parseaddr(who)
    stamp = f"{name} <{address}> {_seconds(planned.date)}"
    text = (
        f"tree {tree}\nparent {repository.revision}\nauthor {stamp}\ncommitter {stamp}\n\n"
        f"{planned.message}"
    )
    return _said(repository, "hash-object", "-t", "commit", "-w", "--stdin", sent=text.encode())


def _seconds(date: str) -> str:
    from email.utils import parsedate_to_datetime

    when = parsedate_to_datetime(date)
    return f"{int(when.timestamp())} {when.strftime('%z')}"


def _said(repository: Repository, *arguments: str, sent: bytes = b"") -> str:
    printed = _ask(repository, *arguments, sent=sent)
    return printed.output.decode().strip() if printed else ""


def _ask(
    repository: Repository, *arguments: str, sent: bytes = b"", index: str = ""
) -> asking_git.GitOutput | None:
    return asking_git.ask(
        repository.path, *arguments, sent=sent, index=index, bare=repository.kind == BARE
    )
