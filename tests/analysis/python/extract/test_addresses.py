"""Addresses of the vendor's chat service, as sites of their own."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.addresses import addresses
from tests.analysis.python.reading import module


def found(text: str) -> list[str]:
    return [one.address for one in addresses(module(text))]


@pytest.mark.parametrize(
    "address",
    [
        "https://open.bigmodel.cn/api/paas/v4",
        "https://open.bigmodel.cn/api/paas/v4/",
        "https://api.z.ai/api/paas/v4/chat/completions",
        "https://api.z.ai/api/coding/paas/v4",
        "https://api.z.ai/api/anthropic",
        "https://open.bigmodel.cn/api/anthropic/v1/messages",
    ],
)
def test_an_address_that_chat_requests_go_to_is_a_site(address: str) -> None:
    assert found(f"URL = {address!r}\n") == [address]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("'https://open.bigmodel.cn/api/paas/v4/embeddings'", id="embeddings"),
        pytest.param("'https://open.bigmodel.cn/api/paas/v4/audio/speech'", id="speech"),
        pytest.param("'https://open.bigmodel.cn/usercenter/apikeys'", id="a page for people"),
        pytest.param("'see https://open.bigmodel.cn/api/paas/v4'", id="a part of a text"),
        pytest.param("'https://api.openai.com/v1'", id="another vendor"),
        pytest.param("'https://openrouter.ai/api/v1'", id="a gateway for all"),
    ],
)
def test_all_else_is_none(text: str) -> None:
    assert found(f"URL = {text}\n") == []


def test_a_docstring_is_none() -> None:
    assert found('"""https://open.bigmodel.cn/api/paas/v4"""\n') == []
