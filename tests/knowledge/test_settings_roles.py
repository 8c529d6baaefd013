"""What the keys of settings say."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.settings_readers import ordered, readers
from glm_migrate.knowledge.settings_roles import (
    is_whole,
    names_address,
    names_model,
    names_vendor,
    normal,
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("model", True), ("MODEL_NAME", True), ("GLM_MODEL", True), ("modelName", True),
        ("default-model", True), ("llm", True), ("models", False), ("model_type", False),
        ("embedding_model", False), ("RERANK_MODEL", False), ("name", False),
    ],
)  # fmt: skip
def test_a_key_names_a_model(key: str, expected: bool) -> None:
    assert names_model(key) is expected


def test_keys_are_compared_in_one_spelling() -> None:
    assert {normal(one) for one in ("baseUrl", "base-url", "BASE_URL")} == {"base_url"}
    assert names_address("OPENAI_API_BASE")
    assert not names_address("OPENAI_API_KEY")
    assert names_vendor("ZHIPU_API_KEY")
    assert not names_vendor("OPENAI_API_KEY")
    assert is_whole("MODEL")
    assert not is_whole("GLM_MODEL")


def test_readers_are_told_by_their_full_names() -> None:
    assert "yaml.safe_load" in readers("files", "loaders")
    assert ordered("precedence", "environment") == ("environment", "dotenv", "default")
