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
        code: The rule under which the file is reported.
        line: Line of the problem, from 1, where one is known.
    """

    code = "GLM900"

    def __init__(self, path: Path, detail: str, line: int = 1) -> None:
        super().__init__(path, detail, line)
        self.path = path
        self.detail = detail
        self.line = line

    def __str__(self) -> str:
        return f"{self.path}: {self.detail}"


class UnreadableSource(FileError):
    code = "GLM900"


class UnparsableSource(FileError):
    code = "GLM901"


class NotReproducible(FileError):
    code = "GLM902"


class FixRejected(FileError):
    code = "GLM904"


class UnencodableText(FixRejected):
    pass


class ChangedOnDisk(FileError):
    code = "GLM904"
