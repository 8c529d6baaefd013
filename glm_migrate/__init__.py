"""Move Python code from older GLM chat models to the target of the vendor's migration guide.

The two functions below work on one file's text, touch no other file, and return plain data that
can be pickled; everything behind them is imported when they are first called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glm_migrate.config.version import VERSION as __version__

if TYPE_CHECKING:
    from glm_migrate.config.schema import Config
    from glm_migrate.engine.fix_rounds import Fixed
    from glm_migrate.model.findings import Finding
    from glm_migrate.text.source import Source

__all__ = ["__version__", "check_source", "fix_source"]


def check_source(
    source: str | bytes, path: str = "<string>", config: Config | None = None
) -> tuple[Finding, ...]:
    """What a check of one file says, by position; suppressed findings are left out.

    Args:
        source: The file's text, or its bytes in the encoding that it declares.
        path: Name of the file, for the findings and for `per-file-ignores`.
        config: Settings; the defaults of `Config` where there are none.

    Raises:
        glm_migrate.errors.FileError: the source can't be decoded, parsed or reproduced.
    """
    from glm_migrate.config.schema import Config
    from glm_migrate.engine.check import check
    from glm_migrate.rules.selectors import selected
    from glm_migrate.suppression import filtering

    settings = config or Config()
    rules = selected(settings)
    text = _decode(source, path)
    kept, _ = filtering.settle(text, check(text, settings, rules), settings, rules)
    return kept


def fix_source(source: str | bytes, path: str = "<string>", config: Config | None = None) -> Fixed:
    """One file before and after its safe fixes; with `unsafe_fixes` of `config`, after all.

    Args:
        source: The file's text, or its bytes in the encoding that it declares.
        path: Name of the file, for the findings and for `per-file-ignores`.
        config: Settings; the defaults of `Config` where there are none.

    Returns:
        `before` and `after` as `Source` (`after.data` are the bytes to write), what was `applied`,
        and what is `left`.

    Raises:
        glm_migrate.errors.FileError: the source can't be decoded, parsed or reproduced.
        glm_migrate.errors.FixRejected: the rewrite failed its self-check.
    """
    from glm_migrate.config.schema import Config
    from glm_migrate.engine.fix_rounds import fix
    from glm_migrate.text.edits import Applicability

    settings = config or Config()
    at_least = Applicability.UNSAFE if settings.unsafe_fixes else Applicability.SAFE
    return fix(_decode(source, path), settings, at_least=at_least)


def _decode(source: str | bytes, path: str) -> Source:
    from pathlib import Path

    from glm_migrate.text.source import Source

    data = source.encode() if isinstance(source, str) else source
    return Source.decode(Path(path), data)
