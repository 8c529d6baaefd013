"""Where a search is given up, GLM903 says so, even when some ids were found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate import analysis, check_source
from glm_migrate.analysis.python.dataflow import limits
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS, MAX_VALUES
from glm_migrate.analysis.value_trees import limits as limits_of_trees

_START = "from zai import ZaiClient\n\nglm = ZaiClient()\n"
_ASK = "glm.chat.completions.create(model={}, messages=[], temperature=0.2)\n"
_FUNCTION = "def ask(model):\n    " + _ASK.format("model")
_METHOD = "class Bot:\n    def ask(self, model):\n        " + _ASK.format("model") + "bot = Bot()\n"
_MADE = (
    "class Bot:\n    def __init__(self, model):\n        self.model = model\n\n"
    "    def ask(self):\n        " + _ASK.format("self.model")
)
WRAPPERS = {
    "a function": (_FUNCTION, 'ask("glm-4.5")\n'),
    "a method": (_METHOD, 'bot.ask("glm-4.5")\n'),
    "a constructor": (_MADE, 'Bot("glm-4.5").ask()\n'),
}


def codes(program: str) -> list[str]:
    return [one.code for one in check_source(program)]


@pytest.mark.parametrize(("wrapper", "call"), WRAPPERS.values(), ids=WRAPPERS)
def test_a_wrapper_with_many_callers_is_followed_to_all_of_them(wrapper: str, call: str) -> None:
    found = codes(_START + wrapper + call * 200)

    assert found.count("GLM101") == 200
    assert "GLM903" not in found


@pytest.mark.parametrize(("wrapper", "call"), WRAPPERS.values(), ids=WRAPPERS)
def test_a_wrapper_with_too_many_callers_is_said_to_be_one(wrapper: str, call: str) -> None:
    found = check_source(_START + wrapper + call * (max(MAX_CALLS, MAX_VALUES) + 1))

    (limit,) = [one for one in found if one.code == "GLM903"]
    assert limit.message.startswith("cannot see all models that are asked: ")
    assert "more than 1,000" in limit.message
    assert [one.code for one in found].count("GLM101") == MAX_VALUES


def test_a_call_that_asks_a_newer_model_needs_no_word_about_limits() -> None:
    many = 'ask("glm-4.7")\n' * (MAX_VALUES + 1)

    assert codes(_START + _FUNCTION + many) == []


# Names that count how far a search has gone.
COUNTERS = frozenset({"depth", "hops", "steps", "rounds", "nesting"})
PACKAGE = Path(str(analysis.__file__)).parent
PARTS = (PACKAGE / "python", PACKAGE / "value_trees")


def limits_in(tree: ast.AST) -> Iterator[str]:
    """Comparisons of a counter with a number that is written there."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = (node.left, *node.comparators)
        names = {one.id for one in sides if isinstance(one, ast.Name)}
        numbers = {one.value for one in sides if isinstance(one, ast.Constant)}
        if names & COUNTERS and numbers - {0}:
            yield ast.unparse(node)


def constants_in(tree: ast.Module) -> Iterator[str]:
    """Names for a depth or a number of steps that a module gives by itself."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            name = ast.unparse(node.targets[0])
            if isinstance(node.value.value, int) and name.strip("_") in ("DEEP", "MOST", "FAR"):
                yield name


def test_every_limit_of_a_search_stands_with_the_others() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): listed
        for part in PARTS
        for path in sorted(part.rglob("*.py"))
        if (tree := ast.parse(path.read_bytes()))
        if (listed := [*limits_in(tree), *constants_in(tree)])
    }

    assert found == {}


@pytest.mark.parametrize("code", ["if depth > 2: pass", "while hops < 3: pass"])
def test_a_limit_that_is_written_elsewhere_is_recognised(code: str) -> None:
    assert list(limits_in(ast.parse(code)))


@pytest.mark.parametrize("module", [limits, limits_of_trees], ids=["data flow", "trees"])
def test_every_limit_is_asked_for(module: object) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "limits.py"
    )
    names = [name for name in vars(module) if name.isupper()]

    assert [name for name in names if name not in code] == []
