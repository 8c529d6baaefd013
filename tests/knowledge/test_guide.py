"""The checklist of the vendor's guide."""

from __future__ import annotations

from glm_migrate.knowledge.guide import checklist
from glm_migrate.knowledge.target_facts import target


def test_the_checklist_has_the_eight_items_of_the_guide_in_its_order() -> None:
    assert [(item.key, item.required) for item in checklist()] == [
        ("model-identifier", True),
        ("sampling", True),
        ("thinking", False),
        ("streaming", False),
        ("tool-streaming", True),
        ("max-tokens", False),
        ("prompts", False),
        ("verification", False),
    ]


def test_each_item_links_into_the_guide_and_quotes_it() -> None:
    guide = target("glm-4.6").guide

    for item in checklist():
        assert item.url.startswith(f"{guide}#"), item.key
        assert item.quote, item.key


def test_no_two_items_share_a_key_or_a_title() -> None:
    items = checklist()

    assert len({item.key for item in items}) == len({item.title for item in items}) == len(items)


def test_every_item_says_when_the_guide_was_read() -> None:
    assert {item.source for item in checklist()} == {checklist()[0].source}
    assert checklist()[0].source.date
    assert checklist()[0].url.startswith(f"{checklist()[0].source.url}#")


def test_the_checklist_is_read_once() -> None:
    assert checklist() is checklist()
