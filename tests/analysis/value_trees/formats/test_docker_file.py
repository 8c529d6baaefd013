"""Dockerfiles: the variables that they set."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.formats import docker_file
from glm_migrate.model.values import UNSEEN
from tests.analysis.value_trees.formats.trees import plain, source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ARG V=glm-4.5\nENV M=${V}\n", {"V": "glm-4.5", "M": "glm-4.5"}, id="of ARG"),
        pytest.param("ARG V=glm-4.5\nENV M=$V\n", {"V": "glm-4.5", "M": "glm-4.5"}, id="bare"),
        pytest.param("ENV M=$V\n", {"M": UNSEEN}, id="of nothing that is seen"),
        pytest.param("ENV M=$V\nARG V=glm-4.5\n", {"M": UNSEEN, "V": "glm-4.5"}, id="too early"),
        pytest.param("ENV M=a-$V\n", {"M": UNSEEN}, id="put together"),
        pytest.param("RUN M=glm-4.5 python a.py\n", {}, id="of a command"),
        pytest.param("# ENV M=glm-4.5\n", {}, id="in a comment"),
        pytest.param("ENV A=1 \\\n  M=glm-4.5\n", {"A": "1", "M": "glm-4.5"}, id="two lines"),
    ],
)
def test_the_variables_of_a_dockerfile(text: str, expected: dict[str, object]) -> None:
    assert plain(docker_file.read(source("Dockerfile", text)).roots[0]) == expected


def test_its_values_are_those_of_a_script_and_of_an_environment() -> None:
    found = docker_file.read(source("Dockerfile", "ENV M=glm-4.5\n"))

    assert (found.is_environment, found.is_script) == (True, True)
