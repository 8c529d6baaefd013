"""Codes of the rules that other parts of the tool know, read off the catalogue by their names."""

from __future__ import annotations

from glm_migrate.errors import (
    ChangedOnDisk,
    FileError,
    FixRejected,
    NotReproducible,
    NotWritable,
    RuleFailed,
    UnparsableSource,
    UnreadableSource,
)
from glm_migrate.rules.rule_names import rule_names

_CODES = {name: code for code, name in rule_names().items()}

OUTDATED_MODEL_ID = _CODES["outdated-model-id"]
THINKING_TURNED_ON = _CODES["thinking-turned-on"]
NO_REGRESSION_TEST = _CODES["no-regression-test"]
CANNOT_READ = _CODES["cannot-read"]
SYNTAX_ERROR = _CODES["syntax-error"]
NOT_REPRODUCIBLE = _CODES["not-reproducible"]
UNRESOLVED_CALL = _CODES["unresolved-call"]
REWRITE_REJECTED = _CODES["rewrite-rejected"]
UNUSED_SUPPRESSION = _CODES["unused-suppression"]
INVALID_SUPPRESSION = _CODES["invalid-suppression"]
EXPIRED_SUPPRESSION = _CODES["expired-suppression"]
_OF_ERRORS: dict[type[FileError], str] = {
    UnreadableSource: CANNOT_READ,
    UnparsableSource: SYNTAX_ERROR,
    NotReproducible: NOT_REPRODUCIBLE,
    FixRejected: REWRITE_REJECTED,
    ChangedOnDisk: REWRITE_REJECTED,
    NotWritable: REWRITE_REJECTED,
    RuleFailed: CANNOT_READ,
}


def code_of(error: FileError) -> str:
    """The rule under which a file that could not be handled is reported."""
    return next(_OF_ERRORS[kind] for kind in type(error).__mro__ if kind in _OF_ERRORS)


def is_about_the_run(code: str) -> bool:
    """Whether a rule says something about the run of this tool, and nothing about a call."""
    return code.startswith(CANNOT_READ[:4])
