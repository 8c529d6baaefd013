"""Records whose fields are given by their place: dataclasses and named tuples."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

HEAD = "import dataclasses\nfrom dataclasses import dataclass\nfrom typing import NamedTuple\n"
HEAD += "from openai import OpenAI\n\n\n"
FIELDS = "    url: str\n    model: str\n    limit: int = 100\n\n\n"
CLASSES = {
    "a dataclass": f"@dataclass\nclass Place:\n{FIELDS}",
    "a frozen one": f"@dataclasses.dataclass(frozen=True)\nclass Place:\n{FIELDS}",
    "a named tuple": f"class Place(NamedTuple):\n{FIELDS}",
    "fields of a base": "@dataclass\nclass Base:\n    url: str\n\n\n"
    "@dataclass\nclass Place(Base):\n    model: str\n\n\n",
}
GLM = 'Place("https://api.z.ai/api/paas/v4", "glm-4.5")'
OTHER = 'Place("https://api.openai.com/v1", "gpt-4o")'
ASK = (
    "OpenAI(base_url=place.url).chat.completions.create("
    "model=place.model, messages=[], temperature=0.1, top_p=0.3)\n"
)
USES = {
    "one": f"place = {GLM}\n{ASK}",
    "a list": f"for place in [{GLM}, {OTHER}]:\n    {ASK}",
    "callers": f"def ask(place):\n    {ASK}\n\nask({GLM})\nask({OTHER})\n",
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("klass", CLASSES.values(), ids=CLASSES)
def test_address_and_model_of_one_record(klass: str, use: str) -> None:
    code = HEAD + klass + use

    assert fixed_text(code, "GLM101") == code.replace("glm-4.5", "glm-4.6")
    assert len(found(code, "GLM201")) == 1


@pytest.mark.parametrize("klass", CLASSES.values(), ids=CLASSES)
def test_a_record_of_another_vendor(klass: str) -> None:
    code = f"{HEAD}{klass}place = {OTHER}\n{ASK}"

    assert found(code, "GLM101", "GLM201", "GLM903") == []
