"""Client libraries: what each of them takes and does.

Where a library is installed, it is the judge of the data about it.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from importlib import import_module

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.client_facts import (
    Clamp,
    Method,
    Placement,
    Put,
    accepted_keywords,
    client,
    clients,
)
from glm_migrate.model.calls import Host

# ---- clients


@pytest.mark.parametrize(
    ("client", "field", "put", "since", "before"),
    [
        ("zai", "tool_stream", Put.KEYWORD, "0.0.4", Put.EXTRA_BODY),
        ("zai", "thinking", Put.KEYWORD, "", Put.NONE),
        ("zhipuai", "tool_stream", Put.EXTRA_BODY, "2.1.4", Put.NONE),
        ("zhipuai", "thinking", Put.KEYWORD, "2.1.5.20250726", Put.EXTRA_BODY),
        ("openai", "tool_stream", Put.EXTRA_BODY, "", Put.NONE),
        ("openai", "thinking", Put.EXTRA_BODY, "", Put.NONE),
        ("openai-legacy", "tool_stream", Put.KEYWORD, "", Put.NONE),
        ("openai-legacy", "thinking", Put.KEYWORD, "", Put.NONE),
        ("http", "tool_stream", Put.BODY, "", Put.NONE),
        ("http", "thinking", Put.BODY, "", Put.NONE),
        ("litellm", "tool_stream", Put.EXTRA_BODY, "", Put.NONE),
        ("litellm", "thinking", Put.EXTRA_BODY, "", Put.NONE),
        ("langchain-openai", "tool_stream", Put.EXTRA_BODY, "", Put.NONE),
        ("langchain-openai", "thinking", Put.EXTRA_BODY, "", Put.NONE),
        ("langchain-zhipuai", "tool_stream", Put.NONE, "", Put.NONE),
        ("llama-index-zhipuai", "tool_stream", Put.NONE, "", Put.NONE),
        ("agno", "tool_stream", Put.NONE, "", Put.NONE),
        ("pydantic-ai", "thinking", Put.NONE, "", Put.NONE),
        ("crewai", "tool_stream", Put.NONE, "", Put.NONE),
        ("anthropic", "tool_stream", Put.NONE, "", Put.NONE),
        ("unheard-of", "tool_stream", Put.NONE, "", Put.NONE),
    ],
)
def test_where_a_client_takes_a_new_field(
    client: str, field: str, put: Put, since: str, before: Put
) -> None:
    found = knowledge.client(client).placement(field)

    assert (found.put, found.since, found.before) == (put, since, before)


CREATE = "chat.completions.create"
JOB = "chat.asyncCompletions.create"


@pytest.mark.parametrize(
    ("client", "method", "keyword", "fails"),
    [
        ("zai", CREATE, "tool_stream", False),
        ("zai", CREATE, "stream_options", True),
        ("zai", JOB, "tool_stream", True),
        ("zai", JOB, "stream", True),
        ("zai", JOB, "thinking", False),
        ("zhipuai", CREATE, "tool_stream", True),
        ("zhipuai", CREATE, "thinking", False),
        ("zhipuai", CREATE, "reasoning_effort", True),
        ("openai", CREATE, "tool_stream", True),
        ("openai", CREATE, "do_sample", True),
        ("openai", CREATE, "a_later_keyword", False),
        ("openai", "chat.completions.stream", "stream", True),
        ("openai-legacy", "openai.ChatCompletion.create", "tool_stream", False),
        ("litellm", "litellm.completion", "thinking", True),
        ("litellm", "litellm.completion", "tool_stream", False),
        ("langchain-openai", "__init__", "tool_stream", True),
        ("anthropic", "messages.create", "temperature", True),
        ("huggingface", "chat_completion", "tool_stream", True),
        ("unheard-of", CREATE, "anything", False),
    ],
)
def test_whether_a_keyword_fails(client: str, method: str, keyword: str, fails: bool) -> None:
    assert knowledge.client(client).method(method).fails_on(keyword) is fails


def test_only_jobs_of_the_sdks_are_jobs() -> None:
    jobs = {
        (name, path)
        for name, client in knowledge.clients().items()
        for path, method in {**client.methods, **client.functions}.items()
        if method.job
    }

    assert jobs == {
        ("zai", JOB),
        ("zhipuai", JOB),
        ("zhipuai-legacy", "zhipuai.model_api.async_invoke"),
    }


def test_no_dotted_name_belongs_to_two_clients() -> None:
    names = [
        name
        for client in knowledge.clients().values()
        for name in {**client.constructors, **client.functions, **dict.fromkeys(client.wrappers)}
    ]

    assert len(names) == len(set(names))
    assert len(names) == sum(
        map(len, (knowledge.constructors(), knowledge.functions(), knowledge.wrappers()))
    )


def test_what_is_awaited_is_a_constructor_or_a_function_of_the_client() -> None:
    for name, one in clients().items():
        assert one.asynchronous <= {*one.constructors, *one.functions}, name


def test_default_addresses_are_known() -> None:
    for name, one in clients().items():
        for dotted, url in one.constructors.items():
            assert not url or knowledge.endpoint(url).host is not Host.UNKNOWN, (name, dotted)


@pytest.mark.parametrize(
    ("client", "name", "value", "method", "sent"),
    [
        ("zai", "temperature", 1.0, CREATE, 0.99),
        ("zai", "temperature", 0.0, CREATE, 0.01),
        ("zai", "temperature", 0.5, CREATE, 0.5),
        ("zai", "temperature", 1.0, JOB, 1.0),
        ("zai", "top_p", 1.0, CREATE, 0.99),
        ("zhipuai", "temperature", 1.0, JOB, 0.99),
        ("langchain-zhipuai", "temperature", 0.005, "", 0.01),
        ("openai", "temperature", 1.0, CREATE, 1.0),
    ],
)
def test_what_a_client_makes_of_a_sampling_value(
    client: str, name: str, value: float, method: str, sent: float
) -> None:
    assert knowledge.client(client).sent(name, value, method) == sent


def test_a_framework_that_can_not_reach_the_target_says_why() -> None:
    blocked = {name for name, client in knowledge.clients().items() if client.blocked}

    assert blocked == {"llama-index-zhipuai", "zhipuai-legacy"}


# ---- clients against the installed packages


def parameters(module: str, name: str, method: str) -> set[str]:
    resource = getattr(pytest.importorskip(module), name)
    return set(inspect.signature(getattr(resource, method)).parameters) - {"self"}


@pytest.mark.parametrize(
    ("client", "path", "module", "name"),
    [
        ("zai", CREATE, "zai.api_resource.chat.completions", "Completions"),
        ("zai", JOB, "zai.api_resource.chat.async_completions", "AsyncCompletions"),
        ("zhipuai", CREATE, "zhipuai.api_resource.chat.completions", "Completions"),
        ("zhipuai", JOB, "zhipuai.api_resource.chat.async_completions", "AsyncCompletions"),
    ],
)
def test_the_accepted_keywords_are_those_of_the_sdk(
    client: str, path: str, module: str, name: str
) -> None:
    accepted = knowledge.client(client).method(path).accepts or frozenset()

    assert set(accepted) == parameters(module, name, "create")


@pytest.mark.parametrize("name", ["Completions", "AsyncCompletions"])
@pytest.mark.parametrize("method", ["create", "stream", "parse"])
def test_no_refused_keyword_is_a_parameter_of_openai(name: str, method: str) -> None:
    taken = parameters("openai.resources.chat.completions", name, method)
    known = knowledge.client("openai").method(f"chat.completions.{method}").refuses

    assert known.isdisjoint(taken)
    assert {"model", "messages", "temperature", "extra_body"} <= taken


@pytest.mark.parametrize("name", ["zai", "zhipuai", "openai"])
def test_the_constructors_of_an_installed_sdk_exist(name: str) -> None:
    facts = knowledge.client(name)
    pytest.importorskip(name)
    for dotted in facts.constructors:
        module, _, member = dotted.rpartition(".")
        if module == name:
            assert hasattr(import_module(module), member), dotted


def test_what_zai_sends_for_a_sampling_value_is_what_the_data_say() -> None:
    httpx = pytest.importorskip("httpx")
    zai = pytest.importorskip("zai")
    bodies: list[Mapping[str, object]] = []

    def answer(request: object) -> object:
        bodies.append(json.loads(request.content))  # type: ignore[attr-defined]
        return httpx.Response(200, json={"choices": []})

    client = zai.ZaiClient(
        api_key="x", http_client=httpx.Client(transport=httpx.MockTransport(answer))
    )
    for value in (0.0, 0.4, 1.0):
        client.chat.completions.create(model="glm-4.6", messages=[], temperature=value, top_p=value)

    facts = knowledge.client("zai")
    assert [(body["temperature"], body["top_p"]) for body in bodies] == [
        (facts.sent("temperature", value), facts.sent("top_p", value)) for value in (0.0, 0.4, 1.0)
    ]


# ---- what is known of nothing


def test_of_an_unknown_client_nothing_is_known() -> None:
    stranger = client("their-sdk")

    assert "their-sdk" not in clients()
    assert (stranger.title, stranger.package, stranger.model_in) == ("their-sdk", "", "call")
    assert stranger.placement("tool_stream") == Placement(Put.NONE)
    assert stranger.method("chat.completions.create") == Method()
    assert stranger.sent("temperature", 1.0) == 1.0


def test_a_method_fails_on_what_it_refuses_or_does_not_list() -> None:
    assert not Method().fails_on("anything")
    assert Method(refuses=frozenset({"a"})).fails_on("a")
    assert Method(accepts=frozenset({"a"})).fails_on("b")
    assert not Method(accepts=frozenset({"a"})).fails_on("a")


@pytest.mark.parametrize(
    ("value", "sent"), [(-1, 0.01), (0, 0.01), (0.001, 0.001), (0.99, 0.99), (1, 0.99), (2, 0.99)]
)
def test_a_clamp_leaves_what_lies_between_its_ends(value: float, sent: float) -> None:
    assert Clamp(floor=0, low=0.01, limit=1, high=0.99).sent(value) == sent


def test_a_keyword_that_some_client_takes_is_one_of_a_request() -> None:
    assert {"model", "tool_stream", "extra_body"} <= accepted_keywords()
    assert "pure" not in accepted_keywords()
