"""Lines of settings files as a report shows them: keys, ids and punctuation, and `*` for the rest.

What lies in a settings file is nobody's business but its owner's, whatever it looks like.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST_KEY = 64  # characters; what is longer is no name
_NAME = rf"[A-Za-z_][\w.-]{{0,{_LONGEST_KEY - 1}}}"
# A key at the start of a line, or behind a bracket or a comma; of `NAME=` only with a value.
_KEY = re.compile(
    rf"(?:^|(?<=[{{\[,]))[\s\-?#;]*(?:export\s+|(?:ENV|ARG)\s+)?"
    rf"(?:\"{_NAME}\"|'{_NAME}'|{_NAME})\s*(?::(?=\s|$|[\"'\[{{])|[:=](?=[^=\s]|\s+\S))"
)
_WORD = re.compile(r"[\w./@](?:[\w./@]|-|:(?!-))*")
_PLAIN = re.compile(r"[\s{}\[\],:=\"'#&*!|>$()\-;\\]+")


@lru_cache(maxsize=256)  # many findings can share a line
def hidden(text: str) -> str:
    """`text` with `*` for every character of a value that is no model id."""
    return "".join(_hidden_line(line) for line in text.splitlines(keepends=True))


def _hidden_line(line: str) -> str:
    """One line; `[name]` is no exception, for it may be a line of a longer text."""
    shown = [False] * len(line)
    for pattern in (_KEY, _WORD, _PLAIN):
        for match in pattern.finditer(line):
            if pattern is not _WORD or _is_id(match.group()):
                shown[match.start() : match.end()] = [True] * (match.end() - match.start())
    return "".join(char if keep else "*" for char, keep in zip(line, shown, strict=True))


def _is_id(word: str) -> bool:
    """Whether a word is a known id; any other may be a secret with the letters in it."""
    from glm_migrate import knowledge

    return knowledge.spelling(word) is not None
