"""What the machine can't do is never told of a repository."""

from __future__ import annotations

import errno
import os

import pytest

from glm_migrate.runner.fleet import machine_faults
from glm_migrate.runner.fleet.repository_task import NotHandled


def error(name: str) -> OSError:
    number = getattr(errno, name)
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("name", ["EEXIST", "ENOTDIR", "ENAMETOOLONG", "EISDIR", "ELOOP"])
def test_what_a_repository_causes_has_a_reason(name: str) -> None:
    assert machine_faults.why_not_written(error(name)) == error(name).strerror
    assert machine_faults.why_not_read(error(name)) == error(name).strerror


@pytest.mark.parametrize("name", ["ENOSPC", "EMFILE", "EIO"])
def test_what_the_machine_lacks_is_a_failure(name: str) -> None:
    for asked in (machine_faults.why_not_written, machine_faults.why_not_read):
        with pytest.raises(NotHandled) as raised:
            asked(error(name))
        assert raised.value.failure.kind == "machine"
        assert str(error(name).strerror) in raised.value.failure.message


def test_a_file_that_is_too_large_is_refused_where_it_is_read_alone() -> None:
    assert machine_faults.why_not_read(error("EFBIG"))
    with pytest.raises(NotHandled):
        machine_faults.why_not_written(error("EFBIG"))
