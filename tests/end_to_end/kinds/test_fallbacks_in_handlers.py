"""A handler is a fallback: a fix neither switches it off nor makes it the same as the body."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, reasons

OPENAI = 'from openai import OpenAI\n\nc = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n'
LITELLM = "import litellm\n\n"
SENT = 'messages=[], thinking={"type": "enabled"}'
ASK = f'c.chat.completions.create(model="glm-4.6", {SENT})'
PLAIN = 'c.chat.completions.create(model="glm-4.6", messages=[])'

FALLBACKS = {
    "TypeError": f"{OPENAI}try:\n    {ASK}\nexcept TypeError:\n    {PLAIN}\n",
    "with a name": f"{OPENAI}try:\n    {ASK}\nexcept TypeError as error:\n    print(error)\n",
    "one of several": f"{OPENAI}try:\n    {ASK}\nexcept (ValueError, TypeError):\n    {PLAIN}\n",
    "a second handler": (
        f"{OPENAI}try:\n    {ASK}\nexcept OSError:\n    pass\nexcept TypeError:\n    {PLAIN}\n"
    ),
    "an outer try": (
        f"{OPENAI}try:\n    try:\n        {ASK}\n    except OSError:\n        pass\n"
        f"except TypeError:\n    {PLAIN}\n"
    ),
    "in a function": (
        f"{OPENAI}\n\ndef f():\n    try:\n        return {ASK}\n    except builtins.TypeError:\n"
        f"        return {PLAIN}\n"
    ),
    "an awaited call": (
        f"{OPENAI}\n\nasync def f():\n    for n in range(3):\n        try:\n"
        f"            return await {ASK}\n        except TypeError:\n            continue\n"
    ),
    "suppressed": f"{OPENAI}import contextlib\n\nwith contextlib.suppress(TypeError):\n    {ASK}\n",
    "around the function": (
        f"{OPENAI}\n\ndef f():\n    return {ASK}\n\n\n"
        f"try:\n    f()\nexcept TypeError:\n    {PLAIN}\n"
    ),
    "expected by a test": f"{OPENAI}import pytest\n\nwith pytest.raises(TypeError):\n    {ASK}\n",
    "every exception, and asks again": f"{OPENAI}try:\n    {ASK}\nexcept Exception:\n    {PLAIN}\n",
    "everything, and asks again": f"{OPENAI}try:\n    {ASK}\nexcept:\n    {PLAIN}\n",
    "a function that asks again": (
        f"{OPENAI}\n\ndef plain():\n    return {PLAIN}\n\n\n"
        f"try:\n    {ASK}\nexcept Exception:\n    plain()\n"
    ),
    "another exception of another library": (
        f'{LITELLM}try:\n    litellm.completion("zai/glm-4.6", {SENT})\n'
        "except litellm.UnsupportedParamsError:\n    pass\n"
    ),
}


@pytest.mark.parametrize("text", FALLBACKS.values(), ids=FALLBACKS)
def test_a_fallback_for_the_refused_keyword_stays_in_use(text: str) -> None:
    assert fixes(text, "GLM601") == ["unsafe"]
    assert fixed_text(text, "GLM601") == text
    assert "runs today" in reasons(text, "GLM601")[0]


OTHERS = {
    "another exception": f"{OPENAI}try:\n    {ASK}\nexcept ValueError:\n    pass\n",
    "every exception": f"{OPENAI}try:\n    {ASK}\nexcept Exception:\n    raise\n",
    "every exception, and the same again": (
        f"{OPENAI}try:\n    {ASK}\nexcept Exception:\n    {ASK}\n"
    ),
    "a handler of something else": (
        f"{OPENAI}try:\n    int('x')\nexcept TypeError:\n    pass\n{ASK}\n"
    ),
    "a call in the handler": f"{OPENAI}try:\n    int('x')\nexcept TypeError:\n    {ASK}\n",
    "a function that is made in the body": (
        f"{OPENAI}try:\n    def f():\n        return {ASK}\nexcept TypeError:\n    pass\n"
    ),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_handlers_are_no_reason(text: str) -> None:
    assert set(fixes(text, "GLM601")) == {"safe"}


MADE = '\nclient = Client(api_key="k")\n'
BOTH = {
    "zhipuai for where zai is missing": (
        "try:\n    from zai import ZhipuAiClient as Client\n"
        f"except ImportError:\n    from zhipuai import ZhipuAI as Client\n{MADE}"
    ),
    "with the other exception": (
        "try:\n    from zai import ZhipuAiClient as Client\n"
        f"except ModuleNotFoundError:\n    from zhipuai import ZhipuAI as Client\n{MADE}"
    ),
    "zai for where zhipuai is missing": (
        "try:\n    from zhipuai import ZhipuAI as Client\n"
        f"except ImportError:\n    from zai import ZhipuAiClient as Client\n{MADE}"
    ),
    "the modules": (
        "try:\n    import zai\n\n    Client = zai.ZhipuAiClient\n"
        f"except ImportError:\n    import zhipuai\n\n    Client = zhipuai.ZhipuAI\n{MADE}"
    ),
    "under names of their own": (
        "try:\n    from zai import ZhipuAiClient\nexcept ImportError:\n    ZhipuAiClient = None\n"
        f"    from zhipuai import ZhipuAI\n{MADE}"
    ),
    "by a test of what is installed": (
        'from importlib.util import find_spec\n\nif find_spec("zai"):\n'
        "    from zai import ZhipuAiClient as Client\nelse:\n"
        f"    from zhipuai import ZhipuAI as Client\n{MADE}"
    ),
    "in a function": (
        "def client():\n    try:\n        from zai import ZhipuAiClient as Client\n"
        "    except ImportError:\n        from zhipuai import ZhipuAI as Client\n"
        '    return Client(api_key="k")\n'
    ),
}


@pytest.mark.parametrize("text", BOTH.values(), ids=BOTH)
def test_the_two_arms_of_a_dual_import_stay(text: str) -> None:
    assert fixed_text(text, "GLM604", unsafe=True) == text
    assert reasons(text, "GLM604") == [
        "the other arm imports its successor; this one can go once zai-sdk is required"
    ]


def test_a_try_around_something_else_is_no_reason() -> None:
    text = (
        "try:\n    import orjson as json\nexcept ImportError:\n    import json\n"
        'from zhipuai import ZhipuAI\n\nclient = ZhipuAI(api_key="k")\n'
    )

    assert fixes(text, "GLM604") == ["unsafe"]
    assert "from zai import ZhipuAiClient" in fixed_text(text, "GLM604", unsafe=True)
