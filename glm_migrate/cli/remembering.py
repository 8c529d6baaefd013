"""Whether a run makes use of earlier ones, and where what they found out is kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from glm_migrate.cli.options import Options

if TYPE_CHECKING:
    from glm_migrate.project.boundary import Boundary
    from glm_migrate.project.cache.results import CachedResults
    from glm_migrate.text.source import Source

DIRECTORY_VARIABLE = "GLM_MIGRATE_CACHE_DIR"
_OFF_VARIABLE = "GLM_MIGRATE_NO_CACHE"


def cached_results(options: Options, within: Boundary) -> CachedResults | None:
    """The results of earlier runs; None where the user wants none or none can be kept."""
    if not options.remembers or os.environ.get(_OFF_VARIABLE):
        return None
    from glm_migrate.project.cache.results import CachedResults

    directory = options.cache_dir or os.environ.get(DIRECTORY_VARIABLE) or ""
    return CachedResults.opened(directory, within, shows_secret)


def shows_secret(source: Source | None, text: str) -> bool:
    """Whether words about a file hold what is masked where they are shown."""
    from glm_migrate.report.secrets import masked, masked_in

    is_code = source is not None and not source.hides_values
    return (masked_in(source, text) if source and is_code else masked(text)) != text
