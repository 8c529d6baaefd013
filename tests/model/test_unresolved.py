"""What could not be seen: a reason and its subject, of which one place makes the sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.model.unresolved import BINDINGS, USES, Reason, Unresolved

PACKAGE = Path(glm_migrate.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
# Fields that say what is not seen, by the module of the model that has them.
FIELDS = ("unseen", "unseen_texts", "unseen_readers", "escapes", "limits")


def test_a_sentence_names_the_subject_its_whole_and_the_cause() -> None:
    cause = Unresolved(Reason.PASSED, "feed")

    assert str(Unresolved(Reason.PART, "chunk", "9", cause)) == (
        "`chunk` at line 9 is passed to `feed`"
    )


def test_a_key_is_made_of_parts_and_of_no_sentence() -> None:
    cause = Unresolved(Reason.PASSED, "feed")

    assert Unresolved(Reason.PART, "chunk", "9", cause).key == (
        *("PART", "chunk", "9"),
        *("PASSED", "feed", ""),
    )


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_every_reason_is_given_somewhere(reason: Reason) -> None:
    assert re.search(rf"\bReason\.{reason.name}\b", CODE)


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_every_sentence_is_a_clause_of_known_parts(reason: Reason) -> None:
    text = str(Unresolved(reason, "subject", _within(reason), Unresolved(Reason.NOT_LOOKED_AT)))

    assert text
    assert not text.endswith(".")
    assert "{" not in text
    assert "None" not in text


def test_what_is_not_seen_is_nowhere_a_bare_sentence() -> None:
    bare = [
        f"{path.name}: {node.target.id}: {ast.unparse(node.annotation)}"
        for path in sorted((PACKAGE / "model").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if node.target.id in FIELDS and "Unresolved" not in ast.unparse(node.annotation)
    ]

    assert bare == []


def _within(reason: Reason) -> str:
    """A word that can stand within."""
    if "{use}" in reason.value:
        return EffectKind.PASSED.value
    return Kind.LOOP.value if "{binding}" in reason.value else "whole"


def test_there_are_words_for_whatever_happens_to_a_value_and_binds_a_name() -> None:
    assert set(USES) == {one.value for one in EffectKind}
    assert set(BINDINGS) == {one.value for one in Kind}


def test_a_sentence_has_words_and_a_key_has_none() -> None:
    found = Unresolved(Reason.FRAGMENT_USED, "a fragment", within=EffectKind.ITERATED.value)

    assert str(found) == "a fragment is iterated over"
    assert found.key == ("FRAGMENT_USED", "a fragment", "iterated")
