"""The variables that a file sets for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.value_trees.environment_variables import environments
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.value_tree import Scalar
from glm_migrate.project.decoding import decode


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(".env", "A=1\nexport B=x\n", [{"A": "1", "B": "x"}], id="dotenv"),
        pytest.param("c.yaml", "environment:\n  A: x\n", [{"A": "x"}], id="a table"),
        pytest.param("c.yaml", "environment: [A=x, 'B=y z']\n", [{"A": "x", "B": "y z"}],
                     id="pairs"),
        pytest.param("c.yaml", "env:\n- {name: A, value: x}\n- {name: B}\n", [{"A": "x"}],
                     id="names with values"),
        pytest.param("c.yaml", "kind: ConfigMap\ndata: {A: x}\n", [{"A": "x"}], id="a ConfigMap"),
        pytest.param("c.yaml", "kind: Other\ndata: {A: x}\n", [], id="other data"),
        pytest.param("app.yaml", "env_variables: {A: x}\n", [{"A": "x"}], id="App Engine"),
        pytest.param("r.yaml", "envVars:\n- {key: A, value: x}\n", [{"A": "x"}], id="Render"),
        pytest.param(".gitlab-ci.yml", "variables: {A: x, b: y}\n", [{"A": "x"}], id="GitLab"),
        pytest.param("t.yaml", "Environment: {Variables: {A: x}}\n", [{"A": "x"}], id="a lambda"),
        pytest.param("c.yaml", "variables: [a, {name: b, value: c}]\n", [], id="other variables"),
        pytest.param("c.json", '{"env": {"A": "x"}}', [], id="JSON sets none"),
    ],
)  # fmt: skip
def test_the_variables_of_a_file(name: str, text: str, expected: list[dict[str, str]]) -> None:
    found = environments(read(decode(Path(name), text.encode())))

    assert [
        {one.key: one.value.value for one in table.entries if isinstance(one.value, Scalar)}
        for table in found
    ] == expected
