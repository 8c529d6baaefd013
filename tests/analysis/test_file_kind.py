"""What the reading of files is told of ids."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.project.module_index import Project

ADDRESS = "https://api.z.ai/api/paas/v4/chat/completions"


@pytest.mark.parametrize("is_surveyed", [False, True])
@pytest.mark.parametrize(
    ("text", "is_always", "is_for_a_survey"),
    [
        pytest.param("old", True, True, id="an older id"),
        pytest.param("new", True, True, id="the target's"),
        pytest.param("gpt-4o", False, False, id="another id"),
        pytest.param(ADDRESS, False, True, id="an address of the vendor's"),
        pytest.param("https://api.openai.com/v1", False, False, id="another address"),
    ],
)
def test_addresses_concern_only_a_survey(
    text: str, is_always: bool, is_for_a_survey: bool, is_surveyed: bool
) -> None:
    context = ExtractionContext(
        Project([]), "old".__eq__, is_target="new".__eq__, is_surveyed=is_surveyed
    )

    assert context.is_concerned(text) is (is_for_a_survey if is_surveyed else is_always)
