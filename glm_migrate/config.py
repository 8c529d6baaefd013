"""`[tool.glm-migrate]` and its twin on the command line → `Config`.

One validator serves both: the defaults of `Config` are the schema, so a setting is added in one
place.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Config:
    """Everything a run can be told; field `per_file_ignores` is the key `per-file-ignores`.

    Attributes:
        sampling_keep: Which of `temperature` and `top_p` stays when both are set.
        thinking: What to do where the old model had no thinking: `keep-off`, `on` or `leave`.
        models: The user's own moves, old id → new id; they are `safe` because the user decided.
        model_aliases: Names that the user's code uses for GLM models, alias → GLM id.
        known_clients: Dotted names of factories that return a GLM client.
    """

    target: str = "glm-4.6"
    select: tuple[str, ...] = ("GLM",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    fail_on: str = "warning"
    include: tuple[str, ...] = ("*.py", "*.pyi")
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    baseline: str = ""
    output_format: str = "full"
    sampling_keep: str = "temperature"
    thinking: str = "leave"
    models: dict[str, str] = field(default_factory=dict)
    model_aliases: dict[str, str] = field(default_factory=dict)
    known_clients: tuple[str, ...] = ()
