"""Rules hold no facts of their own: numbers, ids and addresses come from the dated data."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.sources import DATA, read, sources
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule

RULES = sorted((DATA.parents[1] / "rules").glob("glm*.py"))
ADDRESSES = {fact.url for path in DATA.rglob("*.toml") for fact in sources(read(path)).values()} | {
    item.source.url for item in knowledge.checklist()
}
# Counts and places in code; larger numbers say something about a model or an endpoint.
PLAIN = frozenset({-1, 0, 1, 2})
ABOUT_GLM = [rule for rule in all_rules() if rule.checklist]


@pytest.mark.parametrize("rule", ABOUT_GLM, ids=lambda rule: rule.code)
def test_a_rule_cites_a_page_of_the_knowledge_data(rule: Rule) -> None:
    assert rule.source.partition("#")[0] in ADDRESSES


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_states_no_fact_in_its_code(path: Path) -> None:
    assert [f"line {node.lineno}: {node.value!r}" for node in facts(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("def f(x):\n    return x > 131072\n", [131072], id="a limit"),
        pytest.param("A = 0.6\n\ndef f(x):\n    return x == A\n", [0.6], id="by name"),
        pytest.param("def f(x):\n    return x == 'glm-4.5'\n", ["glm-4.5"], id="an id"),
        pytest.param("def f():\n    return 'https://api.z.ai'\n", ["https://api.z.ai"], id="a URL"),
        pytest.param("A = 'glm-4.5'\n\ndef f(x):\n    return x[0]\n", [], id="an example's"),
        pytest.param("def f(x):\n    return f'{x:g} tokens', x[1], -1\n", [], id="none"),
    ],
)
def test_the_search_for_facts_finds_them(code: str, found: list[object]) -> None:
    assert [node.value for node in facts(code)] == found


def facts(code: str) -> Iterator[ast.Constant]:
    """The constants of functions, and of the names that they read, that state a fact."""
    module = ast.parse(code)
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    names = {node.id for one in functions for node in ast.walk(one) if isinstance(node, ast.Name)}
    constants = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        and names & {one.id for one in node.targets if isinstance(one, ast.Name)} - {"rule"}
    ]
    for part in (*constants, *functions):
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and _states_a_fact(node.value):
                yield node


def _states_a_fact(value: object) -> bool:
    if isinstance(value, str):
        return knowledge.spelling(value) is not None or "://" in value
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value not in PLAIN
