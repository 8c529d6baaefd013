"""Bodies that are left out of a parse: what stands for them, and when they are read."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.deferred_bodies import Body, DeferredBodies, without
from glm_migrate.analysis.python.semantics.parsed_module import ParsedModule, read_without
from glm_migrate.errors import NotReproducible
from tests.analysis.python.reading import source

FIRST = "    # why\n    data = {}\n    data['k'] = ask(self.model)\n    return data\n"
SECOND = "        self.model = pick()\n        data.update(k=1)\n"
TAIL = "\ndata = first(1)\n"
CODE = f"# ä\ndef first(self, data):\n{FIRST}\n\nclass C:\n    def second(self):\n{SECOND}{TAIL}"


def body_of(code: str, text: str) -> Body:
    start = code.index(text)
    return Body(text, start, len(code[:start].encode()))


def deferring(code: str = CODE, *texts: str) -> ParsedModule:
    return ParsedModule(source(code), [body_of(code, text) for text in texts or (FIRST, SECOND)])


def spans(module: ParsedModule, nodes: list[cst.CSTNode]) -> list[str]:
    return [f"{module.span(node)} {module.code(node)}" for node in nodes]


def test_blanks_have_the_length_of_what_they_stand_for() -> None:
    code = without(CODE, [body_of(CODE, FIRST), body_of(CODE, SECOND)])

    assert len(code) == len(CODE)
    assert "ask" not in code
    assert "pick" not in code
    assert code.endswith("\ndata = first(1)\n")
    compile(code, "a.py", "exec")


def test_nothing_is_read_before_it_is_asked_for() -> None:
    module = deferring()

    assert [module.code(call) for call in module.symbols.calls] == ["first(1)"]
    assert not module.symbols.by_called.get("nobody")
    assert module.symbols.deferred.count_read == 0


def test_a_name_has_the_bodies_read_that_hold_it_and_no_other() -> None:
    module = deferring()

    assert spans(module, [*module.symbols.by_called.get("pick")])[0].endswith(" pick()")
    assert module.symbols.deferred.count_read == 1
    assert "ask" in module.symbols.by_called
    assert module.symbols.deferred.count_read == 2


def test_who_enters_a_function_has_its_body_read() -> None:
    module = deferring()
    function = module.syntax.body[0]
    assert isinstance(function, cst.FunctionDef)
    scope = module.symbols.scopes[function]

    assert [module.code(one) for one in module.symbols.returns[scope]] == ["data"]
    assert "data" in scope.definitions
    assert module.code(function.body.body[1]).strip() == "data['k'] = ask(self.model)"


@pytest.mark.parametrize("order", [("pick", "ask"), ("ask", "pick")])
def test_all_that_is_read_later_stands_as_if_it_had_been_read_at_once(
    order: tuple[str, str],
) -> None:
    later, whole = deferring(), ParsedModule(source(CODE))
    for name in order:
        later.symbols.by_called.get(name)

    for name in ("data", "self", "model", "update"):
        one, other = later.symbols.uses.get(name), whole.symbols.uses.get(name)
        assert spans(later, [*one]) == spans(whole, [*other])
    kept = [[later.code(m.statement) for m in later.symbols.mutations.get("data")]]
    kept += [[whole.code(m.statement) for m in whole.symbols.mutations.get("data")]]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 2


def test_an_attribute_is_known_from_the_methods_that_set_it() -> None:
    module = deferring()
    klass = module.syntax.body[1]
    assert isinstance(klass, cst.ClassDef)

    (found,) = module.symbols.set_in(klass, "model")
    assert module.code(found.node) == "self.model"
    assert not module.symbols.set_in(klass, "nothing")


def test_a_file_in_which_one_can_not_be_left_out_is_read_whole() -> None:
    broken = "def f(:\n" + FIRST
    assert read_without(source(broken), [body_of(broken, FIRST)]) is None
    odd = CODE + "try:\n    pass\nexcept (A) :\n    pass\n"
    assert [
        one.func.value for one in deferring(odd).symbols.calls if isinstance(one.func, cst.Name)
    ]
    assert deferring(odd).symbols.deferred.count_read == 0
    assert "ask" in deferring(odd).symbols.by_called


def test_a_body_that_can_not_be_read_alone_says_so() -> None:
    code = "def f():\n    try:\n        x = 1\n    except (A) :\n        y = 2\n"
    module = deferring(code, code.removeprefix("def f():\n"))

    with pytest.raises(NotReproducible):
        module.symbols.by_called.get("y")


def test_all_that_is_left_is_read() -> None:
    module = deferring()
    module.symbols.deferred.all()
    module.symbols.deferred.all()

    assert len(module.symbols.calls) == 4
    assert DeferredBodies().part(3) == 0
