"""What the endpoint refuses, as the data has it."""

from __future__ import annotations

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.api_facts import api


@pytest.mark.parametrize("name", api().refusals)
def test_a_refusal_has_a_code_a_status_a_source_and_an_item_of_the_guide(name: str) -> None:
    one = api().refusals[name]

    assert one.code.isdigit()
    assert 400 <= one.status < 600
    assert one.sources
    assert not one.item or one.item in {item.key for item in knowledge.checklist()}


def test_the_schema_has_the_fields_that_every_call_sends() -> None:
    assert {"model", "messages", "stream", "temperature", "top_p"} <= api().documented


def test_limits_are_those_of_the_data() -> None:
    least, most = api().user_id

    assert 0 < least < most
    assert api().most_tools > 0
