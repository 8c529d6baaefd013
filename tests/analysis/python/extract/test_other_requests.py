"""Chat requests that go through no chat-completions method: functions, objects, raw HTTP."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.model_objects import routed
from glm_migrate.analysis.python.extract.other_requests import carried_calls
from glm_migrate.model.calls import ChatCall, Host, Via
from tests.analysis.python.reading import module

URL = "'https://api.z.ai/api/paas/v4/chat/completions'"
BODY = "{'model': 'glm-4.5', 'messages': [], 'top_p': 1}"


def calls(code: str) -> list[ChatCall]:
    return list(carried_calls(module(f"{code}\n")))


def call(code: str) -> ChatCall:
    (found,) = calls(code)
    return found


@pytest.mark.parametrize(
    ("code", "client", "method"),
    [
        pytest.param(
            "import litellm\nlitellm.completion(model='glm-4.5')",
            *("litellm", "litellm.completion"),
            id="a function",
        ),
        pytest.param(
            "from litellm import completion as ask\nask(model='glm-4.5')",
            *("litellm", "litellm.completion"),
            id="a function by another name",
        ),
        pytest.param(
            "def f():\n    from litellm import completion as ask\n    ask(model='glm-4.5')",
            *("litellm", "litellm.completion"),
            id="a function that a function imports",
        ),
        pytest.param(
            "from langchain_openai import ChatOpenAI\nChatOpenAI(model='glm-4.5')",
            *("langchain-openai", "__init__"),
            id="an object that holds the model",
        ),
        pytest.param(
            "from langchain_openai import ChatOpenAI\nChatOpenAI(model_name='glm-4.5')",
            *("langchain-openai", "__init__"),
            id="an object whose parameter has another name",
        ),
    ],
)
def test_a_call_that_names_the_model_itself(code: str, client: str, method: str) -> None:
    found = call(code)

    assert found.client.name == client
    assert found.method == method
    assert found.model.constants == ("glm-4.5",)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("completion(model='glm-4.5')", id="an unknown function of that name"),
        pytest.param("from app import ChatOpenAI\nChatOpenAI(model='glm-4.5')", id="another class"),
        pytest.param("import litellm\nlitellm.embedding(model='glm-4.5')", id="no chat"),
        pytest.param(f"requests.get({URL}, json={BODY})", id="no request with a body"),
        pytest.param(f"requests.post({URL}, json={{'model': 'glm-4.5'}})", id="no messages"),
        pytest.param(f"requests.post({URL}, json={{'messages': []}})", id="no model"),
        pytest.param(f"requests.post({URL}, json=body)", id="an unknown body"),
        pytest.param(f"requests.post({URL}, headers={BODY})", id="no body"),
    ],
)
def test_what_is_no_chat_request(code: str) -> None:
    assert calls(code) == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"requests.post({URL}, json={BODY})", id="as JSON"),
        pytest.param(f"requests.post(url={URL}, json={BODY})", id="with the address by name"),
        pytest.param(f"requests.post({URL}, {BODY})", id="by place"),
        pytest.param(f"requests.post({URL}, data=json.dumps({BODY}))", id="dumped"),
        pytest.param(f"httpx.post({URL}, content=json.dumps({BODY}).encode())", id="encoded"),
        pytest.param(f"b = {BODY}\nrequests.post({URL}, json=b)", id="by a name"),
        pytest.param(
            f"b = json.dumps({BODY})\nrequests.post({URL}, data=b)", id="dumped by a name"
        ),
        pytest.param(f"httpx.stream('POST', {URL}, json={BODY})", id="streamed"),
    ],
)
def test_a_raw_request_is_found_with_its_body_and_address(code: str) -> None:
    found = call(code)

    assert found.client.name == "http"
    assert found.client.endpoint.host is Host.NATIVE
    assert found.model.constants == ("glm-4.5",)
    assert {argument.via for argument in found.arguments} == {Via.BODY}
    assert found.complete
    assert found.layout is not None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        pytest.param(URL, Host.NATIVE, id="written"),
        pytest.param("f'https://api.z.ai/api/paas/v4/{path}'", Host.NATIVE, id="by its beginning"),
        pytest.param("BASE + '/chat/completions'", Host.NATIVE, id="put together"),
        pytest.param("'http://localhost:8000/v1/chat/completions'", Host.LOCAL, id="local"),
        pytest.param("'https://api.openai.com/v1/chat'", Host.OTHER, id="of another vendor"),
        pytest.param("url", Host.UNKNOWN, id="not seen"),
        pytest.param("'/chat/completions'", Host.UNKNOWN, id="without a host"),
    ],
)
def test_the_address_says_where_a_raw_request_goes(address: str, host: Host) -> None:
    found = call(f"BASE = 'https://api.z.ai/api/paas/v4'\nrequests.post({address}, json={BODY})")

    assert found.client.endpoint.host is host
    assert (str(found.client.unseen) == "where the request is sent") is (host is Host.UNKNOWN)


def test_the_client_of_a_request_may_hold_the_address() -> None:
    client = "import httpx\nc = httpx.Client(base_url='https://api.z.ai/api/paas/v4')\n"

    assert call(f"{client}c.post('/chat', json={BODY})").client.endpoint.host is Host.NATIVE


def test_what_a_body_hides_is_said() -> None:
    found = call(f"requests.post({URL}, json={{**{BODY}, **more}})")

    assert not found.complete
    assert [str(one) for one in found.unseen] == ["the body: `more` is not defined in this file"]


def test_sampling_in_a_dict_of_further_parameters_is_sent() -> None:
    found = call(
        "from langchain_openai import ChatOpenAI\n"
        "ChatOpenAI(model='glm-4.5', model_kwargs={'top_p': 0.5, 'user': 'x'})"
    )

    top_p = found["top_p"]
    assert top_p is not None
    assert top_p.via is Via.SPREAD
    assert top_p.value.constants == (0.5,)
    assert found["user"] is None


@pytest.mark.parametrize(
    ("ids", "host", "name"),
    [
        pytest.param(("'zai/glm-4.5'",), Host.NATIVE, "native", id="the vendor's route"),
        pytest.param(("'openrouter/z-ai/glm-4.5'",), Host.GATEWAY, "openrouter", id="a gateway's"),
        pytest.param(("'glm-4.5'",), Host.UNKNOWN, "", id="no route"),
        pytest.param(
            ("'zai/glm-4.5'", "'openrouter/z-ai/glm-4.5'"), Host.UNKNOWN, "", id="two routes"
        ),
        pytest.param(
            ("'zai/glm-4.5'", "'glm-4.5'"), Host.UNKNOWN, "", id="one with and one without"
        ),
    ],
)
def test_the_route_in_an_id_says_where_a_router_sends_it(
    ids: tuple[str, ...], host: Host, name: str
) -> None:
    model = " if c else ".join(ids)
    found = routed(call(f"import litellm\nlitellm.completion(model={model})"))

    assert found.client.endpoint.host is host
    assert found.client.endpoint.name == name


def test_a_route_says_nothing_where_the_address_is_known_or_the_library_is_no_router() -> None:
    known = call(f"import litellm\nlitellm.completion(model='zai/glm-4.5', api_base={URL})")
    other = call(f"requests.post(url, json={BODY.replace('glm-4.5', 'zai/glm-4.5')})")

    assert routed(known) is known
    assert routed(other) is other
