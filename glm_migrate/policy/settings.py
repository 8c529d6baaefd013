"""What the user decides about a migration, as far as the policy needs to know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class MigrationSettings(Protocol):
    """The part of a run's settings that says what becomes of ids and calls.

    Attributes:
        target: Name of the target, or the path of its file.
        models: The user's own moves, old id → new id.
        model_aliases: Names that the user's code uses for GLM models, alias → GLM id.
        sampling_keep: Which of `temperature` and `top_p` stays when both are set.
        thinking: What to do where the old model had no thinking: `keep-off`, `on` or `leave`.
    """

    @property
    def target(self) -> str: ...
    @property
    def models(self) -> Mapping[str, str]: ...
    @property
    def model_aliases(self) -> Mapping[str, str]: ...
    @property
    def sampling_keep(self) -> str: ...
    @property
    def thinking(self) -> str: ...
