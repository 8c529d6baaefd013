"""Addresses: who answers there, compared as a whole host."""

from __future__ import annotations

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.endpoints import endpoint, gateways, names_other_vendor
from glm_migrate.model.calls import Endpoint, Host


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("https://api.z.ai/api/paas/v4", Host.NATIVE, "zai"),
        ("https://api.z.ai/api/paas/v4/", Host.NATIVE, "zai"),
        ("https://api.z.ai/api/paas/v4/chat/completions", Host.NATIVE, "zai"),
        ("https://API.Z.AI/api/paas/v4", Host.NATIVE, "zai"),
        ("https://api.z.ai:443/api/paas/v4", Host.NATIVE, "zai"),
        ("https://api.z.ai./api/paas/v4", Host.NATIVE, "zai"),
        ("api.z.ai/api/paas/v4", Host.NATIVE, "zai"),
        (" https://api.z.ai/api/paas/v4\n", Host.NATIVE, "zai"),
        ("https://open.bigmodel.cn/api/paas/v4/", Host.NATIVE, "bigmodel"),
        ("https://api.z.ai/api/coding/paas/v4", Host.CODING, "coding-plan"),
        ("https://open.bigmodel.cn/API/Coding/paas/v4", Host.CODING, "coding-plan"),
        ("https://api.z.ai/api/anthropic", Host.GATEWAY, "zai-anthropic"),
        ("https://open.bigmodel.cn/api/anthropic/v1/messages", Host.GATEWAY, "zai-anthropic"),
        ("https://openrouter.ai/api/v1", Host.GATEWAY, "openrouter"),
        ("https://router.huggingface.co/v1", Host.GATEWAY, "huggingface"),
        ("https://api.siliconflow.cn/v1", Host.GATEWAY, "siliconflow"),
        ("https://api.siliconflow.com/v1", Host.GATEWAY, "siliconflow-intl"),
        ("https://api.fireworks.ai/inference/v1", Host.GATEWAY, "fireworks"),
        ("https://api.together.xyz/v1", Host.GATEWAY, "together"),
        ("https://integrate.api.nvidia.com/v1", Host.GATEWAY, "nvidia"),
        ("https://bedrock-runtime.us-east-1.amazonaws.com", Host.GATEWAY, "bedrock"),
        ("https://us-central1-aiplatform.googleapis.com/v1", Host.GATEWAY, "vertex"),
        ("https://api.openai.com/v1", Host.OTHER, "OpenAI"),
        ("https://me.openai.azure.com/", Host.OTHER, "Azure OpenAI"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", Host.OTHER, "DashScope"),
        ("https://api.deepseek.com", Host.OTHER, "DeepSeek"),
        ("https://api.moonshot.cn/v1", Host.OTHER, "Moonshot"),
        ("https://ark.cn-beijing.volces.com/api/v3", Host.OTHER, "Ark"),
        ("http://localhost:8000/v1", Host.LOCAL, ""),
        ("localhost:8000/v1", Host.LOCAL, ""),
        ("localhost", Host.LOCAL, ""),
        ("http://127.0.0.1:8000", Host.LOCAL, ""),
        ("http://0.0.0.0:8000", Host.LOCAL, ""),
        ("http://[::1]:8000/v1", Host.LOCAL, ""),
        ("http://10.1.2.3/v1", Host.LOCAL, ""),
        ("http://172.16.0.9/v1", Host.LOCAL, ""),
        ("http://192.168.1.4:11434/v1", Host.LOCAL, ""),
        ("http://gpu.local:8000/v1", Host.LOCAL, ""),
        ("http://host.docker.internal:8000/v1", Host.LOCAL, ""),
        ("http://vllm:8000/v1", Host.LOCAL, ""),
        ("vllm:8000/v1", Host.LOCAL, ""),
        ("http://8.8.8.8/v1", Host.UNKNOWN, ""),
        ("https://llm.example.com/v1", Host.UNKNOWN, ""),
        ("https://api.z.ai.example.com/api/paas/v4", Host.UNKNOWN, ""),
        ("https://example.com/api.z.ai/api/paas/v4", Host.UNKNOWN, ""),
        ("https://api.z.ai@example.com/api/paas/v4", Host.UNKNOWN, ""),
        ("https://myapi.z.ai/api/paas/v4", Host.UNKNOWN, ""),
        ("https://{host}/v1", Host.UNKNOWN, ""),
        ("${BASE_URL}", Host.UNKNOWN, ""),
        ("vllm", Host.UNKNOWN, ""),
        ("https://[::1", Host.UNKNOWN, ""),
        ("https://api.z.ai:port/", Host.UNKNOWN, ""),
        ("file:///api.z.ai", Host.UNKNOWN, ""),
        ("ftp://api.z.ai/", Host.UNKNOWN, ""),
        ("https://", Host.UNKNOWN, ""),
        ("", Host.UNKNOWN, ""),
    ],
)
def test_who_answers_at_an_address(url: str, host: Host, name: str) -> None:
    assert endpoint(url) == Endpoint(host, name, url)


def test_only_the_vendor_is_known_to_stream_tool_arguments() -> None:
    takes = {name: one.tool_stream for name, one in gateways().items()}

    assert {name for name, known in takes.items() if known} == {"zai", "bigmodel"}
    assert {name for name, known in takes.items() if known is False} == {"nvidia"}


def test_every_reseller_has_a_carrier_of_the_same_name() -> None:
    own = {"zai", "bigmodel", "zai-anthropic"}

    assert set(gateways()) - own <= set(knowledge.carriers())


def test_a_gateway_that_names_the_path_goes_before_one_that_does_not() -> None:
    plain, coding = gateways()["zai"], gateways()["coding-plan"]

    assert plain.serves("api.z.ai", "/api/coding/paas/v4")
    assert coding.serves("api.z.ai", "/api/coding/paas/v4")
    assert not coding.serves("api.z.ai", "/api/paas/v4")
    assert endpoint("https://api.z.ai/api/coding/paas/v4").name == "coding-plan"


def test_a_star_stands_for_any_run_of_characters_of_a_host() -> None:
    bedrock = gateways()["bedrock"]

    assert bedrock.serves("bedrock-runtime.eu-west-1.amazonaws.com", "")
    assert not bedrock.serves("bedrock-runtime.eu-west-1.amazonaws.com.example.com", "")


def test_each_gateway_carries_the_name_that_it_stands_under_and_a_known_host() -> None:
    assert all(one.name == name for name, one in gateways().items())
    assert {Host(one.host) for one in gateways().values()} == {
        Host.NATIVE,
        Host.CODING,
        Host.GATEWAY,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [("gpt", True), ("OpenAI", True), ("claude-3", True), ("glm", False), ("mine", False)],
)
def test_a_name_of_another_vendor(text: str, expected: bool) -> None:
    assert names_other_vendor(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("kimi", True), ("kimi-k2", True), ("gpt-4o", True), ("glm-4.5", False), ("agent-1", False)],
)
def test_an_id_of_another_vendor_is_told_by_how_it_begins(text: str, expected: bool) -> None:
    assert knowledge.is_foreign(text) is expected
