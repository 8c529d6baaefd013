"""The README as the package index shows it, where no link may lead to a file of the repository.

`repository` in `[tool.hatch.metadata.hooks.custom]` of pyproject.toml is the one place for the
address under which the files of the repository can be read, as `https://host/owner/name/blob/main`.
Until there is one, a link says in words which file it means, and pictures are left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_ABSOLUTE = r"(?:https?:|mailto:|#)"
_PICTURE = re.compile(rf"^!\[([^\]]*)\]\((?!{_ABSOLUTE})([^)\s]+)\)\n\n?", re.MULTILINE)
_LINK = re.compile(rf"(?<!!)\[([^\]]*)\]\((?!{_ABSOLUTE})([^)\s]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the package the README without relative links."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        readme = for_index(text, self.config.get("repository", ""))
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}


def for_index(text: str, repository: str) -> str:
    """`text` with links that hold where no file of the repository lies beside it."""
    if not repository:
        return _LINK.sub(_in_words, _PICTURE.sub("", text))
    base = repository.rstrip("/")
    raw = base.replace("/blob/", "/raw/")
    text = _PICTURE.sub(rf"![\1]({raw}/\2)\n\n", text)
    return _LINK.sub(rf"[\1]({base}/\2)", text)


def _in_words(link: re.Match[str]) -> str:
    """`Rules (docs/rules.md)`; a link that is called as its file is that name alone."""
    title, path = link.groups()
    return f"`{path}`" if title == path else f"{title} (`{path}`)"
