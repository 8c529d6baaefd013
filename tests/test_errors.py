"""What can go wrong, as a user sees it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from glm_migrate import errors

PATH = Path("a.py")
KINDS = [
    one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_stands_in_the_tree_of_the_docstring(kind: type[Exception]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    assert issubclass(kind, errors.GlmMigrateError)


def test_an_error_about_a_file_names_it() -> None:
    error = errors.UnparsableSource(PATH, "no", 3, "why")

    assert str(error) == "a.py: no"
    assert (error.line, error.cause, error.key) == (3, "why", ("UnparsableSource",))


def test_a_failed_rule_is_part_of_the_key() -> None:
    error = errors.RuleFailed(PATH, "GLM101", "ZeroDivisionError", "trace")

    assert error.key == ("RuleFailed", "GLM101")
    assert "internal error in GLM101" in str(error)


@pytest.mark.parametrize(
    "error",
    [errors.FixRejected(PATH, "no", 2, "c"), errors.RuleFailed(PATH, "GLM101", "r", "t")],
    ids=lambda error: type(error).__name__,
)
def test_an_error_travels_between_processes(error: errors.FileError) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert vars(again) == vars(error)
