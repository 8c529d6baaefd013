"""Every node is measured as LibCST's own provider measures it, and as the bytes of the file say."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

import glm_migrate
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.syntax.node_spans import NodeSpans, PlainText
from glm_migrate.errors import NotReproducible, UnparsableSource
from tests.analysis.python.reading import module, source
from tests.examples import examples

PACKAGE = Path(glm_migrate.__file__).parent
INSTALLED = Path(sysconfig.get_path("purelib"))
FILES = [
    *sorted((PACKAGE / "analysis" / "python").rglob("*.py")),
    INSTALLED / "libcst" / "_nodes" / "op.py",
    INSTALLED / "click" / "shell_completion.py",
    INSTALLED / "rich" / "_emoji_replace.py",
    INSTALLED / "pytest" / "__init__.py",
]
EXPRESSIONS = (
    *(cst.Call, cst.Name, cst.Attribute, cst.Subscript, cst.SimpleString, cst.FormattedString),
    *(cst.Integer, cst.Dict, cst.List, cst.Tuple, cst.Lambda, cst.Comparison, cst.BooleanOperation),
    *(cst.IfExp, cst.Await, cst.ListComp, cst.GeneratorExp, cst.BinaryOperation, cst.Return),
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_spans_are_those_of_libcst(path: Path) -> None:
    module = cst.parse_module(path.read_text(encoding="utf-8"))
    ruler = NodeSpans(module)
    provider = MetadataWrapper(module, unsafe_skip_copy=True).resolve(ByteSpanPositionProvider)

    for node, theirs in provider.items():
        if isinstance(node, EXPRESSIONS):
            mine = ruler.span(node)
            outer = (mine.start <= theirs.start, theirs.start + theirs.length <= mine.end)
            assert outer == (True, True)
            if not getattr(node, "lpar", ()):
                assert mine == (theirs.start, theirs.start + theirs.length), node


ODD = st.sampled_from(["\n", "\r\n", "\r", "\n\x0c", "\n \x0c", "\n\n", "\n# é\n", "\n   \n"])
LINES = st.sampled_from(
    [
        "x = 1",
        "f('é', a=(2))",
        "y = {'k': [1, 2]}",
        "s = '''a\nb'''",
        "print(x); y = 3",
        "g(\n1,\n)",
        "if x:\n    f()\nelse:\n    f(2)",
        "try:\n    f()\nexcept (E) :\n    f(3)",
    ]
)


@examples()
@given(
    st.lists(st.tuples(LINES, ODD), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_spans_count_in_the_files_own_bytes(parts: list[tuple[str, str]], newline: str) -> None:
    code = "".join(line.replace("\n", newline) + odd for line, odd in parts)
    where = module(code)

    for call in where.symbols.calls:
        text = where.source.slice(where.span(call))
        assert text.startswith(("f(", "g(", "print("))
        assert text.endswith(")")
        assert text.count("(") == text.count(")")
    for string in where.symbols.strings:
        text = where.source.slice(where.span(string))
        assert text[0] == text[-1] == "'"


@pytest.mark.parametrize(
    ("original", "plain"),
    [
        pytest.param("a\r\nb\rc\n", "a\nb\nc\n", id="newlines"),
        pytest.param("a\n\x0cb\n", "a\nb\n", id="a form feed at the start of a line"),
        pytest.param("a\n \x0c  b\n", "a\n  b\n", id="blanks behind it stay"),
        pytest.param("a = '\x0c'\n", "a = '\x0c'\n", id="a form feed within a line stays"),
        pytest.param("x", "x", id="no final newline"),
        pytest.param("except (A) :", "except (A):", id="a blank before a colon"),
        pytest.param("x = 1 + \\\n\n", "x = 1 + \\\n\n", id="not behind a backslash"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain_text(original: str, plain: str) -> None:
    result = PlainText.of(original)

    assert result.text == plain
    assert len(original.encode()) - len(result.removed) == len(plain.encode())


@pytest.mark.parametrize("tail", ["\n   \n\t\n", "\n   ", "\n\n\n", "  \n \x0c\n"])
def test_empty_lines_at_the_end_are_left_out(tail: str) -> None:
    assert PlainText.of(f"x{tail}").text == "x\n"


def test_parentheses_belong_to_the_span_and_not_to_the_bare_span() -> None:
    where = module("x = ( ('a')  )\n")
    (string,) = where.symbols.strings

    assert isinstance(string, cst.SimpleString)
    assert where.source.slice(where.span(string)) == "( ('a')  )"
    assert where.source.slice(where.bare(string)) == "'a'"
    assert where.code(string) == "( ('a')  )"
    assert where.line(string) == 1


@pytest.mark.parametrize(
    ("code", "line", "detail"),
    [
        pytest.param("x = 1\ny = (\n", 2, "'(' was never closed", id="in the interpreter's words"),
        pytest.param("x = 1\nprint 'a'\n", 2, "Missing parentheses", id="Python 2"),
        pytest.param("x\x00\n", 1, "not valid Python", id="a NUL byte"),
    ],
)
def test_what_is_no_python_is_said_with_its_line(code: str, line: int, detail: str) -> None:
    with pytest.raises(UnparsableSource) as error:
        module(code)

    assert error.value.line == line
    assert detail in str(error.value)


def test_what_the_parser_would_change_is_refused() -> None:
    with pytest.raises(NotReproducible, match="the parser would change the layout"):
        module("\\\nx = 1\n")


def test_the_text_is_read_once() -> None:
    where = module("x = 1\n")

    assert where.source == source("x = 1\n")
    assert isinstance(where.program, ParsedProgram)
    assert where.program.module(where.source) is where
