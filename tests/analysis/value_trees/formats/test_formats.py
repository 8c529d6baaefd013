"""Every reader against the library that programs use, every value against the bytes it takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.analysis.value_trees.formats import (
    docker_file,
    dotenv_file,
    ini_file,
    json_file,
    shell_script,
    toml_file,
    yaml_file,
)
from glm_migrate.analysis.value_trees.interpolation import is_interpolated
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    scalars,
)
from glm_migrate.errors import UnparsableSource
from glm_migrate.text.source import Source
from tests.analysis.value_trees.formats.trees import (
    LOADERS,
    WORDS,
    document,
    ids,
    is_known,
    plain,
    replaced,
)
from tests.examples import examples

ODD = {
    "JSON, one line": ("a.json", '{"api_key": "k", "llm": {"model": "glm-4.5", "n": [1, "x"]}}'),
    "JSON, indented": ("a.json", '{\n\t"模型": {\r\n  "model" : "glm-4.5" } }\n'),
    "JSON, escapes beside": ("a.json", '{"a": "\\u4e2d\\n", "model": "glm-4.5", "b": -1.5e3}'),
    "JSON, two keys": ("a.json", '{"model": "gpt-4o", "model": "glm-4.5"}'),
    "JSON, a list": ("a.json", '[{"m": null}, {"m": true}, {"m": "glm-4.5"}]'),
    "YAML, block": ("a.yaml", "llm:\n  model: glm-4.5  # 大模型\n  t: 0.7\n"),
    "YAML, quotes": ("a.yaml", "a: 'it''s'\nm: \"glm-4.5\"\nn: 'x'\n"),
    "YAML, flow": ("a.yaml", "llm: {model: glm-4.5, list: [a, b], yes!: true}\n"),
    "YAML, a block scalar": ("a.yaml", "m: >-\n  glm-4.5\n\nn: |\n  a\n  b\n"),
    "YAML, CRLF": ("a.yaml", "a: 中\r\nm: glm-4.5\r\nb: 1\r\n"),
    "YAML, no final newline": ("a.yaml", "- x\n- glm-4.5"),
    "YAML, a tag": ("a.yaml", "m: !!str glm-4.5\nn: !!int 3\n"),
    "YAML, an anchor": ("a.yaml", "m: &a glm-4.5\nn: 1\n"),
    "YAML, beyond the BMP": ("a.yaml", "a: '\U0001f600'\nm: glm-4.5\n"),
    "YAML, a key with a question mark": ("a.yaml", "? m\n: glm-4.5\n"),
    "YAML, comments everywhere": ("a.yaml", "# a\nm: # b\n  glm-4.5 # c\n# d\n"),
    "TOML, tables": ("a.toml", "x = 1\n[llm]\nmodel = 'glm-4.5' # c\nt = 0.7\non = true\n"),
    "TOML, inline": ("a.toml", 'llm = { model = "glm-4.5", n = [1, 2] }\n'),
    "TOML, arrays of tables": ("a.toml", "[[m]]\nid = 'x'\n[[m]]\nid = 'glm-4.5'\n"),
    "TOML, dotted keys": ("a.toml", "llm.model = \"glm-4.5\"\nllm.'a b' = '中'\n"),
    "TOML, several lines": ("a.toml", 'm = """glm-4.5"""\nn = \'\'\'a\nb\'\'\'\n'),
    ".env, plain": (".env", "# c\nM=glm-4.5\nN=x y\n"),
    ".env, export": (".env", "export M = glm-4.5   # c\r\nN='a # b'\r\n"),
    ".env, quotes": (".env", "A=\"b\\nc\"\nM=\"glm-4.5\"\nE=\n"),
    ".env, two values": (".env", "M=gpt-4o\nM='glm-4.5'"),
    ".env, several lines": (".env", 'A="b\nc"\nM=glm-4.5\n'),
    "INI": ("a.ini", "[a]\nX = 1\n; c\n[llm]\nModel = glm-4.5\nurl: https://x\n"),
    "INI, continued": ("a.ini", "[a]\nx = 1\n  2\nm=glm-4.5\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), ODD.values(), ids=ODD)
def test_a_file_is_read_as_programs_read_it(name: str, text: str) -> None:
    expected = LOADERS[name](text)
    (root,) = document(name, text).roots
    found = plain(root)
    if name.endswith(".ini"):
        found = {key: value for key, value in found.items() if key}
        expected.get("a", {}).update(x=found["a"]["x"]) if "x" in expected.get("a", {}) else None
    if name == ".env":
        expected = {key: value for key, value in expected.items() if value is not None}

    assert found == expected


@pytest.mark.parametrize(("name", "text"), ODD.values(), ids=ODD)
def test_a_replaced_id_is_all_that_changes(name: str, text: str) -> None:
    (scalar,) = ids(name, text)
    assert not scalar.locked
    after = replaced(text, scalar, "glm-4.6")

    assert after == text.replace("glm-4.5", "glm-4.6", 1)
    assert re.sub("glm-4.6", "glm-4.5", json.dumps(LOADERS[name](after))) == json.dumps(
        LOADERS[name](text)
    )


KEYS = st.text(alphabet="abcxyz_中", min_size=1, max_size=5)


VALUES = st.one_of(
    WORDS, st.just("glm-4.5"), st.booleans(), st.integers(-9999, 9999),
    st.floats(-10, 10).map(lambda number: round(number, 3)),
)  # fmt: skip


TREES = st.dictionaries(
    KEYS,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    min_size=1,
    max_size=4,
)


WRITERS = {
    "a.json": st.builds(
        lambda indent, ascii: lambda tree: json.dumps(tree, indent=indent, ensure_ascii=ascii),
        st.sampled_from([None, 0, 2, "\t"]),
        st.booleans(),
    ),
    "a.yaml": st.builds(
        lambda flow, style, ascii, width, line: (
            lambda tree: yaml.safe_dump(
                tree,
                default_flow_style=flow,
                default_style=style,
                allow_unicode=ascii,
                width=width,
                line_break=line,
            )
        ),
        st.sampled_from([True, False, None]),
        st.sampled_from([None, "'", '"']),
        st.booleans(),
        st.sampled_from([20, 200]),
        st.sampled_from(["\n", "\r\n"]),
    ),
}


@pytest.mark.parametrize("name", WRITERS)
@examples(300)
@given(TREES, st.data())
def test_any_tree_is_read_and_its_ids_replaced(name: str, tree: Any, data: st.DataObject) -> None:
    text = data.draw(WRITERS[name])(tree)
    loaded = LOADERS[name](text)
    (root,) = document(name, text).roots
    if not _has_odd_values(loaded):
        assert is_known(plain(root), loaded)
    for path, scalar in scalars(root):
        if scalar.value != "glm-4.5" or scalar.locked:
            continue
        after = LOADERS[name](replaced(text, scalar, "glm-4.6"))
        holder = after
        for step in path[:-1]:
            holder = holder[step]
        assert holder[path[-1]] == "glm-4.6"
        holder[path[-1]] = "glm-4.5"
        assert after == loaded


def _has_odd_values(value: Any) -> bool:
    return isinstance(value, str) and is_interpolated(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"model": "glm-4.5"'),
        ("a.json", "{'model': glm-4.5}"),
        ("a.yaml", "a: [1\nb: 2"),
        ("a.toml", "model = glm-4.5"),
        ("a.ini", "model = glm-4.5"),
        (".env", "this is no file of variables"),
        ("a.json", "[" * 5000 + "]" * 5000),
        ("a.yaml", "[" * 5000 + "]" * 5000),
        ("a.yaml", "\n".join(" " * n + "a:" for n in range(500))),
    ],
)
def test_a_broken_file_is_one_error_without_its_text(name: str, text: str) -> None:
    with pytest.raises(UnparsableSource) as caught:
        document(name, text)

    assert "glm" not in str(caught.value)


READERS = (json_file, toml_file, yaml_file, dotenv_file, ini_file, docker_file, shell_script)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_an_empty_file_holds_nothing(reader: Any) -> None:
    source = Source.decode(Path("x"), b"")
    try:
        found = reader.read(source)
    except BrokenFile:
        return
    assert list(found.scalars()) == []
