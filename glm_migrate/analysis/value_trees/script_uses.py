"""Which variables a script uses itself, besides setting them and starting the program with them.

What a command does with a variable is not seen: it may name a file, or be compared. Only a command
that shows a text, and one that starts a program of Python, are known to do nothing of that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from glm_migrate.analysis.value_trees.value_tree import Scalar, TreeEntry
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.file_suffixes import MODULE

_NAME = re.compile(r"(?<!\\)\$(?:\{[!#]?)?(?P<name>[A-Za-z_]\w*)")
_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(?:^|(?<=[\s;]))#.*")
_COMMAND = re.compile(r"&&|\|\||[;\n&](?!\d)")
_INSTRUCTIONS = "RUN CMD ENTRYPOINT ENV ARG export readonly local declare".split()
_INSTRUCTION = re.compile(rf"(?:{'|'.join(_INSTRUCTIONS)})\s+", re.I)
# One or more variables and nothing behind them, with what each is set to.
_SET = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s\"']*)(?=\s|$)")
_WORD = re.compile(r"[\w./+-]+")
_TESTED_EMPTY = re.compile(r"-[zn]\s+[\"']?\$\{?\w+(?::?-)?\}?[\"']?")
# What makes a part of a command code of its own.
_CODE = ("$(", "`", " -c ")
_SENT_ON = re.compile(r"\||(?<![0-9&])>(?!&2)")


def marked(entries: Iterator[TreeEntry], text: str, plain: str) -> Iterator[TreeEntry]:
    """The variables of a script, each that commands use with that as the reason to wait.

    Args:
        plain: The script without what it passes to commands as texts.
    """
    used = _used(text, plain) if "$" in text else frozenset[str]()
    for one in entries:
        if one.key in used and isinstance(one.value, Scalar) and one.value.shared is None:
            why = UnsafeReason(UnsafeKind.USED_IN_SCRIPT, one.key)
            one = replace(one, value=replace(one.value, shared=why))
        yield one


def _used(text: str, plain: str) -> frozenset[str]:
    """The variables that commands use, with those whose value is put into one of them."""
    found, given = set(_in_texts(text, plain)), set[tuple[str, str]]()
    for command in _commands(plain):
        found.update(_of_command(command, given))
    sources = defaultdict[str, list[str]](list)
    for source, name in given:
        sources[name].append(source)
    left = list(found)
    while left:
        more = [one for one in sources[left.pop()] if one not in found]
        found.update(more)
        left += more
    return frozenset(found)


def _in_texts(text: str, plain: str) -> Iterator[str]:
    """Those in the texts that are passed to commands, line by line beside the script without."""
    for line, left in zip(text.splitlines(), plain.splitlines(), strict=True):
        if line != left:
            yield from (match["name"] for match in _NAME.finditer(line))


def _commands(plain: str) -> Iterator[str]:
    joined = _CONTINUED.sub(" ", plain)
    for line in joined.splitlines():
        if "$" in line:
            yield from _COMMAND.split(_COMMENT.sub("", line))


def _of_command(command: str, given: set[tuple[str, str]]) -> Iterator[str]:
    """The variables that one command uses; those that it only hands on become `given`."""
    rest = _TESTED_EMPTY.sub("", command).strip()
    while match := _INSTRUCTION.match(rest):
        rest = rest[match.end() :]
    while match := _SET.match(rest):
        names = [one["name"] for one in _NAME.finditer(match["value"])]
        given.update((name, match["name"]) for name in names if match["name"] != name)
        yield from names if _is_built(match["value"]) else ()
        rest = rest[match.end() :].lstrip()
    if not _is_harmless(rest):
        yield from (one["name"] for one in _NAME.finditer(rest))


def _is_built(value: str) -> bool:
    """Whether a value is more than another variable, or than a default behind it."""
    return re.fullmatch(r"\$\w+|\$\{\w+(?::?-[^${}]*)?\}", value.strip("\"'")) is None


def _is_harmless(command: str) -> bool:
    """Whether a command only shows what it is given, or starts a program of Python with it."""
    words = _WORD.findall(command)
    while words and words[0] in readers("scripts", "before"):
        words = words[1:]
    if not words or _SENT_ON.search(command) or any(one in command for one in _CODE):
        return not words
    name = words[0].rpartition("/")[2].rstrip("0123456789.")
    return name in readers("scripts", "harmless") or words[0].endswith(MODULE)
