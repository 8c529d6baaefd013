"""Where a search is given up, GLM903 says so, even when some ids were found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate import analysis, check_source
from glm_migrate.analysis import limits as limits_of_files
from glm_migrate.analysis.python.dataflow import limits, program
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS, MAX_VALUES
from glm_migrate.analysis.python.dataflow.query_progress import WorkBudget
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


def test_a_file_of_hard_questions_ends_when_its_budget_is_spent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each call asks what none before it asked; what is left unread is told."""
    hard = (
        "".join(
            f"def pick{n}(x):\n    return pick{n + 1}(x) if x else pick{n + 2}(x)\n"
            for n in range(90)
        )
        + 'def pick90(x): return "glm-4.5"\ndef pick91(x): return "glm-4.5"\n'
    )
    asked = "".join(_ASK.format(f"pick{n}(1)") for n in range(80, 60, -1))
    plenty = codes(_START + hard + asked)
    monkeypatch.setattr(program, "WorkBudget", lambda: WorkBudget(300))
    little = codes(_START + hard + asked)

    assert "GLM101" in plenty
    assert plenty.count("GLM903") < little.count("GLM903") == 20


# Names that count how far a search has gone.
COUNTERS = frozenset({"depth", "hops", "steps", "rounds", "nesting"})
PACKAGE = Path(str(analysis.__file__)).parent
# Module → numbers in it that are no limits of a search.
NO_LIMITS = {
    "notebooks/around_code.py": ["_LISTED = 3"],  # cells that a message names
    "python/extract/catalogues.py": ["_SEVERAL = 3"],  # calls that make a catalogue
    "python/semantics/scopes.py": ["LAST = 1 << 60"],  # a place
}


def limits_in(tree: ast.Module) -> Iterator[str]:
    """Numbers that bound how far or how much is read, and are written outside of the tables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and _is_bound(node):
            yield ast.unparse(node)
        elif isinstance(node, ast.arguments):
            defaults = (one for one in (*node.defaults, *node.kw_defaults) if one is not None)
            yield from (ast.unparse(one) for one in defaults if _is_number(one))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("range", "islice"):
            yield from (ast.unparse(node) for one in node.args if _is_number(one))
    for statement in tree.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and _is_number(statement.value):
            yield ast.unparse(statement)


def _is_bound(node: ast.Compare) -> bool:
    """Whether a counter is compared with a number, or a length with a large one."""
    sides = (node.left, *node.comparators)
    names = {one.id for one in sides if isinstance(one, ast.Name)}
    numbers = {one.value for one in sides if isinstance(one, ast.Constant)}
    lengths = [one for one in sides if isinstance(one, ast.Call) and ast.unparse(one.func) == "len"]
    is_large = any(isinstance(one, int) and one > _LARGE for one in numbers)
    return bool(names & COUNTERS and numbers - {0}) or (bool(lengths) and is_large)


_LARGE = 4  # of a length: fewer are a shape, such as the arguments of a call


def _is_number(node: ast.expr | None) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) or _is_number(node.right)
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, int) and not isinstance(value, bool) and value > 2


def test_every_limit_of_a_search_stands_with_the_others() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): listed
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "limits.py"
        if (listed := [*limits_in(ast.parse(path.read_bytes()))])
    }

    assert found == NO_LIMITS


@pytest.mark.parametrize(
    "code",
    [
        "if depth > 2: pass",
        "while hops < 3: pass",
        "_MOST = 100_000",
        "_SIZE: int = 8 << 20",
        "def f(most=1_000): pass",
        "if len(text) > 40: pass",
        "for _ in range(100): pass",
    ],
)
def test_a_limit_that_is_written_elsewhere_is_recognised(code: str) -> None:
    assert list(limits_in(ast.parse(code)))


@pytest.mark.parametrize("module", [limits, limits_of_trees, limits_of_files])
def test_every_limit_is_asked_for(module: object) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "limits.py"
    )
    names = [name for name in vars(module) if name.isupper()]

    assert [name for name in names if name not in code] == []
