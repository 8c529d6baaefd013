"""What becomes of an id, by what it is, where it stands and whom the call asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.config.schema import Config
from glm_migrate.model.calls import Argument, ChatCall, Client, Endpoint, Host
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import UNSEEN, Constant, Literal, Value
from glm_migrate.policy.migration import Audience, Migration, has_images
from glm_migrate.text.source import Source, Span

PATH = Path("example.py")
SPAN = Span(0, 0)
NATIVE = Client("zai", Endpoint(Host.NATIVE))
UNKNOWN = Client("openai", Endpoint(Host.UNKNOWN), Unresolved(Reason.BASE_URL))


def literal(value: Constant, editable: bool = True, shared: UnsafeReason | None = None) -> Literal:
    return Literal(value, SPAN, PATH, editable=editable, shared=shared)


def call(
    *models: Constant, client: Client = NATIVE, complete: bool = True, **sent: Constant
) -> ChatCall:
    arguments = [Argument("model", Value(tuple(map(literal, models)), complete), SPAN, SPAN, PATH)]
    for name, value in sent.items():
        arguments.append(Argument(name, Value((literal(value),), True), SPAN, SPAN, PATH))
    source = Source.decode(PATH, b"")
    return ChatCall(source, SPAN, SPAN, client, tuple(arguments))


def migration(**settings: object) -> Migration:
    return Migration(replace(Config(), **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("id", "old"),
    [
        ("glm-4.5", True),
        ("GLM-4.5", True),
        ("z-ai/glm-4.5", True),
        ("glm-4.6", False),
        ("glm-4.7", False),
        ("glm-4.5v", False),
        ("glm-4-flash:acct:x:1", False),
        ("gpt-4o", False),
        (" glm-4.5", False),
        (b"glm-4.5", False),
        (45, False),
        (None, False),
        (UNSEEN, False),
    ],
    ids=str,
)
def test_is_old(id: Constant, old: bool) -> None:
    assert migration().is_old(id) is old


@pytest.mark.parametrize(
    ("value", "where", "word", "advice"),
    [
        pytest.param(
            literal("glm-4.5"), call("glm-4.5"), "safe", "", id="seen to go to the vendor"
        ),
        pytest.param(literal("glm-4.5-air"), call("glm-4.5-air"), "unsafe", "", id="another price"),
        pytest.param(
            literal("glm-4.5"),
            None,
            "unsafe",
            "the call that uses it was not found",
            id="no call seen",
        ),
        pytest.param(
            literal("glm-4.5"),
            call("glm-4.5", client=UNKNOWN),
            "unsafe",
            "cannot see where its `base_url` points",
            id="address unseen",
        ),
        pytest.param(
            literal("glm-4.5", shared=UnsafeReason(UnsafeKind.IN_A_ROLE, "one of several")),
            call("glm-4.5"),
            "unsafe",
            "it is also one of several, which other code may read; check both",
            id="tied to another place",
        ),
        pytest.param(
            literal("glm-4.5", editable=False),
            call("glm-4.5"),
            None,
            "not a single plain string",
            id="in pieces",
        ),
        pytest.param(
            literal("glm-4.5"),
            call("glm-4.5", client=Client("openai", Endpoint(Host.LOCAL))),
            None,
            "local server",
            id="a served name",
        ),
        pytest.param(
            literal("glm-4.5"),
            call("glm-4.5", client=Client("openai", Endpoint(Host.CODING))),
            None,
            "coding-plan",
            id="the coding plan",
        ),
        pytest.param(
            literal("glm-4.5"),
            call("glm-4.5", client=Client("openai", Endpoint(Host.OTHER, "x"))),
            None,
            "another vendor's address",
            id="another vendor",
        ),
        pytest.param(
            literal("glm-4.5"),
            call("glm-4.5", messages=({"content": ({"type": "image_url"},)},)),
            None,
            "images",
            id="with images",
        ),
    ],
)
def test_decide(value: Literal, where: ChatCall | None, word: str | None, advice: str) -> None:
    decision = migration().decide(value, where)

    assert decision is not None
    assert (decision.applicability and decision.applicability.word) == word
    assert advice in decision.advice
    assert bool(decision.advice) is (word != "safe")


@pytest.mark.parametrize("value", ["glm-4.6", "gpt-4o", 3, None, UNSEEN], ids=str)
def test_nothing_to_decide(value: Constant) -> None:
    assert migration().decide(literal(value), call(value)) is None


def test_the_users_own_move_is_safe() -> None:
    own = migration(models={"GLM-4.5-Air": "my-model"})

    decision = own.decide(literal("glm-4.5-air"), call("glm-4.5-air"))

    assert decision is not None
    assert (decision.new, decision.applicability and decision.applicability.word) == (
        "my-model",
        "safe",
    )


def test_an_alias_is_old_and_changed_where_it_is_defined() -> None:
    own = migration(model_aliases={"fast": "glm-4.5-air"})

    decision = own.decide(literal("Fast"), call("Fast"))

    assert own.is_old("fast")
    assert decision is not None
    assert decision.applicability is None
    assert "the alias is defined elsewhere" in decision.advice


@pytest.mark.parametrize(
    ("where", "audience"),
    [
        pytest.param(call("glm-4.5", client=Client()), Audience.GLM, id="by the id"),
        pytest.param(call("x", client=NATIVE), Audience.GLM, id="by the client"),
        pytest.param(
            call("x", client=Client("openai", Endpoint(Host.CODING))),
            Audience.GLM,
            id="by the address",
        ),
        pytest.param(
            call("x", client=Client("openai", Endpoint(Host.OTHER))),
            Audience.OTHER,
            id="another address",
        ),
        pytest.param(
            call(client=Client("openai", Endpoint(Host.UNKNOWN, "default"))),
            Audience.OTHER,
            id="the vendor's own default",
        ),
        pytest.param(
            call("gpt-4o", client=Client()), Audience.OTHER, id="only another vendor's ids"
        ),
        pytest.param(
            call("gpt-4o", client=Client(), complete=False),
            Audience.UNSEEN,
            id="an id that is not seen",
        ),
        pytest.param(call(client=Client()), Audience.UNSEEN, id="nothing seen"),
    ],
)
def test_audience(where: ChatCall, audience: Audience) -> None:
    assert migration().audience(where) is audience


@pytest.mark.parametrize(
    ("models", "client", "reaches"),
    [
        pytest.param(("glm-4.6",), NATIVE, True, id="the target"),
        pytest.param(("glm-4.5",), NATIVE, True, id="an older one"),
        pytest.param(("glm-4.5", "glm-4.6"), NATIVE, True, id="both"),
        pytest.param(("glm-4.5", "glm-4.5v"), NATIVE, False, id="one for images beside"),
        pytest.param(("glm-4.5", ""), NATIVE, True, id="one that is not set yet beside"),
        pytest.param((None, "glm-4.5"), UNKNOWN, True, id="None beside"),
        pytest.param(("glm-4.5", "gpt-4o"), NATIVE, True, id="one that the vendor does not serve"),
        pytest.param(("glm-4.5", "gpt-4o"), UNKNOWN, False, id="another vendor's beside"),
        pytest.param((), NATIVE, False, id="none"),
        pytest.param((None, ""), NATIVE, False, id="only none"),
    ],
)
def test_can_ask_target(models: tuple[Constant, ...], client: Client, reaches: bool) -> None:
    assert migration().can_ask_target(call(*models, client=client)) is reaches


def test_models_of_a_call_and_what_else_it_can_ask() -> None:
    one, where = migration(), call("", "glm-4.5", "gpt-4o", "glm-4.5v", None, client=UNKNOWN)

    assert [model.id for model in one.text_models(where)] == ["glm-4.5"]
    assert one.others(where) == ("gpt-4o", "glm-4.5v")
    assert one.asks_text_chat(where)
    assert not one.asks_text_chat(call("glm-4.5v"))
    assert [model.id for _, model in one.possible_moves(where)] == ["glm-4.5"]


@pytest.mark.parametrize("models", [(), ("gpt-4o",), ("", None), ("65f0a1",)], ids=str)
def test_a_client_of_the_vendor_asks_glm_whatever_the_id(models: tuple[Constant, ...]) -> None:
    one, where = migration(), call(*models)

    assert one.audience(where) is Audience.GLM
    assert one.asks_text_chat(where)
    assert not one.is_known(where)


def test_ids_of_other_vendors_are_passed_over_where_the_vendor_answers() -> None:
    one = migration()

    assert one.others(call("glm-4.6", "gpt-4o", "65f0a1")) == ("65f0a1",)
    assert one.others(call("glm-4.6", "gpt-4o", client=UNKNOWN)) == ("gpt-4o",)


@pytest.mark.parametrize(
    ("messages", "images"),
    [
        pytest.param(({"content": ({"type": "image_url"},)},), True, id="a picture"),
        pytest.param(({"content": ({"type": "text"},)},), False, id="text parts"),
        pytest.param(({"content": "type image_url"},), False, id="text about pictures"),
        pytest.param(UNSEEN, False, id="unseen"),
    ],
)
def test_has_images(messages: Constant, images: bool) -> None:
    assert has_images(call("glm-4.5", messages=messages)) is images
    assert not has_images(call("glm-4.5"))


def test_a_move_of_the_users_own_is_called_that() -> None:
    code = (
        "from zai import ZaiClient\n"
        'ZaiClient().chat.completions.create(model="our-chat", messages=[], top_p=0.5)\n'
    )
    found = glm_migrate.check_source(code, config=Config(models={"our-chat": "glm-4.6"}))

    assert [one.message for one in found] == ['"our-chat" moves to glm-4.6, as `models` says']
