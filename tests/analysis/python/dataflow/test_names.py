"""What a name can be, hop by hop, and from where."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.names import reaching, starred, value_of_name
from tests.analysis.python.reading import (
    expression,
    module,
    point_of,
    reasons,
    resolved,
    scope,
    written,
)


@pytest.mark.parametrize("word", ["None", "True", "False"])
def test_a_word_of_the_language_is_itself(word: str) -> None:
    where = module(f"use({word})\n")
    node = expression(where, word)

    (found,) = value_of_name(where, node, where.end, 1).found

    assert found.node is node
    assert found.via == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("v = 'a'\nuse(v)", ["'a'"], id="an assignment"),
        pytest.param("with open(x) as v:\n    use(v)", ["open(x)"], id="a with"),
        pytest.param("for v in ['a', 'b']:\n    use(v)", ["'a'", "'b'"], id="a loop"),
        pytest.param("v, w = t = 'a', 'b'\nuse(w)", ["'b'"], id="an unpacking"),
        pytest.param("def v(): pass\nuse(v)", ["def v(): pass"], id="a function"),
        pytest.param("class v: pass\nuse(v)", ["class v: pass"], id="a class"),
        pytest.param("def f(v='a'):\n    use(v)", ["'a'"], id="a parameter"),
        pytest.param("from other import M\nuse(M)", ["'m'"], id="an import"),
        pytest.param("from other import M as v\nuse(v)", ["'m'"], id="an import by another name"),
        pytest.param("from other import *\nuse(M)", ["'m'"], id="a star"),
        pytest.param("import other\nuse(other.M)", ["'m'"], id="an imported module"),
    ],
)
def test_a_binding_gives_a_value(code: str, expected: list[str]) -> None:
    assert written(resolved(f"{code}\n", other="M = 'm'\n")) == expected


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("use(v)", "`v` is not defined in this file", id="undefined"),
        pytest.param("from gone import *\nuse(v)", "`v` is not defined in this file", id="a star"),
        pytest.param(
            "from gone import v\nuse(v)",
            "`v` is imported from `gone.v`, which is not in the project",
            id="an import",
        ),
        pytest.param(
            "import gone.parts as v\nuse(v)",
            "`v` is imported from `gone.parts`, which is not in the project",
            id="a module",
        ),
        pytest.param(
            "match x:\n    case v:\n        use(v)",
            "`v` comes from a match capture",
            id="a capture",
        ),
        pytest.param("v: str\nuse(v)", "`v` comes from an annotation", id="an annotation alone"),
    ],
)
def test_a_name_without_a_value_stays_unknown(code: str, why: str) -> None:
    found = resolved(f"{code}\n")

    assert written(found) == []
    assert why in reasons(found)


def test_a_name_that_some_path_leaves_unset_says_so_beside_its_value() -> None:
    found = resolved("v = 'a'\nif c:\n    del v\nuse(v)\n")

    assert written(found) == ["'a'"]
    assert reasons(found) == ["no value of `v` was found"]


def test_a_text_that_is_added_to_is_another_text() -> None:
    assert written(resolved("v = 'a'\nv += 'b'\nuse(v)\n")) == []


def test_the_way_to_a_value_is_kept_name_by_name() -> None:
    (found,) = resolved("A = 'a'\nB = A\nuse(B)\n").found

    assert [(hop.line, hop.name) for hop in found.via] == [(2, "B"), (1, "A")]
    assert [one.text for one in found.aliases] == ["A", "B"]
    assert [one.name for one in found.definitions] == ["B", "A"]


def test_a_declared_type_goes_along_with_the_value() -> None:
    (note,) = resolved("v: Model = make()\nuse(v)\n").annotations

    assert note.module.code(note.node) == "Model"


def test_only_the_definitions_of_the_given_scope_count() -> None:
    where = module("v = 'a'\ndef f():\n    v = 'b'\n    use(v)\n")
    at = point_of(where, "use(v)")

    assert written(reaching(where, "v", scope(where, "f"), at, 1)) == ["'b'"]
    assert written(reaching(where, "v", scope(where), at, 1)) == ["'a'"]


def test_a_star_gives_only_the_names_that_its_module_binds() -> None:
    where = module("from other import *\nfrom gone import *\n", other="M = 1\n")

    assert [one.source.path.stem for one in starred(where, "M")] == ["other"]
    assert list(starred(where, "N")) == []
