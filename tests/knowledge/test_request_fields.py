"""Facts about request fields: dated, and the same as on the vendor's pages.

The table below repeats the fact sheet on purpose: a slip in the TOML file must differ from it.
"""

from __future__ import annotations

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.request_fields import Parameter
from glm_migrate.knowledge.sources import DATA, read
from glm_migrate.rules.catalogue import all_rules


def facts(name: str) -> Parameter:
    return knowledge.parameters()[name]


@pytest.mark.parametrize("name", knowledge.parameters())
def test_each_field_has_a_source_and_an_advice(name: str) -> None:
    assert facts(name).sources
    assert all(fact.url and fact.date for fact in facts(name).sources)
    assert facts(name).advice


def test_what_the_endpoint_takes_is_what_its_page_says() -> None:
    assert facts("tool_choice").values == ("auto",)
    assert facts("response_format").types == ("text", "json_object")
    assert facts("stop").most == 1
    assert facts("max_completion_tokens").instead == "max_tokens"
    assert facts("thinking").types == ("enabled", "disabled")
    assert facts("thinking").keys == ("type", "clear_thinking")
    assert knowledge.answers().scarce_max_tokens == 4095
    assert knowledge.answers().short_max_tokens == 1024


def test_limits_and_phrases_have_sources() -> None:
    assert knowledge.answers().sources
    assert knowledge.prompts().sources
    assert all(phrase == phrase.lower() for phrase in knowledge.prompts().phrases)


def test_the_successor_of_a_library_is_known_itself() -> None:
    successors = [one.successor for one in knowledge.clients().values() if one.successor]

    assert [one.client for one in successors] == ["zai"]
    assert knowledge.client("zai").constructors.keys() >= {
        f"{one.module}.{twin}" for one in successors for twin in one.names.values()
    }


def test_each_record_names_only_sources_that_are_listed() -> None:
    table = read(DATA / "parameters.toml")
    records = [*table["parameters"].values(), table["answers"], table["prompts"]]

    assert {key for record in records for key in record["sources"]} <= set(table["sources"])


@pytest.mark.parametrize("item", knowledge.checklist(), ids=lambda item: item.key)
def test_each_item_of_the_guide_is_served_by_a_rule(item: knowledge.ChecklistItem) -> None:
    assert [rule.code for rule in all_rules() if rule.checklist == item.key]
