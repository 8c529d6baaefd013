"""The command `glm-migrate`, also as `python -m glm_migrate`.

The usual pre-commit run, a few files without a word about GLM, is answered before anything else
is imported.
"""

from __future__ import annotations

import gc
import os
import sys

# Syntax trees are many objects, and their circles live as long as they do: looking for circles as
# often as Python does by default (at every 700 new objects) takes a tenth of a run. Between
# units they are looked for anyway; this is for what one unit leaves behind on its way.
_OBJECTS = 500_000


def main() -> None:
    _trust_no_working_directory()
    from glm_migrate.cli import quick

    if quick.finishes(sys.argv[1:]):
        return
    gc.set_threshold(_OBJECTS)
    from glm_migrate.cli.main import run

    sys.exit(run(sys.argv[1:]))


def _trust_no_working_directory() -> None:
    """`python -m` looks for modules where it is started, which may be anybody's repository."""
    first = sys.path[0] if sys.path else "-"
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:
        return
    if first in ("", here) and not __file__.startswith(here + os.sep):
        del sys.path[0]


if __name__ == "__main__":
    main()
