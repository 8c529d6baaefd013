"""What a call asks of the server, in words: today, and once it is migrated."""

from __future__ import annotations

import pytest

from glm_migrate.inventory.call_properties import address, length, models, money, samples, thinks
from glm_migrate.inventory.call_records import UNKNOWN, UNSEEN, PropertyChange
from glm_migrate.knowledge.model_facts import Model, Price
from glm_migrate.knowledge.model_facts import models as registry
from glm_migrate.knowledge.sources import Fact
from tests.chat_calls import LOCAL, ZAI, ask, call_in, migration

ROUTER = "from openai import OpenAI\nclient = OpenAI(base_url='https://openrouter.ai/api/v1')\n"
STRANGER = "client = None\n"
ELSEWHERE = "from openai import OpenAI\nclient = OpenAI(base_url=URL)\n"


@pytest.mark.parametrize(
    ("head", "where"),
    [
        pytest.param(ZAI, "Z.AI", id="the vendor"),
        pytest.param(ROUTER, "OpenRouter", id="a gateway"),
        pytest.param(LOCAL, "http://localhost:8000/v1", id="a local server"),
        pytest.param(ELSEWHERE, f"{UNSEEN}: where its `base_url` points", id="not seen"),
    ],
)
def test_where_a_request_goes(head: str, where: str) -> None:
    assert address(ask("model='glm-4.5'", head)) == where


@pytest.mark.parametrize(
    ("model", "becomes", "how"),
    [
        pytest.param("glm-4.5", "glm-4.6", "safe", id="older"),
        pytest.param("glm-4.5-air", "glm-4.6", "unsafe", id="cheaper"),
        pytest.param("glm-4.6", "glm-4.6", "same", id="the target"),
        pytest.param("glm-4.7", "glm-4.7", "same", id="newer"),
        pytest.param("glm-4.5v", "glm-4.5v", "same", id="another kind"),
        pytest.param("gpt-4o", "gpt-4o", "same", id="another vendor's"),
    ],
)
def test_what_becomes_of_an_id(model: str, becomes: str, how: str) -> None:
    (change,) = models(ask(f"model='{model}'"), migration(), {})

    assert (change.id, change.becomes, change.how) == (model, becomes, how)
    assert bool(change.why) is (how != "safe")


def test_why_an_id_stays() -> None:
    def why(model: str) -> str:
        return next(models(ask(f"model='{model}'"), migration(), {})).why

    assert why("glm-4.6") == "the target"
    assert why("glm-4.7") == "not older than the target"
    assert why("glm-4.5v") == "a model for vision"
    assert why("gpt-4o") == "not a known GLM id"


def test_an_id_that_the_user_keeps_stays_with_the_reason() -> None:
    call = ask("model='glm-4.5'")
    (literal,) = call.model.candidates
    place = (literal.path, literal.span)
    kept = next(models(call, migration(), {place: "by contract"}))

    assert (kept.becomes, kept.how, kept.why) == ("glm-4.5", "same", "kept: by contract")
    assert next(models(call, migration(), {place: ""})).why == "kept: no reason given"


def test_a_model_that_is_not_seen_says_why() -> None:
    seen, hidden = models(ask("model='glm-4.5' if x else read()"), migration(), {})

    assert (seen.id, hidden.id, hidden.how) == ("glm-4.5", "", "none")
    assert hidden.why == "`read()` is computed at run time"


def test_a_price_is_told_only_where_the_vendor_bills_by_tokens() -> None:
    price = next(models(ask("model='glm-4.5'"), migration(), {})).price

    assert price.after == money(registry()["glm-4.6"])
    assert next(models(ask("model='glm-4.5'", LOCAL), migration(), {})).price == PropertyChange(
        UNKNOWN, UNKNOWN
    )


def test_prices_of_two_currencies_are_never_set_against_each_other() -> None:
    plus = next(models(ask("model='glm-4-plus'"), migration(), {}))
    free = next(models(ask("model='glm-4-flash'"), migration(), {}))
    same = next(models(ask("model='glm-4.5'"), migration(), {}))

    assert (plus.price.before[:3], plus.price.after, plus.cost) == ("CNY", "unknown in CNY", None)
    assert free.price.after == money(registry()["glm-4.6"])
    assert free.cost is not None
    assert (free.cost.currency, free.cost.before) == ("USD", (0, 0))
    assert same.cost is not None
    assert same.cost.after == (0.6, 2.2)


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Price(0.6, 2.2, "USD"), "USD 0.6/2.2 (2026-01-02)"),
        (Price(1.0, None, "CNY"), "CNY 1/? (2026-01-02)"),
        (Price(0, 0, "CNY"), "free (2026-01-02)"),
        (None, UNKNOWN),
    ],
    ids=str,
)
def test_a_price_in_words(price: Price | None, text: str) -> None:
    source = {"price": Fact("https://example.org", "2026-01-02")}

    assert money(Model("m", "text", price=price, sources=source)) == text
    assert money(None) == UNKNOWN


def test_a_length_in_words() -> None:
    assert length(Model("m", "text", context=200_000)) == "200K"
    assert length(Model("m", "text")) == length(None) == UNKNOWN


@pytest.mark.parametrize(
    ("arguments", "head", "change"),
    [
        pytest.param(
            "model='glm-4-plus'", ZAI, PropertyChange("off", "on by default"), id="it comes on"
        ),
        pytest.param(
            "model='glm-4.5'", ZAI, PropertyChange("on by default", "on by default"), id="it stays"
        ),
        pytest.param(
            "model='glm-4.5', thinking={'type': 'disabled'}",
            ZAI,
            PropertyChange("off", "off"),
            id="off",
        ),
        pytest.param("model='glm-4.5', **x", ZAI, PropertyChange(UNSEEN, UNSEEN), id="not seen"),
        pytest.param(
            "model='glm-4.5'", LOCAL, PropertyChange(UNKNOWN, UNKNOWN), id="another server"
        ),
        pytest.param(
            "model='glm-4-plus' if x else 'glm-4.6'",
            ZAI,
            PropertyChange(
                "glm-4-plus: off; glm-4.6: on by default",
                "glm-4-plus: on by default; glm-4.6: on by default",
            ),
            id="models that differ",
        ),
    ],
)
def test_whether_a_model_thinks(arguments: str, head: str, change: PropertyChange) -> None:
    assert thinks(ask(arguments, head), migration()) == change


@pytest.mark.parametrize(
    ("arguments", "head", "change"),
    [
        pytest.param(
            "model='glm-4.5', temperature=0.3, top_p=0.8",
            ZAI,
            PropertyChange("temperature=0.3, top_p=0.8", "temperature=0.3"),
            id="one of two goes",
        ),
        pytest.param(
            "model='glm-4.5'",
            ZAI,
            PropertyChange(
                "server default (temperature 0.6, top_p 0.95)",
                "server default (temperature 1.0, top_p 0.95)",
            ),
            id="the default shifts",
        ),
        pytest.param("model='glm-4.5', **x", ZAI, PropertyChange(UNSEEN, UNSEEN), id="not seen"),
        pytest.param(
            "model='glm-4.5'", LOCAL, PropertyChange(UNKNOWN, UNKNOWN), id="another server"
        ),
    ],
)
def test_how_an_answer_is_sampled(arguments: str, head: str, change: PropertyChange) -> None:
    assert samples(ask(arguments, head), migration()) == change


def test_what_a_client_always_sends_is_told_as_its_own() -> None:
    call = call_in(
        "from langchain_community.chat_models import ChatZhipuAI\nChatZhipuAI(model='glm-4')\n"
    )

    assert "(by the client)" in samples(call, migration()).before
