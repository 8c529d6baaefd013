"""How the names of files end, by what is in them.

Nothing is imported, for the byte search asks before anything else is.
"""

from __future__ import annotations

MODULE = ".py"
PYTHON = (MODULE, ".pyi")
NOTEBOOK = ".ipynb"
CODE = (*PYTHON, NOTEBOOK)
# The format of settings, by the suffix of their file.
SETTINGS = {
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonc": "json", ".json5": "json",
    ".toml": "toml", ".ini": "ini", ".cfg": "ini", ".conf": "ini", ".env": "dotenv",
    ".dockerfile": "docker", ".sh": "shell", ".bash": "shell",
}  # fmt: skip
# The format of settings, by what the name of their file begins with, in lower case.
SETTINGS_BEGINNINGS = {".env": "dotenv", "dockerfile": "docker"}
# Names that are written with a capital by custom.
SETTINGS_GLOBS = (*(f"*{one}" for one in SETTINGS), ".env*", "Dockerfile*", "*.Dockerfile")
DEPENDENCIES = (".txt", ".in")  # beside the files that have a name of their own
WITHOUT_COMMENTS = (".json",)


def of_format(name: str) -> tuple[str, ...]:
    """The suffixes of one format of settings, the commonest first."""
    return tuple(suffix for suffix, format in SETTINGS.items() if format == name)


# Suffixes of files whose code is wrapped in other text → module and function that give the bytes
# in which a search finds it.
WRAPPED = {NOTEBOOK: ("glm_migrate.text.notebook.searched_bytes", "searchable")}
