"""The items of the vendor's migration checklist.

The items are the same for every target; the numbers in the quotes are those of glm-4.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from glm_migrate.knowledge.sources import DATA, Fact, read


@dataclass(frozen=True)
class ChecklistItem:
    """One item of the guide.

    Attributes:
        key: What rules name it by.
        title: For reports.
        url: The guide at the item's section.
        quote: The guide's own words.
        required: A migration is not done without it.
        source: The guide and the day on which it was read.
        fields: The request fields that it is about.
    """

    key: str
    title: str
    url: str
    quote: str
    required: bool
    source: Fact
    fields: frozenset[str] = frozenset()


@cache
def checklist() -> tuple[ChecklistItem, ...]:
    """The eight items in the guide's order."""
    table = read(DATA / "checklist.toml")
    source = Fact(table["guide"], table["date"])
    return tuple(
        ChecklistItem(
            key=item["key"],
            title=item["title"],
            url=f"{source.url}#{item['anchor']}",
            quote=item["quote"],
            required=item["required"],
            source=source,
            fields=frozenset(item.get("fields", ())),
        )
        for item in table["items"]
    )


def item_about(field: str) -> str:
    """The key of the item that is about a request field; empty where the guide names none."""
    return next((item.key for item in checklist() if field in item.fields), "")
