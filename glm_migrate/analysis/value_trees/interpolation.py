"""`${NAME:-value}` and its like: a value that stands behind an environment variable.

Compose, dotenv, shells and many loaders of YAML write defaults so. What is written in another way
is not guessed at.
"""

from __future__ import annotations

import re

from glm_migrate.analysis.value_trees.value_tree import Scalar, unseen
from glm_migrate.text.source import Span

# `${NAME:-d}` and `${NAME-d}` of shells, compose and dotenv, `${NAME:d}` of Spring and pyaml-env,
# `${oc.env:NAME,d}` and `${env:NAME,d}` of OmegaConf.
_WHOLE = re.compile(
    r"\$\{(?:(?P<name>[A-Za-z_]\w*)(?::?-|:(?!\?))(?P<default>[^${}]*)"
    r"|(?:oc\.)?env:(?P<oc>[A-Za-z_]\w*),\s*(?P<behind>[^${}]*))\}"
)
_ANY = re.compile(r"\$\{|\$[A-Za-z_]|\{\{|%\(|<%|\{%")


def is_interpolated(text: str) -> bool:
    """Whether a text holds something that is replaced when it is read."""
    return _ANY.search(text) is not None


def interpolated(text: str, span: Span, start: int) -> Scalar:
    """The value of a text with something to replace.

    Args:
        span: Of the whole value in the file.
        start: Where `text` begins in the file, as it is written there byte by byte; -1 where it is
            written with escapes.
    """
    match = _WHOLE.fullmatch(text.strip())
    if match is None or start < 0:
        return unseen(span, raw=text if start >= 0 else "")
    group = "default" if match["default"] is not None else "behind"
    default = match[group]
    blanks = len(text) - len(text.lstrip())
    begin = start + len(text[: blanks + match.start(group)].encode())
    name = match["name"] or match["oc"]
    inner = default.strip("\"'")
    begin += len(default[: default.find(inner)].encode()) if inner else 0
    return Scalar(inner, Span(begin, begin + len(inner.encode())), variable=name)
