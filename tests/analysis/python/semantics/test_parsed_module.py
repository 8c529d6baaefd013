"""One parsed file: where its nodes stand, how they are shown, and which texts are refused."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.parsed_module import TREES, ParsedModule
from glm_migrate.errors import FileError, UnparsableSource
from tests.analysis.python.reading import source


def parsed(code: str) -> ParsedModule:
    return ParsedModule(source(code))


def value(module: ParsedModule) -> cst.BaseExpression:
    """The value that the last line assigns."""
    line = module.syntax.body[-1]
    assert isinstance(line, cst.SimpleStatementLine)
    (statement,) = line.body
    assert isinstance(statement, cst.Assign)
    return statement.value


@pytest.mark.parametrize(
    ("code", "whole", "bare"),
    [
        pytest.param("v = x\n", "x", "x", id="a name"),
        pytest.param("v = (x)\n", "(x)", "x", id="in parentheses"),
        pytest.param("v = ((x) )\n", "((x) )", "x", id="in two of them with blanks"),
        pytest.param("ä = 'ü'\nv = ( 'ö' )\n", "( 'ö' )", "'ö'", id="not in ASCII"),
    ],
)
def test_a_node_stands_where_the_bytes_say(code: str, whole: str, bare: str) -> None:
    module = parsed(code)
    node = value(module)
    span = module.span(node)

    assert module.code(node) == whole
    assert module.source.slice(module.bare(node)) == bare
    assert module.source.utf8[span.start : span.end].decode() == whole


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        pytest.param("f(a)", "f(a)", id="as it is"),
        pytest.param("f(\n    a,\n    b)", "f( a, b)", id="in one line"),
        pytest.param(f"f({'a' * 37})", f"f({'a' * 37})", id="of forty characters"),
        pytest.param(f"f({'a' * 38})", f"f({'a' * 36}…)", id="cut behind that"),
    ],
)
def test_a_long_text_is_shown_short(expression: str, shown: str) -> None:
    module = parsed(f"v = {expression}\n")

    assert module.short(value(module)) == shown
    assert len(shown) <= 40


def test_a_step_of_a_trace_names_file_and_line() -> None:
    module = parsed("# first\n\nv = x\n")

    hop = module.hop(value(module), "v")

    assert (hop.line, hop.name) == (3, "v")
    assert module.line(value(module)) == 3
    assert hop == module.hop(value(module), "v")


def test_the_keys_of_a_dict_are_those_that_are_written() -> None:
    module = parsed("v = {'a': 1, \"b\": 2, c: 3, 4: 5, **d}\n")
    node = value(module)
    assert isinstance(node, cst.Dict)

    assert module.keys(node) == {"a", "b"}
    assert module.keys(node) is module.keys(node)


def test_the_end_of_a_module_is_behind_all_that_it_runs() -> None:
    module = parsed("v = x\nw = y\n")

    assert all(point.order < module.end.order for point in module.symbols.points.values())
    assert module.end.scope is module.symbols.root


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("v = x\r\nw = y\n", id="mixed newlines"),
        pytest.param("v = x\n\f\nw = y\n", id="a form feed"),
        pytest.param("try: pass\nexcept (A) : pass\nv = x\n", id="a blank before a colon"),
        pytest.param("v = x", id="no newline at the end"),
        pytest.param("", id="nothing"),
        pytest.param("v = x\n\n\n", id="empty lines at the end"),
    ],
)
def test_oddities_of_layout_are_read_all_the_same(code: str) -> None:
    module = parsed(code)

    assert module.source.text == code
    for use in (use for uses in module.symbols.uses.values() for use in uses):
        assert isinstance(use, cst.Name)
        assert module.source.slice(module.bare(use)) == use.value


@pytest.mark.parametrize(
    ("code", "line", "detail"),
    [
        pytest.param("v = (\n", 1, "not valid Python: '(' was never closed", id="unclosed"),
        pytest.param("v = x\nw = = y\n", 2, "not valid Python: invalid syntax", id="no syntax"),
    ],
)
def test_what_is_no_python_is_refused_with_line_and_reason(
    code: str, line: int, detail: str
) -> None:
    with pytest.raises(UnparsableSource) as refused:
        parsed(code)

    assert refused.value.line == line
    assert refused.value.detail == detail


def test_a_null_byte_is_refused() -> None:
    with pytest.raises(FileError, match="null bytes"):
        parsed("v = 'a\0b'\n")


def test_trees_are_kept_where_a_process_asks_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed("x = 1\n").syntax is not parsed("x = 1\n").syntax

    monkeypatch.setattr(TREES, "most", 100)
    tree = parsed("x = 1\n").syntax
    assert parsed("x = 1\n").syntax is tree
    assert parsed("x = 2\n").syntax is not tree
