"""The address in the same record, constructor or class is where its id is asked."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

CODING = "https://open.bigmodel.cn/api/coding/paas/v4"
SHAPES = {
    "a dict": 'PROVIDER = {{"base_url": "{}", "model": "glm-4.5"}}\n',
    "a dict, the other way round": 'PROVIDER = {{"model": "glm-4.5", "api_base": "{}"}}\n',
    "a constructor": 'llm = Provider(base_url="{}", model="glm-4.5")\n',
    "a constant beside": 'URL = "{}"\nllm = Provider(api_base=URL, model="glm-4.5")\n',
    "arguments of its client": 'llm = M(client_args={{"base_url": "{}"}}, model_id="glm-4.5")\n',
    "its client": 'llm = Model(model="glm-4.5", async_client=Client(base_url="{}"))\n',
    "its client by a name": 'c = Client(base_url="{}")\nllm = Model(model="glm-4.5", client=c)\n',
    "a class": 'class Settings:\n    base_url = "{}"\n    model = "glm-4.5"\n',
    "a class with types": 'class Settings:\n    model: str = "glm-4.5"\n    url: str = "{}"\n',
    "records in a list": 'ALL = [dict(model="glm-4.5", base_url="{}")]\n',
}
KEPT = {
    CODING: "The coding-plan endpoint removed glm-4.6",
    "https://api.z.ai/api/coding/paas/v4": "The coding-plan endpoint removed glm-4.6",
    "http://localhost:8000/v1": "a local server serves this name",
    "https://api.deepseek.com": "is another vendor's address",
}


@pytest.mark.parametrize(("address", "reason"), KEPT.items())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_an_id_that_is_asked_elsewhere_is_not_offered_another(
    shape: str, address: str, reason: str
) -> None:
    text = shape.format(address)
    (one,) = found(text, "GLM101")

    assert one.fix == ""
    assert reason in one.advice
    assert fixed_text(text, unsafe=True) == text


@pytest.mark.parametrize(
    "address", ["https://api.z.ai/api/paas/v4", "https://gateway.example.com/v1", ""]
)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_other_addresses_are_no_reason(shape: str, address: str) -> None:
    text = shape.format(address)

    assert fixed_text(text, "GLM101", unsafe=True) == text.replace("glm-4.5", "glm-4.6")


def test_an_address_of_another_record_is_not_the_endpoint() -> None:
    text = f'A = {{"base_url": "{CODING}", "model": "glm-4.7"}}\nB = {{"model": "glm-4.5"}}\n'

    assert fixed_text(text, "GLM101", unsafe=True) == text.replace("glm-4.5", "glm-4.6")
