"""Errors of the system: which of them a repository causes, and which the machine.

What a repository causes is the same everywhere and belongs into its record. A full disk or too many
open files say nothing about it: it is tried again by the next run.
"""

from __future__ import annotations

import errno

from glm_migrate.runner.fleet.repository_task import MACHINE, NotHandled

# By these a name, or what lies there already, can't be written.
_OF_NAMES = frozenset(
    {
        *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL),
        *(errno.EILSEQ, errno.ELOOP, errno.ENOTSUP, errno.EOPNOTSUPP),
    }
)
_OF_MACHINE = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN")
    if hasattr(errno, name)
)


def why_not_written(error: OSError) -> str:
    """Why something can't be laid down under its name.

    Raises:
        NotHandled: the machine is at fault.
    """
    if error.errno not in _OF_NAMES:
        raise fault(error) from None
    return _words(error)


def why_not_read(error: OSError) -> str:
    """Why something that was named can't be read.

    Raises:
        NotHandled: the machine is at fault.
    """
    if is_of_machine(error):
        raise fault(error) from None
    return _words(error)


def is_of_machine(error: OSError) -> bool:
    """Whether an error can't come of what a repository holds."""
    return error.errno in _OF_MACHINE


def fault(error: OSError) -> NotHandled:
    """The refusal of a repository for which the machine has too little."""
    message = f"the machine is at fault: {_words(error)}; the next run tries again"
    return NotHandled(MACHINE, message)


def _words(error: OSError) -> str:
    return error.strerror or str(error)
