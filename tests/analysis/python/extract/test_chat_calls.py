"""However a chat call is written, it is found once, with all that it sends."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.chat_calls import chat_calls
from glm_migrate.config.schema import Config
from glm_migrate.model.calls import ChatCall, Via
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.policy.migration import Migration
from tests.analysis.python.reading import module

HEAD = "from zai import ZaiClient\nclient = ZaiClient()\n"
IS_OLD = Migration(Config()).is_old


def calls(code: str) -> list[ChatCall]:
    return list(chat_calls(module(f"{HEAD}{code}\n"), frozenset(), IS_OLD))


def call(code: str) -> ChatCall:
    (found,) = calls(code)
    return found


CREATE = "client.chat.completions.create(model='glm-4.5')"


@pytest.mark.parametrize(
    ("code", "method"),
    [
        pytest.param(CREATE, "create", id="directly"),
        pytest.param(
            "ZaiClient().chat.completions.create(model='glm-4.5')", "create", id="inline client"
        ),
        pytest.param(f"async def f():\n    await {CREATE}", "create", id="awaited"),
        pytest.param(f"f = lambda: {CREATE}", "create", id="in a lambda"),
        pytest.param(f"x = [{CREATE} for y in z]", "create", id="in a comprehension"),
        pytest.param(f"@{CREATE}\ndef f(): pass", "create", id="in a decorator"),
        pytest.param(f"def f(a={CREATE}): pass", "create", id="in a default"),
        pytest.param(
            f"f'{{{CREATE}}}'".replace("'glm-4.5'", '"glm-4.5"'), "create", id="in an f-string"
        ),
        pytest.param(
            "client.chat.completions.with_raw_response.create(model='glm-4.5')",
            "create",
            id="raw response",
        ),
        pytest.param(
            "client.with_options(timeout=1).chat.completions.create(model='glm-4.5')",
            "create",
            id="with options",
        ),
        pytest.param(
            "client.beta.chat.completions.parse(model='glm-4.5')", "parse", id="beta parse"
        ),
        pytest.param("client.chat.completions.stream(model='glm-4.5')", "stream", id="stream"),
        pytest.param("client.chat.asyncCompletions.create(model='glm-4.5')", "job", id="a job"),
        pytest.param(
            "create = client.chat.completions.create\ncreate(model='glm-4.5')",
            "create",
            id="alias of create",
        ),
        pytest.param(
            "c = client.chat.completions\nc.create(model='glm-4.5')",
            "create",
            id="alias of completions",
        ),
        pytest.param(
            "c = client.chat\nc.completions.create(model='glm-4.5')", "create", id="alias of chat"
        ),
        pytest.param(
            "partial(client.chat.completions.create, model='glm-4.5')", "create", id="partial"
        ),
        pytest.param(
            "asyncio.to_thread(client.chat.completions.create, model='glm-4.5')",
            "create",
            id="handed to a thread",
        ),
        pytest.param(
            "pool.submit(client.chat.completions.create, **{'model': 'glm-4.5'})",
            "create",
            id="handed on with a spread",
        ),
        pytest.param(
            "import openai\nopenai.ChatCompletion.create(model='glm-4.5')",
            "legacy",
            id="openai below 1",
        ),
    ],
)
def test_a_call_is_found(code: str, method: str) -> None:
    found = call(code)

    assert found.method == method
    assert found.model.constants == ("glm-4.5",)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("client.completions.create", id="not called"),
        pytest.param("client.images.create(model='glm-4.5')", id="another resource"),
        pytest.param("create(model='glm-4.5')", id="any create"),
        pytest.param("run(client.chat.completions.create)", id="handed on without arguments"),
        pytest.param("client.chat.completions.list(model='glm-4.5')", id="another method"),
    ],
)
def test_no_chat_call(code: str) -> None:
    assert calls(code) == []


@pytest.mark.parametrize(
    ("arguments", "name", "via", "values"),
    [
        pytest.param("top_p=0.5", "top_p", Via.KEYWORD, (0.5,), id="keyword"),
        pytest.param("**{'top_p': 0.5}", "top_p", Via.SPREAD, (0.5,), id="spread"),
        pytest.param("extra_body={'top_p': 0.5}", "top_p", Via.EXTRA_BODY, (0.5,), id="extra body"),
        pytest.param(
            "top_p=1, extra_body={'top_p': 0.5}",
            "top_p",
            Via.EXTRA_BODY,
            (0.5,),
            id="extra body wins",
        ),
        pytest.param(
            "**{'extra_body': {'top_p': 0.5}}",
            "top_p",
            Via.EXTRA_BODY,
            (0.5,),
            id="extra body in a spread",
        ),
    ],
)
def test_arguments(arguments: str, name: str, via: Via, values: tuple[float, ...]) -> None:
    found = call(f"client.chat.completions.create(model='glm-4.5', {arguments})")[name]

    assert found is not None
    assert found.via is via
    assert found.value.constants == values


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from zai.core import NOT_GIVEN\n{}(top_p=NOT_GIVEN)", id="an import"),
        pytest.param("import openai\n{}(top_p=openai.NOT_GIVEN)", id="a member"),
        pytest.param("from openai import Omit\n{}(top_p=Omit())", id="an instance"),
        pytest.param("from openai import omit\n{}(**{{'top_p': omit}})", id="in a spread"),
    ],
)
def test_a_value_that_leaves_a_parameter_out_sends_nothing(code: str) -> None:
    found = call(code.format("client.chat.completions.create"))

    assert found["top_p"] is None
    assert found.complete


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from app import NOT_GIVEN\n{}(top_p=NOT_GIVEN)", id="another package's"),
        pytest.param("NOT_GIVEN = 0.5\n{}(top_p=NOT_GIVEN)", id="one's own"),
        pytest.param("{}(top_p=omit())", id="an unknown function"),
    ],
)
def test_another_value_of_that_name_is_sent(code: str) -> None:
    assert call(code.format("client.chat.completions.create"))["top_p"] is not None


@pytest.mark.parametrize(
    ("arguments", "unseen"),
    [
        pytest.param("*x", "`*x`", id="a star"),
        pytest.param("**x", "`**x`: `x` is not defined in this file", id="an unknown spread"),
        pytest.param("**{k: 1}", "`**{k: 1}`: a dict key is computed", id="a computed key"),
        pytest.param(
            "extra_body=x", "`extra_body`: `x` is not defined in this file", id="an unknown body"
        ),
    ],
)
def test_what_hides_arguments_is_said(arguments: str, unseen: str) -> None:
    found = call(f"client.chat.completions.create(model='glm-4.5', {arguments})")

    assert not found.complete
    assert tuple(map(str, found.unseen)) == (unseen,)


def test_a_call_that_is_handed_to_an_unknown_function_takes_nothing_more() -> None:
    assert call("partial(client.chat.completions.create, model='glm-4.5')").layout is not None
    assert call("weird(client.chat.completions.create, model='glm-4.5')").layout is None


def test_a_dict_that_two_calls_read_is_shared() -> None:
    code = "d = {'model': 'glm-4.5', 'top_p': 1}\nclient.chat.completions.create(**d)\nlog(d)"

    argument = call(code)["top_p"]

    assert argument is not None
    assert argument.shared == UnsafeReason(UnsafeKind.USED_ELSEWHERE, "d")


@pytest.mark.parametrize(
    ("value", "pure"),
    [
        ("1", True),
        ("-1", True),
        ("x", True),
        ("x.y", True),
        ("f()", False),
        ("x[0]", False),
        ("(y := 1)", False),
    ],
    ids=["number", "negative", "name", "attribute", "call", "subscript", "walrus"],
)
def test_only_what_has_no_effect_is_pure(value: str, pure: bool) -> None:
    argument = call(f"client.chat.completions.create(model='glm-4.5', top_p={value})")["top_p"]

    assert argument is not None
    assert argument.pure is pure


def test_the_scope_names_what_holds_the_call() -> None:
    found = call(f"class Bot:\n    def ask(self):\n        return lambda: {CREATE}")

    assert found.scope == "Bot.ask"
    assert found.source.slice(found.span) == CREATE
    assert found.source.slice(found.name_span) == "client.chat.completions.create"


@pytest.mark.parametrize(
    ("is_judged", "sent", "read"),
    [
        pytest.param(True, ["model", "top_p", "seed"], (1,), id="judged"),
        pytest.param(False, ["model", "top_p"], (), id="nothing rests on what else it sends"),
    ],
)
def test_of_a_call_that_is_not_judged_only_what_tells_whom_it_asks_is_read(
    is_judged: bool, sent: list[str], read: tuple[int, ...]
) -> None:
    code = "def f(c, name):\n    c.chat.completions.create(model=name, top_p=1, **{'seed': 2})\n"

    (found,) = chat_calls(module(code), frozenset(), IS_OLD, lambda _: is_judged)

    assert [one.name for one in found.arguments] == sent
    assert found.arguments[1].value.constants == read


@pytest.mark.parametrize(
    ("body", "excluded"),
    [
        ("if a:\n    d['temperature'] = 1\nelif b:\n    d['top_p'] = 1\n", True),
        ("if a:\n    d['temperature'] = 1\nif b:\n    d['top_p'] = 1\n", False),
        ("for a in x:\n    if a: d['temperature'] = 1\n    else: d['top_p'] = 1\n", False),
        ("d = {'temperature': 1} if a else {'top_p': 1}\n", True),
        ("d = {'temperature': 1, 'top_p': 1} if a else {}\n", False),
    ],
)
def test_what_stands_in_different_arms_is_not_sent_together(body: str, excluded: bool) -> None:
    found = call(f"d = {{}}\n{body}{CREATE[:-1]}, **d)")
    (temperature,), (top_p,) = (tuple(found.all(name)) for name in ("temperature", "top_p"))

    assert temperature.excludes(top_p) is excluded
