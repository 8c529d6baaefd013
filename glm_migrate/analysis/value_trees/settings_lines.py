"""Lines of settings in a longer text: `model: glm-4.5` of a file that is written out.

They are listed and never edited: who reads the text is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glm_migrate.text.source import Span

_LINE = re.compile(
    rb"^[ \t]*(?:-[ \t]+|export[ \t]+)?[\"']?(?P<key>[A-Za-z_][\w.-]*)[\"']?[ \t]*[:=][ \t]*"
    rb"[\"']?(?P<id>[\w./:@-]+)[\"']?[ \t]*,?[ \t]*(?:#.*)?\r?$",
    re.MULTILINE,
)


def settings_lines(utf8: bytes, within: Span) -> Iterator[tuple[str, str, Span]]:
    """Each line that sets a key to one word: the key, the word and its place."""
    for match in _LINE.finditer(utf8, within.start, within.end):
        yield match["key"].decode(), match["id"].decode(errors="replace"), Span(*match.span("id"))
