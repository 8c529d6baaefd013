"""What can go wrong, as a user sees it.

* GlmMigrateError
  x UsageError         a bad flag, rule name or path: exit 2, nothing is checked
    + ConfigError      a bad value in a configuration file: exit 2, nothing is checked
  x FileError          one file could not be handled: reported as a finding, the run goes on
    + UnreadableSource   not readable or not decodable            GLM900
    + UnparsableSource   not valid Python                         GLM901
    + NotReproducible    the parser can't give back these bytes   GLM902
    + FixRejected        our own edit failed its self-check       GLM904
      - UnencodableText  the file's encoding lacks a character that the edit needs
    + ChangedOnDisk      another program wrote the file meanwhile GLM904
    + NotWritable        the system refuses to write it           GLM904
    + RuleFailed         a rule of ours failed on it: a fault     GLM900
"""

from __future__ import annotations

from pathlib import Path


class GlmMigrateError(Exception):
    """Base of every error raised on purpose."""


class UsageError(GlmMigrateError):
    """The run can't start; the message says what would be right."""


class ConfigError(UsageError):
    """A configuration value is unknown or has the wrong type."""


class FileError(GlmMigrateError):
    """One file could not be handled.

    Attributes:
        detail: What happened, as a finding says it.
        line: Line of the problem, from 1, where one is known.
        cause: What went wrong, without the words in `detail` that name the kind of error.
    """

    def __init__(self, path: Path, detail: str, line: int = 1, cause: str = "") -> None:
        super().__init__(path, detail, line, cause)
        self.path = path
        self.detail = detail
        self.line = line
        self.cause = cause

    @property
    def key(self) -> tuple[str, ...]:
        """What happened as plain words, by which a finding about it is recognised."""
        return (type(self).__name__,)

    def __str__(self) -> str:
        return f"{self.path}: {self.detail}"


class UnreadableSource(FileError):
    """It is not readable, or not decodable."""


class UnparsableSource(FileError):
    """It is not valid Python."""


class NotReproducible(FileError):
    """The parser can't give back its bytes."""


class FixRejected(FileError):
    """A rewrite of ours failed its self-check."""


class UnencodableText(FixRejected):
    """The file's encoding lacks a character that the edit needs."""


class ChangedOnDisk(FileError):
    """Another program wrote the file meanwhile."""


class NotWritable(FileError):
    """The system refuses to write this file; others are not concerned."""


class RuleFailed(FileError):
    """A rule of ours failed on it, so that what it would say there is not known.

    Attributes:
        rule: Its code.
        reason: What went wrong, in one line.
        traceback: The traceback.
    """

    def __init__(self, path: Path, rule: str, reason: str, traceback: str) -> None:
        detail = f"internal error in {rule}, so this rule was not checked here: {reason}"
        super().__init__(path, detail, cause=detail)
        self.args = (path, rule, reason, traceback)
        self.rule = rule
        self.reason = reason
        self.traceback = traceback

    @property
    def key(self) -> tuple[str, ...]:
        return (*super().key, self.rule)
