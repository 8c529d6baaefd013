"""Directories that hold other people's code or none, left out unless they are asked for by path."""

from __future__ import annotations

EXCLUDED = frozenset(
    """
    .bzr .direnv .eggs .git .git-rewrite .hg .hypothesis .ipynb_checkpoints .mypy_cache
    .nox .pants.d .pyenv .pytest_cache .pytype .ruff_cache .svn .tox .venv .vscode
    __pycache__ __pypackages__ _build buck-out build dist node_modules site-packages venv
    """.split()
)
