"""The command `glm-migrate`, also as `python -m glm_migrate`.

The usual pre-commit run, a few files without a word about GLM, is answered before anything else
is imported.
"""

from __future__ import annotations

import sys


def main() -> None:
    from glm_migrate.cli import quick

    if quick.answers(sys.argv[1:]):
        return
    from glm_migrate.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
