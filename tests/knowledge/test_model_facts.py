"""The registry of models: prices, what a family shares, and numbers in words."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.model_facts import Model, Price, models, tokens


@pytest.mark.parametrize(
    ("id", "price"),
    [
        ("glm-4.5", (0.6, 2.2, "USD")),
        ("glm-4.5-x", (2.2, 8.9, "USD")),
        ("glm-4.5-air", (0.2, 1.1, "USD")),
        ("glm-4.5-airx", (1.1, 4.5, "USD")),
        ("glm-4.5-flash", (0, 0, "USD")),
        ("glm-4-32b-0414-128k", (0.1, 0.1, "USD")),
        ("glm-4-plus", (5, 5, "CNY")),
        ("glm-4", (100, 100, "CNY")),
        ("glm-4-air", (0.5, 0.5, "CNY")),
        ("glm-4-flash", (0, 0, "CNY")),
        ("glm-4.6", (0.6, 2.2, "USD")),
        ("glm-4.7-flashx", (0.07, 0.4, "USD")),
        ("glm-5.2", (1.4, 4.4, "USD")),
    ],
)
def test_a_price_is_for_input_and_output_in_a_currency(
    id: str, price: tuple[float, float, str]
) -> None:
    found = models()[id].price

    assert found is not None
    assert (found.input, found.output, found.currency) == price
    assert found.free == (price[:2] == (0, 0))


@pytest.mark.parametrize("id", ["glm-3-turbo", "glm-4-9b", "glm-5-code", "charglm-3"])
def test_a_price_that_is_not_known_is_absent(id: str) -> None:
    assert models()[id].price is None


@pytest.mark.parametrize(
    ("price", "free"),
    [
        (Price(0, 0, "CNY"), True),
        (Price(0, 1.5, "CNY"), False),
        (Price(None, None, "USD"), False),
        (Price(0, None, "USD"), False),
    ],
    ids=str,
)
def test_a_price_is_free_only_where_both_sides_are_known_to_be_zero(
    price: Price, free: bool
) -> None:
    assert price.free is free


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1_000_000, "1M"),
        (200_000, "200K"),
        (1_500_000, "1500K"),
        (131_072, "131072"),
        (999, "999"),
        (0, "0"),
    ],
)
def test_a_number_of_tokens_is_rounded_only_where_nothing_is_lost(count: int, text: str) -> None:
    assert tokens(count) == text


def test_a_model_has_what_its_family_has_and_the_sources_of_it() -> None:
    one, other = models()["glm-4.5"], models()["glm-4.5-air"]

    assert (one.context, one.thinking) == (other.context, other.thinking)
    assert one.sources["context"] == other.sources["context"]
    assert one.price != other.price


def test_an_own_number_goes_before_that_of_the_family() -> None:
    assert models()["glm-4-air"].context == 128_000
    assert models()["glm-4-airx"].context == 8_000


def test_what_nobody_states_is_none() -> None:
    assert models()["glm-4-9b"].max_output is None
    assert Model("our-model", "text").context is None


def test_every_record_carries_the_id_that_it_stands_under() -> None:
    assert all(model.id == id for id, model in models().items())
