"""A method of a client that is given to code which is not seen: what stands beside it is that's."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
CREATE = ZAI + "create = client.chat.completions.create\n"
SENT = '"model": "glm-4.5", "messages": []'
KEYWORDS = {
    "a retrier with a dict": (
        "from retry.api import retry_call\n"
        f"retry_call(create, fkwargs={{{SENT}}}, tries=3, delay=1)\n"
    ),
    "a pool with a dict": (
        "from multiprocessing.pool import ThreadPool\n"
        f"ThreadPool(2).apply_async(create, kwds={{{SENT}}})\n"
    ),
    "a pool under a name": f"pool.apply_async(create, kwds={{{SENT}}})\n",
    "a scheduler": f"scheduler.add_job(create, 'interval', hours=1, kwargs={{{SENT}}})\n",
    "a timer": f"import threading\nthreading.Timer(1, create, kwargs={{{SENT}}}).start()\n",
    "an object": "from lib import Runner\nRunner(create, workers=4)\n",
    "an object that is given the method itself": (
        "from lib import Agent\n"
        "Agent(client.chat.completions.create, name='x', retries=3, model='glm-4.5',"
        " temperature=0.2, top_p=0.7)\n"
    ),
    "a decorator": "from langfuse import observe\nobserve(create, name='x', as_type='y')\n",
}


@pytest.mark.parametrize("body", KEYWORDS.values(), ids=KEYWORDS)
def test_keywords_of_code_that_is_not_seen_are_none_of_the_request(body: str) -> None:
    codes = [one.code for one in found(CREATE + body)]

    assert fixed_text(CREATE + body) == CREATE + body
    assert codes.count("GLM903") == 1
    assert not {"GLM201", "GLM601", "GLM603"} & set(codes)


POOLS = {
    "a cluster": "from dask.distributed import Client\nClient().submit",
    "a cluster under a name": "from dask.distributed import Client\nc = Client()\nc.submit",
    "a pool that is not seen": "pool.submit",
    "a function": "from lib import retry\nretry",
}


@pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
def test_a_request_beside_keywords_of_its_own_is_not_accused(pool: str) -> None:
    call = f"{pool}(create, model='glm-4.5', messages=[], pure=False, priority=3)\n"
    codes = [one.code for one in found(CREATE + call)]

    assert fixed_text(CREATE + call) == CREATE + call.replace("4.5", "4.6")
    assert codes.count("GLM903") == 1
    assert "GLM601" not in codes


EXECUTORS = {
    "made there": "ThreadPoolExecutor().submit",
    "entered": "with ThreadPoolExecutor() as pool:\n    pool.submit",
    "that is not seen": "pool.submit",
    "a thread": "asyncio.to_thread",
}


@pytest.mark.parametrize("pool", EXECUTORS.values(), ids=EXECUTORS)
def test_what_is_known_to_pass_keywords_on_makes_the_call(pool: str) -> None:
    before = CREATE.replace("zai import ZaiClient", "zhipuai import ZhipuAI as ZaiClient")
    text = f"from concurrent.futures import ThreadPoolExecutor\nimport asyncio\n{before}{pool}"
    call = "(create, model='glm-4.6', messages=[], tool_stream=True, stream=True)\n"

    (one,) = found(text + call, "GLM601")
    assert one.fix == "safe"


UNCALLED = {
    "print": "print(create, sep='')\n",
    "a mock": "from unittest.mock import create_autospec\ncreate_autospec(create, spec_set=True)\n",
    "wraps": "import functools\nfunctools.wraps(create, assigned=('x',))\n",
    "a log": "logger.info('%s', create, exc_info=True)\n",
    "a signature": "import inspect\ninspect.signature(create, follow_wrapped=False)\n",
    "a cache": "import functools\nfunctools.lru_cache(maxsize=3)(create)\n",
}


@pytest.mark.parametrize("body", UNCALLED.values(), ids=UNCALLED)
def test_what_does_not_call_the_method_is_not_told(body: str) -> None:
    assert found(CREATE + body) == []


CACHES = ["functools.lru_cache(maxsize=3)", "functools.lru_cache()", "functools.cache"]


@pytest.mark.parametrize("cache", CACHES)
def test_a_cache_takes_what_the_method_takes(cache: str) -> None:
    text = f"import functools\n{CREATE}ask = {cache}(create)\nask(model='glm-4.5', messages=())\n"

    assert [one.code for one in found(text)].count("GLM903") == 0
    assert fixed_text(text, "GLM101") == text.replace("4.5", "4.6")


def test_a_function_of_the_project_with_such_a_name_may_call_it() -> None:
    own = "def print(fn, **more):\n    return fn(messages=[], **more)\n\n\n"

    assert "GLM903" in [one.code for one in found(f"{CREATE}{own}print(create, model='glm-4.5')\n")]


PRESET = (
    f"from functools import partial\n{CREATE}"
    'ask = partial(create, model="glm-4.6", temperature=0.3, top_p=0.4)\n'
)
ANEW = {
    "in its call": "ask(messages=[], temperature=None)\n",
    "by a caller": "def go(t):\n    return ask(messages=[], temperature=t)\n\n\ngo(None)\n",
    "in a thread": "asyncio.to_thread(ask, messages=[], temperature=None)\n",
    "by code that is not seen": "from lib import Agent\nAgent(ask, name='x')\n",
    "in a second partial": "more = partial(ask, messages=[])\nmore(temperature=None)\n",
}


@pytest.mark.parametrize("use", ANEW.values(), ids=ANEW)
def test_what_a_partial_presets_stays_where_it_may_be_set_anew(use: str) -> None:
    assert fixed_text(PRESET + use) == PRESET + use
    assert [one.fix for one in found(PRESET + use, "GLM201")] == ["unsafe"]


@pytest.mark.parametrize("use", ["ask(messages=[])\n", "asyncio.to_thread(ask, messages=[])\n"])
def test_one_of_two_goes_where_all_calls_send_both(use: str) -> None:
    assert fixed_text(PRESET + use) == PRESET.replace(", top_p=0.4", "") + use


ASKS = "create(model=model, messages=[], temperature=0.3, top_p=0.4)"
METHOD = "client.chat.completions.create"
CALLED = {
    "a parameter": f"def run(create, model):\n    return {ASKS}\n\n\nrun({METHOD}, 'glm-4.5')\n",
    "by its name": (
        f"def run(model, create):\n    return {ASKS}\n\n\nrun('glm-4.5', create={METHOD})\n"
    ),
    "with a default": (
        f"def run(model, create=None):\n    return {ASKS}\n\n\nrun('glm-4.5', {METHOD})\n"
    ),
    "an attribute": (
        "class A:\n    def __init__(self, create):\n        self.create = create\n\n"
        f"    def ask(self, model):\n        return self.{ASKS}\n\n\n"
        f"A({METHOD}).ask('glm-4.5')\n"
    ),
}


@pytest.mark.parametrize("body", CALLED.values(), ids=CALLED)
def test_a_parameter_that_is_given_the_method_is_the_method(body: str) -> None:
    after = body.replace("glm-4.5", "glm-4.6").replace(", top_p=0.4", "")

    assert fixed_text(ZAI + body) == ZAI + after


UNCERTAIN = {
    "another vendor's": "import openai\nrun(openai.OpenAI().chat.completions.create, 'gpt-4')\n",
    "a stand-in": "run(fake, 'glm-4.5')\n",
}


@pytest.mark.parametrize("other", UNCERTAIN.values(), ids=UNCERTAIN)
def test_a_parameter_that_is_given_something_else_too_is_left_to_the_user(other: str) -> None:
    text = ZAI + CALLED["a parameter"] + other

    assert fixed_text(text) == text
    assert {one.fix for one in found(text, "GLM101", "GLM201")} == {"unsafe"}


def test_a_parameter_that_is_bound_anew_is_left_to_the_user() -> None:
    text = ZAI + CALLED["a parameter"].replace(":\n", ":\n    if X:\n        create = fake\n", 1)

    assert fixed_text(text) == text
    assert [one.fix for one in found(text, "GLM201")] == ["unsafe"]


@pytest.mark.parametrize("value", ["fake", "make()"])
def test_an_attribute_that_is_set_to_something_else_too_is_left_to_the_user(value: str) -> None:
    more = f"    def cheat(self):\n        self.create = {value}\n\n\nA("
    text = ZAI + CALLED["an attribute"].replace("\nA(", more, 1)

    assert fixed_text(text) == text
    assert [one.fix for one in found(text, "GLM201")] == ["unsafe"]


def test_a_parameter_of_another_vendors_method_is_not_told() -> None:
    text = (
        f"import openai\n\nclient = openai.OpenAI()\n{CALLED['a parameter']}"
        "run(client.chat.completions.create, 'gpt-4')\n"
    ).replace("glm-4.5", "gpt-5")

    assert found(text) == []


HANDED_OVER = {
    "a function that is not seen": "from lib import run\n",
    "a function that hands it on": "def run(create, model):\n    return go(create, model)\n\n\n",
    "a function that asks in another way": "def run(create, model):\n    return create(model)\n",
}


@pytest.mark.parametrize("run", HANDED_OVER.values(), ids=HANDED_OVER)
def test_a_method_that_is_given_away_beside_an_id_is_told(run: str) -> None:
    text = f"{ZAI}{run}run({METHOD}, 'glm-4.5')\n"

    assert fixed_text(text) == text
    assert len(found(text, "GLM903")) == 1


def test_so_is_one_that_a_function_of_another_file_gets() -> None:
    files = {
        "tool.py": f"def run(create, model):\n    return {ASKS}\n",
        "main.py": f"from tool import run\n{ZAI}run({METHOD}, 'glm-4.5')\n",
    }

    assert [one.path for one in found(files, "GLM903")] == ["main.py"]


@pytest.mark.parametrize(
    "body", [f"register({METHOD}, 'chat')\n", f"isinstance({METHOD}, 'glm-4.6')\n"]
)
def test_a_method_that_is_given_away_without_an_id_is_not_told(body: str) -> None:
    assert found(ZAI + body) == []
