"""Which code belongs together with a settings file, told by the bytes of both.

Code reads a file under its name, and a variable under the name that the file sets; whoever says
neither is not seen to read it. What comes out is a superset: names are compared, not values.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH119

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.project.boundary import project_of
from glm_migrate.project.file_kinds import settings_format

_NAME = rb"[A-Za-z_][A-Za-z0-9_]*"
_SET = re.compile(rb"(?<![\w.])(%b)[\"']?[ \t]*[=:]" % _NAME)
_NAMED = re.compile(rb"\b(?:name|key):[ \t]*[\"']?(%b)" % _NAME)
_HEAD = re.compile(rb"[ \t]*(?:export[ \t]+|ENV[ \t]+|-[ \t]+)?(%b)[ \t]*[=:]" % _NAME)
_UPPER = re.compile(rb"[A-Z][A-Z0-9_]*")
_VALUE = re.compile(rb"glm|bigmodel|z\.ai", re.IGNORECASE)
# Folders of files that set variables for a program beside them.
_BESIDE = frozenset(
    ".devcontainer .docker .github compose conf config configs deploy deployment deployments "
    "docker env environments envs helm infra k8s kube kubernetes manifests ops stack "
    "workflows".split()
)
_VARIABLES = ("dotenv", "docker", "shell", "yaml")
# A file with variables for the readers of python-decouple, https://github.com/HBNetwork/python-decouple.
DECOUPLED = "settings.ini"
# What puts a prefix before the names that code says.
_PREFIXING = (b"basesettings", b"dynaconf", b".prefixed(")
_FOLDERS = 4  # between the code and a file that it names
_MOST = 100  # names of one file; what sets more is no settings of a program


@dataclass(frozen=True)
class Words:
    """What code that reads a settings file says, in lower case.

    Attributes:
        file: Its name at the end of a text, or a library that finds it by a rule.
        variables: A name that it sets, or a library that finds it by a rule.
        composer: A library that finds it below a folder that code names.
    """

    file: tuple[bytes, ...]
    variables: tuple[bytes, ...]
    composer: bytes = b""

    @property
    def every(self) -> tuple[bytes, ...]:
        """Those that can lead to a value of the file."""
        return (*self.file, *self.variables, *((self.composer,) if self.composer else ()))


def words_of_readers(path: str, data: bytes) -> Words:
    """The words for a settings file with these bytes."""
    kind = settings_format(Path(path))
    name = _written(os.path.basename(path))
    ends = () if kind in ("docker", "shell") else (name + b"'", name + b'"')
    if not kind:  # it declares dependencies, and no library looks for settings there
        return Words(ends, ())
    by_rule = (b"dynaconf",) if kind in ("yaml", "toml", "json", "ini") else ()
    variables = tuple(_of_variables(data, kind)) if _may_set_variables(Path(path)) else ()
    composer = b"hydra" if kind == "yaml" else b"streamlit" if kind == "toml" else b""
    return Words((*ends, *by_rule), variables, composer)


def _of_variables(data: bytes, kind: str) -> Iterator[bytes]:
    names = sorted(_names(data, kind))[:_MOST]
    for name in names:
        yield from _quoted(name.lower())
    if names:
        yield from _PREFIXING


def _names(data: bytes, kind: str) -> set[bytes]:
    """The variables that a file may set to an id or an address."""
    found: set[bytes] = set()
    before = head = b""
    for line in data.splitlines():
        starts = _HEAD.match(line)
        head = starts[1] if starts else head
        if _VALUE.search(line) and not line.lstrip().startswith(b"#"):
            found |= {match[1] for match in _SET.finditer(line)}
            found |= {match[1] for match in _NAMED.finditer(before)}
            found |= set() if starts else {head}  # a value can go over several lines
            if kind == "docker":
                found |= set(line.split()[1:2])  # `ENV NAME value`
        before = line
    return {name for name in found - {b""} if kind == "dotenv" or _UPPER.fullmatch(name)}


def _may_set_variables(path: Path) -> bool:
    return settings_format(path) in _VARIABLES or path.name == DECOUPLED


def _written(name: str) -> bytes:
    return name.lower().encode(errors="replace")


def _quoted(word: bytes) -> Iterator[bytes]:
    """The ways in which code writes a word as a text, or as a part of a path."""
    yield from (b"'%b'" % word, b'"%b"' % word)


def readers(
    words: Mapping[str, Words], path: str, data: bytes, beside: Sequence[bytes] = ()
) -> Iterator[str]:
    """The settings files that a file with code may read.

    Args:
        words: What is said by who reads a settings file, by that file.
        data: The bytes of the file at `path`.
        beside: Those of files that it may import, in lower case: they can say its folders.
    """
    lowered, place = data.lower(), Path(path).absolute()
    for settings, own in words.items():
        if (
            _reads_file(Path(settings), own, place, (lowered, *beside))
            or _reads_only_file(settings, words, place, lowered)
            or _composes(Path(settings), own, place, lowered)
            or _reads_variables(Path(settings), own, place, lowered)
        ):
            yield settings


def _reads_variables(settings: Path, words: Words, reader: Path, lowered: bytes) -> bool:
    said = any(word in lowered for word in words.variables)
    return said and sets_variables_for(settings, reader)


def _composes(settings: Path, words: Words, reader: Path, lowered: bytes) -> bool:
    """Whether code says a folder above a file, below which a library finds it."""
    if not words.composer or words.composer not in lowered:
        return False
    above = list(settings.absolute().parents)[: _FOLDERS + 1]
    return reader.parent in above or any(
        reader.is_relative_to(base.parent) and (_is_said(base, lowered) or base.name[0:1] == ".")
        for base in above
    )


def _is_said(folder: Path, lowered: bytes) -> bool:
    """Whether code names a folder, be it at the end of a path."""
    name = _written(folder.name)
    return any(word in lowered for word in (name + b"/", name + b"'", name + b'"'))


def _reads_file(settings: Path, words: Words, reader: Path, texts: Sequence[bytes]) -> bool:
    """Whether the first text says the name of a file, and any those of the folders on the way."""
    if not any(word in texts[0] for word in words.file):
        return False
    base = settings.absolute().parent
    for _ in range(_FOLDERS):
        if reader.is_relative_to(base):
            return True
        said = (_written(f"{base.name}/"), *_quoted(_written(base.name)))
        if not any(word in text for text in texts for word in said):
            return False
        base = base.parent
    return False


def _reads_only_file(
    settings: str, words: Mapping[str, Words], reader: Path, lowered: bytes
) -> bool:
    """Whether code says the name of the only file of that name; others may say its folder."""
    if not any(word in lowered for word in words[settings].file):
        return False
    name = os.path.basename(settings)
    alike = sum(os.path.basename(one) == name for one in words)
    return alike == 1 and reader.is_relative_to(project_of(settings))


def sets_variables_for(settings: Path, module: Path) -> bool:
    """Whether a file lies where it may set variables of a program with this module."""
    if not _may_set_variables(settings):
        return False
    beside = settings.absolute().parent
    for _ in range(_FOLDERS):
        if beside.name in _BESIDE:
            beside = beside.parent
    return module.absolute().is_relative_to(beside)


def with_settings(
    groups: Iterable[Sequence[Path]], read: Iterable[tuple[Path, Path]], settings: Iterable[Path]
) -> Iterator[tuple[Path, ...]]:
    """`groups` of code joined by the settings that they read, and the settings that nobody reads.

    Args:
        read: Settings files, each with a file that reads it.
    """
    parts: list[set[Path]] = [set(group) for group in groups]
    files: dict[Path, set[Path]] = {path: set() for path in settings}
    for path, reader in read:
        files[path].add(reader)
    for path, own in files.items():
        joined = {path}.union(*(part for part in parts if not part.isdisjoint(own)))
        parts = [part for part in parts if part.isdisjoint(own)]
        parts.append(joined)
    yield from (tuple(sorted(part)) for part in parts)
