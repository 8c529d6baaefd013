"""Which declaration governs a file, and what of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from glm_migrate.analysis.dependencies.governing import Declarations
from glm_migrate.model.dependencies import Constraint
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source


def declared(texts: Mapping[str, str], of: str = "a/app.py") -> tuple[Constraint, ...]:
    sources = [Source.decode(Path(name), text.encode()) for name, text in texts.items()]
    return Declarations(Project(sources)).of(Path(of), "zai-sdk")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param({"a/requirements.txt": "Zai_SDK>=0.1,<1\n"}, (((">=", "0.1"), ("<", "1")),)),
        pytest.param({"requirements.txt": "zai-sdk\n"}, ((),)),
        pytest.param({"b/requirements.txt": "zai-sdk==1\n"}, ()),
        pytest.param({"requirements.lock": "zai-sdk==1\n"}, ()),
        pytest.param({"setup.py": "a = 'zai-sdk==1'\nb = (\n"}, ()),
        pytest.param({"constraints-dev.txt": "zai-sdk==1\n"}, ((("==", "1"),),)),
        pytest.param({"conda.yaml": "- zai-sdk==1  # chat\n- other\n"}, ((("==", "1"),),)),
        pytest.param({"my-environment.yml": '- "zai-sdk<1"\n'}, ((("<", "1"),),)),
        pytest.param({"other.yml": "- zai-sdk==1\n"}, ()),
        pytest.param(
            {"a/requirements.txt": "zai-sdk<1\n", "requirements.txt": "zai-sdk<2\n"},
            ((("<", "1"),),),
        ),
    ],
)
def test_constraints(texts: Mapping[str, str], expected: tuple[Constraint, ...]) -> None:
    assert declared({"a/app.py": "", **texts}) == expected


def test_a_repository_ends_the_search() -> None:
    texts = {"requirements.txt": "zai-sdk<1\n", "a/.git": "gitdir: x", "a/app.py": ""}

    assert declared(texts) == ()
    assert declared({**texts, "a/requirements.txt": "zai-sdk<2\n"}) == ((("<", "2"),),)
