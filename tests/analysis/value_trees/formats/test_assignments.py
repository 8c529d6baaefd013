"""`NAME=value` as shells and Dockerfiles write it."""

from __future__ import annotations

import re

import pytest

from glm_migrate.analysis.value_trees.formats.assignments import (
    VALUE,
    without_here_documents,
)
from glm_migrate.model.values import UNSEEN
from tests.analysis.value_trees.formats.trees import (
    document,
    plain,
)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Dockerfile", "FROM x\nENV M=glm-4.5\n", {"M": "glm-4.5"}),
        ("Dockerfile", "env M glm-4.5\r\n", {"M": "glm-4.5"}),
        ("Dockerfile", "ENV A=1 \\\n    M='glm-4.5' \\\n    B=\"x y\"\n",
         {"A": "1", "M": "glm-4.5", "B": "x y"}),
        ("Dockerfile.prod", "ARG M=glm-4.5\nRUN echo ENV X=1\n", {"M": "glm-4.5"}),
        ("Dockerfile", "ENV M=${N:-glm-4.5} P=$Q\n", {"M": "glm-4.5", "P": UNSEEN}),
        ("run.sh", "#!/bin/sh\nexport M=glm-4.5\nN='a b' # c\n", {"M": "glm-4.5", "N": "a b"}),
        ("run.sh", "M=glm-4.5 python a.py\nif [ $M = glm-4.5 ]; then\n M=\"x\"\nfi\n", {"M": "x"}),
        ("run.sh", "M=$(cat m)\nN=`ls`\nP=\"${M:-glm-4.5}\"\n", {"P": "glm-4.5"}),
    ],
)  # fmt: skip
def test_plain_assignments_are_read(name: str, text: str, expected: dict[str, object]) -> None:
    found = document(name, text)

    assert found.is_environment
    assert plain(found.roots[0]) == expected
    for _, scalar in found.scalars():
        if scalar.value is not UNSEEN:
            assert text[slice(*scalar.span)] == scalar.value


def test_a_value_is_one_word_or_quoted() -> None:
    assert re.fullmatch(VALUE, "a$b") is not None
    assert re.fullmatch(VALUE, "a b") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cat <<EOF > .env\nM=1\nEOF\nN=2\n", "cat <<EOF > .env\n   \nEOF\nN=2\n"),
        ("cat <<-'E' | x\r\n\tM=é\r\n\tE\r\n", "cat <<-'E' | x\r\n    \r\n\tE\r\n"),
        ("cat <<A\nM=1\n", "cat <<A\nM=1\n"),
        ("# cat <<A\nM=1\nA\n", "# cat <<A\nM=1\nA\n"),
        ("x=$((1<<n))\nM=1\nn\n", "x=$((1<<n))\nM=1\nn\n"),
        ("cat <<<A\nM=1\nA\n", "cat <<<A\nM=1\nA\n"),
    ],
)
def test_what_a_script_passes_to_commands_is_none_of_its_lines(text: str, expected: str) -> None:
    assert without_here_documents(text) == expected


@pytest.mark.parametrize("name", ["run.sh", "Dockerfile"])
def test_a_variable_that_is_set_twice_can_be_either(name: str) -> None:
    before = "" if name == "run.sh" else "ENV "
    found = document(name, f"{before}M=a\n{before}N=b\n{before}M=c\n")

    assert [plain(root) for root in found.roots] == [{"M": "a", "N": "b"}, {"M": "c"}]
