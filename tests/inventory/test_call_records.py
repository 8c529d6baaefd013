"""What a call sends before and after."""

from __future__ import annotations

import pytest

from glm_migrate.inventory.call_records import PropertyChange


@pytest.mark.parametrize(
    ("before", "after", "is_none"), [("a", "a", True), ("a", "b", False), ("", "", True)]
)
def test_a_property_may_stay_as_it_is(before: str, after: str, is_none: bool) -> None:
    assert PropertyChange(before, after).is_none is is_none
