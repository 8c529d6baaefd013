"""The files of a program: parsed once, when a value leads there, and only if they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import STEPS_TO_PARSE
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.dataflow.query_progress import Cut
from glm_migrate.analysis.python.semantics.scopes import Definition
from glm_migrate.errors import UnparsableSource
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source
from tests.analysis.python.reading import class_named


def source(text: str, name: str) -> Source:
    return decode(Path(name), text.encode())


MAIN = source("from other import M\nx = M\n", "main.py")
OTHER = source("M = 'm'\n", "other.py")
BROKEN = source("M = (\n", "broken.py")
SETTINGS = source("model: glm-4.5\n", "c.yaml")
ENV = source("M=glm-4.5\n", ".env")


def program(*more: Source) -> ParsedProgram:
    return ParsedProgram(Project([MAIN, OTHER, *more]))


def test_a_file_is_parsed_once() -> None:
    whole = program()
    main = whole.module(MAIN)

    assert whole.module(MAIN) is main
    assert whole.imported(main, "other") is whole.module(OTHER)


def test_a_module_that_the_project_has_not_is_none() -> None:
    whole = program()

    assert whole.imported(whole.module(MAIN), "missing") is None


def test_a_broken_file_is_an_error_where_it_is_checked_and_none_where_it_is_imported() -> None:
    whole = program(BROKEN)

    assert whole.imported(whole.module(MAIN), "broken") is None
    with pytest.raises(UnparsableSource):
        whole.module(BROKEN)


def test_only_files_in_whose_text_a_word_stands_are_searched_for_it() -> None:
    whole = program()
    found = {str(one.source.path) for one in whole.mentioning("from other")}

    assert found == {"main.py"}


def test_parsing_costs_steps_of_the_query_that_leads_there() -> None:
    whole = program()
    main = whole.module(MAIN)
    assert whole.query.steps == 0
    whole.imported(main, "other")
    whole.imported(main, "other")

    assert whole.query.steps == STEPS_TO_PARSE


def test_settings_and_environment_are_modules_too() -> None:
    whole = program(SETTINGS, ENV)
    main = whole.module(MAIN)
    found = whole.settings_file(main, "c.yaml")

    assert found is not None
    assert found.is_document
    assert whole.settings_file(main, "c.yaml") is found
    assert whole.settings_file(main, "missing.yaml") is None
    assert [str(one.source.path) for one in whole.environment(main)] == [".env"]


@contextmanager
def within(whole: ParsedProgram) -> Iterator[None]:
    """A query within another: what is assumed around it does not hold in it."""
    whole.query.steps = 7
    with whole.fresh_query():
        yield
    assert whole.query.steps == 7


def test_a_fresh_query_does_not_depend_on_what_led_to_it() -> None:
    whole = program()

    with within(whole):
        assert whole.query.steps == 0
        whole.query.cut = Cut.WORK
    assert not whole.query.cut


def test_an_instance_is_known_only_while_its_code_is_read() -> None:
    whole = ParsedProgram(Project([MAIN, source("class A: pass\n", "a.py")]))
    main = whole.module(MAIN)
    other = whole.imported(main, "a")
    assert other is not None
    klass = class_named(other, "A")

    with whole.as_instance(klass):
        assert whole.query.instance is klass
        with whole.as_instance(None):
            assert whole.query.instance is None
        assert whole.query.instance is klass
    assert whole.query.instance is None


class Forbidding:
    """An assumption under which one definition can't have run."""

    def __init__(self, forbidden: Definition) -> None:
        self._forbidden = forbidden

    def allows(self, module: Module, definition: Definition, depth: int) -> bool:
        return definition is not self._forbidden

    def is_within(self, record: cst.CSTNode) -> bool:
        return False

    def keys_among(self, keys: frozenset[str]) -> frozenset[str]:
        return frozenset()

    def is_made_by(self, call: cst.Call, callers: Sequence[cst.Call]) -> bool:
        return True

    def knows_caller(self, callers: Sequence[cst.Call]) -> bool:
        return False


def test_under_an_assumption_only_what_it_allows_can_have_run() -> None:
    two = source("x = 1\nx = 2\n", "two.py")
    whole = ParsedProgram(Project([two]))
    module = whole.module(two)
    first, second = module.symbols.root.definitions["x"]

    with whole.assuming(Forbidding(first)):
        assert whole.allowed(module, [first, second], 0) == [second]
    assert whole.allowed(module, [first, second], 0) == [first, second]
