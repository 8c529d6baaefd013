"""Ids in scripts, recipes and templates: listed, and edited only in plain lines that code reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.settings.scripts import scripted
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.project.decoding import decode
from tests.analysis.settings.project import findings, fixed


@pytest.mark.parametrize(
    ("name", "text", "rows"),
    [
        pytest.param("run.sh", "python app.py --model glm-4.5\n", [1], id="an option"),
        pytest.param("run.sh", "# glm-4.5\nM=glm-4.5\n", [2], id="not a comment"),
        pytest.param("run.sh", 'curl -d \'{"model": "glm-4.5"}\'\n', [1], id="a request"),
        pytest.param("run.sh", "vllm serve zai-org/GLM-4.5\necho GLM-4.5\n", [], id="weights"),
        pytest.param("Dockerfile", 'CMD ["a", "--model=glm-4.5"]\n', [1], id="a command"),
        pytest.param(
            "t/a.yaml", "{{- if x }}\nmodel: glm-4.5\n{{- end }}\n", [2], id="a template of YAML"
        ),
        pytest.param(
            "a.yaml", "m: \"{{ x | default('glm-4.5') }}\"\n", [1], id="a part of a template"
        ),
        pytest.param("run.sh", "cat <<E > .env\nM=glm-4.5\nE\n", [2], id="a here-document"),
        pytest.param(
            "map.yaml",
            "kind: ConfigMap\ndata:\n  c.yaml: |\n    model: glm-4.5\n    x: glm-4\n",
            [4],
            id="a file in a ConfigMap",
        ),
        pytest.param("run.sh", "a.py ${MODEL:-glm-4.5}\n: ${M:=glm-4}\n", [1, 2], id="a default"),
        pytest.param(
            "c.yaml",
            "# ${A:-glm-4}\nM: ${A:-${B:-glm-4.5}}\nN: ${A:+glm-4}\n",
            [2, 3],
            id="a default in a default",
        ),
        pytest.param("c.toml", 'a = """\nmodel = "glm-4.5"\n"""\n', [2], id="a longer text"),
        pytest.param(".env", 'A=1\nLLM={"model": "glm-4.5"}\n', [2], id="a record in a variable"),
        pytest.param(".env", 'LLM={"x": "glm-4.5\\u002d"}\n', [], id="another text with escapes"),
        pytest.param(".env", 'LLM={"x": "glm\\u002d4.5"}\n', [1], id="an id with escapes"),
        pytest.param(
            ".env", 'LLM={"y": "\\u00fc", "x": "glm-4.5"}\n', [1], id="beside one with escapes"
        ),
        pytest.param("run.sh", "cat glm-4.5-/x\n", [], id="a part of another word"),
        pytest.param("run.sh", "x glm-4.5. Or glm-4: y\n", [1, 1], id="before a stop"),
    ],
)
def test_an_id_in_a_script_is_listed_and_never_edited(
    name: str, text: str, rows: list[int]
) -> None:
    assert findings({name: text}) == [f"{name}:{row} GLM102 none" for row in rows]
    assert fixed({name: text}, unsafe=True) == {}


def test_words_of_a_template_are_told_with_their_place() -> None:
    text = "a: 1\nb: \"é {{ 'glm-4.5' }}\"\n"
    source = decode(Path("a.yaml"), text.encode())
    (found,) = scripted(read(source))

    assert source.slice(found.span) == "glm-4.5"
