"""YAML: aliases, merged tables, tags, several documents."""

from __future__ import annotations

import pytest
import yaml

from glm_migrate.analysis.value_trees.formats import yaml_file
from glm_migrate.analysis.value_trees.value_tree import (
    Items,
)
from glm_migrate.errors import UnparsableSource
from glm_migrate.model.values import UNSEEN
from tests.analysis.value_trees.formats.trees import (
    document,
    ids,
    plain,
    source,
)


def test_an_alias_leads_to_one_place() -> None:
    text = "base: &b\n  model: glm-4.5\na:\n  <<: *b\nc: *b\nd: {<<: *b, model: x}\n"
    found = ids("a.yaml", text)

    assert plain(yaml_file.read(source("a.yaml", text)).roots[0]) == yaml.safe_load(text)
    assert [one.shared is not None for one in found] == [True]


def test_a_file_of_aliases_of_aliases_costs_its_bytes() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = yaml_file.read(source("a.yaml", "\n".join(lines)))

    assert sum(1 for _ in found.scalars()) < 100_000


def test_merged_tables_have_a_limit() -> None:
    lines = ["a0: &a0 {k: v, l: w}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}" for n in range(1, 40)]

    with pytest.raises(UnparsableSource, match="merged"):
        document("a.yaml", "\n".join(lines))


def test_an_alias_of_itself_is_not_seen() -> None:
    (root,) = yaml_file.read(source("a.yaml", "&a [*a]")).roots

    assert isinstance(root, Items)
    assert plain(root) == [UNSEEN]


def test_an_object_is_never_made() -> None:
    text = "a: !!python/object/apply:os.system ['exit 1']\nb: !env X\nm: glm-4.5\n"
    (root,) = yaml_file.read(source("a.yaml", text)).roots

    assert plain(root) == {"a": UNSEEN, "b": UNSEEN, "m": "glm-4.5"}


def test_several_documents_are_several_roots() -> None:
    assert [
        plain(root) for root in yaml_file.read(source("a.yaml", "a: 1\n---\nb: 2\n---\n")).roots[:2]
    ] == [
        {"a": 1},
        {"b": 2},
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("yes", True, id="a truth value of YAML 1.1"),
        pytest.param("'yes'", "yes", id="in quotes it is a text"),
        pytest.param("~", None, id="nothing"),
        pytest.param("1_000", 1000, id="a number"),
        pytest.param("0x10", UNSEEN, id="a number that is not worked out"),
        pytest.param("12:30:45", UNSEEN, id="a time that YAML takes for a number"),
        pytest.param("2026-01-01", UNSEEN, id="a day"),
        pytest.param("!!str 3", "3", id="a tag"),
    ],
)
def test_a_plain_value_is_what_yaml_makes_of_it(text: str, value: object) -> None:
    assert plain(yaml_file.read(source("a.yaml", f"a: {text}\n")).roots[0]) == {"a": value}


def test_a_template_that_is_no_yaml_is_a_script() -> None:
    found = yaml_file.read(source("a.yaml", "{{- if x }}\nmodel: glm-4.5\n{{- end }}\n"))

    assert (found.is_script, found.roots) == (True, ())
