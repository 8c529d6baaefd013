"""What the policy asks of a run's settings, and nothing else."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.settings import MigrationSettings

ASKED = [
    name for name, value in inspect.getmembers(MigrationSettings) if isinstance(value, property)
]


@dataclass(frozen=True)
class Few:
    """Settings that have what the protocol asks for and no more."""

    target: str = "glm-4.6"
    models: dict[str, str] = field(default_factory=dict)
    model_aliases: dict[str, str] = field(default_factory=dict)
    sampling_keep: str = "temperature"
    thinking: str = "leave"


def test_the_settings_of_a_run_answer_all_that_is_asked() -> None:
    settings: MigrationSettings = Config()

    assert ASKED
    assert [name for name in ASKED if not hasattr(settings, name)] == []


@pytest.mark.parametrize("name", ASKED)
def test_each_question_is_a_setting_of_the_same_name(name: str) -> None:
    assert name in Config.__dataclass_fields__
    assert getattr(Config(), name) == getattr(Few(), name)


def test_a_migration_needs_no_more_than_the_protocol() -> None:
    settings: MigrationSettings = Few(models={"our-chat": "glm-4.6"})

    assert Migration(settings).is_old("our-chat")
    assert Migration(settings).target.id == "glm-4.6"
