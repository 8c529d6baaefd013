"""Records whose fields are sent: `**params.model_dump()`, `json=asdict(body)`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

HEAD = (
    "from dataclasses import asdict, dataclass\nimport httpx\nfrom pydantic import BaseModel\n"
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
)
FIELDS = "    model: str = 'glm-4.5'\n    temperature: float = 0.2\n    top_p: float = 0.9\n"
MODEL = f"class Params(BaseModel):\n{FIELDS}\n\n"
RECORD = f"@dataclass\nclass Params:\n{FIELDS}\n\n"
ASK = "client.chat.completions.create(messages=[], **{})\n"
URL = "'https://api.z.ai/api/paas/v4/chat/completions'"
SENT = {
    "a model": MODEL + ASK.format("Params().model_dump()"),
    "a model with a name": MODEL + "p = Params()\n" + ASK.format("p.dict(exclude_none=True)"),
    "a dataclass": RECORD + ASK.format("asdict(Params())"),
    "its variables": RECORD + ASK.format("vars(Params())"),
    "of callers": RECORD
    + "def ask(params: Params):\n    "
    + ASK.format("asdict(params)")
    + "\n\nask(Params())\n",
    "of an object": MODEL + "class Bot:\n    def __init__(self, params=None):\n"
    "        self.params = params or Params()\n\n    def ask(self):\n        "
    + ASK.format("self.params.model_dump()"),
    "a raw body": RECORD.replace("    model", "    messages: list\n    model")
    + f"httpx.post({URL}, json=asdict(Params([])))\n",
}


@pytest.mark.parametrize("text", SENT.values(), ids=SENT)
def test_the_fields_are_seen(text: str) -> None:
    assert [one.code for one in found(HEAD + text, "GLM201")] == ["GLM201"]
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text.replace("glm-4.5", "glm-4.6")


def test_a_small_limit_of_a_record_holds_the_rename() -> None:
    text = HEAD + SENT["a model"].replace("temperature: float = 0.2", "max_tokens: int = 32")
    text = text.replace("glm-4.5", "glm-4-plus")

    assert [one.fix for one in found(text, "GLM101")] in (["safe"], ["unsafe"])
    after = fixed_text(text, "GLM101")
    assert after == text or "disabled" in after


@pytest.mark.parametrize(
    "line", ["p.temperature = 0.5\n", "p.model = load()\n", "setattr(p, name, 1)\np.top_p = 1\n"]
)
def test_a_record_that_is_changed_is_said(line: str) -> None:
    text = HEAD + MODEL + "p = Params()\n" + line + ASK.format("p.model_dump()")

    assert len(found(text, "GLM903")) == 1
