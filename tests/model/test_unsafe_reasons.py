"""Why a change needs the user's word: a kind and its place, with one sentence for each."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

# Fields that say why a change needs a look.
FIELDS = ("shared", "why_not")
PACKAGE = Path(glm_migrate.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))


def test_a_sentence_names_the_place_and_what_it_is_within() -> None:
    reason = UnsafeReason(UnsafeKind.LOOKED_UP, "MODEL", "PRICES[{0}]")

    assert str(reason) == "`MODEL` is looked up in `PRICES[{0}]`"


@pytest.mark.parametrize("kind", UnsafeKind, ids=lambda one: one.name)
def test_every_kind_is_given_somewhere(kind: UnsafeKind) -> None:
    assert re.search(rf"\bUnsafeKind\.{kind.name}\b", CODE)


@pytest.mark.parametrize("kind", UnsafeKind, ids=lambda one: one.name)
def test_every_sentence_is_a_clause_to_which_a_rule_adds_what_to_do(kind: UnsafeKind) -> None:
    text = str(UnsafeReason(kind, "place", EffectKind.PASSED.value))

    assert text
    assert not text.endswith(".")
    assert "{" not in text
    assert "None" not in text


def test_what_a_change_reaches_is_nowhere_a_bare_sentence() -> None:
    bare = [
        f"{path.name}: {node.target.id}: {ast.unparse(node.annotation)}"
        for part in ("model", "analysis", "policy")
        for path in sorted((PACKAGE / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if node.target.id in FIELDS and "UnsafeReason" not in ast.unparse(node.annotation)
    ]

    assert bare == []
