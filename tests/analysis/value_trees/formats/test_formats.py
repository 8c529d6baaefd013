"""Every reader against the library that programs use, every value against the bytes it takes."""

from __future__ import annotations

import configparser
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from glm_migrate.analysis.value_trees.document import (
    BrokenFile,
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
    scalars,
)
from glm_migrate.analysis.value_trees.formats import (
    docker_file,
    dotenv_file,
    ini_file,
    json_file,
    read,
    shell_script,
    toml_file,
    yaml_file,
)
from glm_migrate.analysis.value_trees.formats.assignments import VALUE
from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.errors import UnparsableSource
from glm_migrate.model.values import UNSEEN
from glm_migrate.text.source import Source, Span

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def document(name: str, text: str) -> ValueTree:
    return read(Source.decode(Path(name), text.encode()))


def plain(node: Node) -> Any:
    """A node as the format's own library would give it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def ids(name: str, text: str, id: str = "glm-4.5") -> list[Scalar]:
    found = {one.span: one for _, one in document(name, text).scalars() if one.value == id}
    return list(found.values())


def replaced(text: str, scalar: Scalar, new: str) -> str:
    """The text with another id, as a rule rewrites it."""
    data = text.encode()
    written = data[slice(*scalar.span)].decode()
    assert str(scalar.value) in written
    changed = written.replace(str(scalar.value), new, 1)
    return (data[: scalar.span.start] + changed.encode() + data[scalar.span.end :]).decode()


def load_env(text: str) -> Any:
    return dict(dotenv_values(stream=io.StringIO(text), interpolate=False))


def load_ini(text: str) -> Any:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.read_string(text)
    return {name: dict(parser.items(name)) for name in parser.sections()}


LOADERS: dict[str, Callable[[str], Any]] = {
    "a.json": json.loads,
    "a.toml": tomllib.loads,
    "a.yaml": yaml.safe_load,
    ".env": load_env,
    "a.ini": load_ini,
}

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
    assert scalar.locked == ""
    after = replaced(text, scalar, "glm-4.6")

    assert after == text.replace("glm-4.5", "glm-4.6", 1)
    assert re.sub("glm-4.6", "glm-4.5", json.dumps(LOADERS[name](after))) == json.dumps(
        LOADERS[name](text)
    )


WORDS = st.text(alphabet="abcé中\U0001f600 '\"#:=,[]{}-&*!|>%\\\t", max_size=8)
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
@settings(max_examples=300, deadline=None)
@given(TREES, st.data())
def test_any_tree_is_read_and_its_ids_replaced(name: str, tree: Any, data: st.DataObject) -> None:
    text = data.draw(WRITERS[name])(tree)
    loaded = LOADERS[name](text)
    (root,) = document(name, text).roots
    if not _has_odd_values(loaded):
        assert _known(plain(root), loaded)
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


def _known(found: Any, expected: Any) -> bool:
    """Whether two trees are the same, as far as values are seen."""
    if found is UNSEEN:
        return True
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(
            _known(value, expected[key]) for key, value in found.items()
        )
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(_known, found, expected))
    return type(found) is type(expected) and found == expected


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), WORDS, st.sampled_from(["", *"'\""])), max_size=4)
)
def test_any_env_file_is_read_as_dotenv_reads_it(lines: list[tuple[str, str, str]]) -> None:
    text = "\n".join(f"{key}={quote}{value}{quote}" for key, value, quote in lines)
    source = Source.decode(Path(".env"), text.encode())
    try:
        (root,) = dotenv_file.read(source).roots
    except BrokenFile:
        return
    found = {key: value for key, value in load_env(text).items() if value is not None}

    assert _known(plain(root), found)
    for _, scalar in scalars(root):
        if not scalar.locked and scalar.value is not UNSEEN:
            assert source.slice(scalar.span) == scalar.value


# What is left to the moment of reading


@pytest.mark.parametrize(
    ("text", "variable", "value"),
    [
        ("${M:-glm-4.5}", "M", "glm-4.5"),
        ("${M-glm-4.5}", "M", "glm-4.5"),
        ("${M:glm-4.5}", "M", "glm-4.5"),
        (" ${M:-'glm-4.5'} ", "M", "glm-4.5"),
        ("${oc.env:M,glm-4.5}", "M", "glm-4.5"),
        ("${M}", "", UNSEEN),
        ("${M:?missing}", "", UNSEEN),
        ("zai/${M:-glm-4.5}", "", UNSEEN),
        ("{{ model }}", "", UNSEEN),
        ("%(model)s", "", UNSEEN),
        ("$M", "", UNSEEN),
    ],
)
def test_a_default_stands_behind_a_variable(text: str, variable: str, value: object) -> None:
    found = interpolated(text, Span(0, len(text)), 0)

    assert is_interpolated(text)
    assert (found.variable, found.value) == (variable, value)
    if value == "glm-4.5":
        assert text[slice(*found.span)] == value


@pytest.mark.parametrize("text", ["glm-4.5", "a$", "100%", "{x}", "$1"])
def test_a_plain_text_is_none(text: str) -> None:
    assert not is_interpolated(text)


# Dockerfiles and shell scripts


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


# Aliases


def test_an_alias_leads_to_one_place() -> None:
    text = "base: &b\n  model: glm-4.5\na:\n  <<: *b\nc: *b\nd: {<<: *b, model: x}\n"
    found = ids("a.yaml", text)

    assert plain(document("a.yaml", text).roots[0]) == yaml.safe_load(text)
    assert [one.shared != "" for one in found] == [True]


def test_a_file_of_aliases_of_aliases_costs_its_bytes() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = document("a.yaml", "\n".join(lines))

    assert sum(1 for _ in found.scalars()) < 100_000


def test_merged_tables_have_a_limit() -> None:
    lines = ["a0: &a0 {k: v, l: w}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}" for n in range(1, 40)]

    with pytest.raises(UnparsableSource, match="merged"):
        document("a.yaml", "\n".join(lines))


def test_an_alias_of_itself_is_not_seen() -> None:
    (root,) = document("a.yaml", "&a [*a]").roots

    assert isinstance(root, Items)
    assert plain(root) == [UNSEEN]


# Broken and hostile files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"model": "glm-4.5"'),
        ("a.json", "{'model': 'glm-4.5'}"),
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


def test_an_object_is_never_made() -> None:
    text = "a: !!python/object/apply:os.system ['exit 1']\nb: !env X\nm: glm-4.5\n"
    (root,) = document("a.yaml", text).roots

    assert plain(root) == {"a": UNSEEN, "b": UNSEEN, "m": "glm-4.5"}


def test_json_with_comments_is_read() -> None:
    text = '{\n  // "model": "x"\n  "model": "glm-4.5", /* a */\n  "url": "https://x",\n}\n'
    (scalar,) = ids("a.json", text)

    assert replaced(text, scalar, "y") == text.replace("glm-4.5", "y")


def test_several_documents_are_several_roots() -> None:
    assert [plain(root) for root in document("a.yaml", "a: 1\n---\nb: 2\n---\n").roots[:2]] == [
        {"a": 1},
        {"b": 2},
    ]


READERS = (json_file, toml_file, yaml_file, dotenv_file, ini_file, docker_file, shell_script)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_an_empty_file_holds_nothing(reader: Any) -> None:
    source = Source.decode(Path("x"), b"")
    try:
        found = reader.read(source)
    except BrokenFile:
        return
    assert list(found.scalars()) == []


def test_of_two_keys_the_last_is_read() -> None:
    span = Span(0, 1)
    table = Table(
        (TreeEntry("a", span, Scalar(1, span)), TreeEntry("a", span, Scalar(2, span))), span
    )

    assert table.get("a") == Scalar(2, span)
    assert table.get("b") is None
    assert table.keys == {"a"}
