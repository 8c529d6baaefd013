"""A tree made from an earlier one is the tree that the whole text gives, with its places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.analysis.python.syntax.node_spans import NodeSpans, PlainText
from glm_migrate.analysis.python.syntax.reparsing import Measured, reparsed
from glm_migrate.errors import FileError, UnparsableSource
from glm_migrate.text.source import Span

FUNCTION = "def f(a):\n    b = a\n\n    # of b\n    return b\n"
IF = "if a:\n    b = 1\n"


def parse(text: str) -> cst.Module:
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise UnparsableSource(Path("a.py"), str(error), 1) from None


def measured(text: str) -> Measured:
    module = cst.parse_module(text)
    return module, NodeSpans(module)


def places(module: cst.Module, spans: NodeSpans) -> Iterator[tuple[type, Span]]:
    """Every node with its place, from the outside in."""
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        yield type(node), spans.span(node)
        pending += children(node)
        pending += getattr(node, "leading_lines", ())


def is_made_again(before: Measured, after: str) -> Measured | None:
    """What is made of `before`, which is what the whole text gives."""
    found = reparsed(before, after, parse)
    if found is not None:
        module, spans = found
        whole, own = measured(after)
        assert module.deep_equals(whole)
        assert module.default_indent == whole.default_indent
        assert list(places(module, spans)) == list(places(whole, own))
        assert spans.code == after
    return found


LINES = "".join(f"x{n} = f({n})\n" for n in range(9))
USED = {
    "a line in the middle": (LINES, LINES.replace("f(4)", "g(44)")),
    "a line more": (LINES, LINES.replace("x4", "new = 1\nx4")),
    "a line less": (LINES, LINES.replace("x4 = f(4)\n", "")),
    "the first line": (LINES, LINES.replace("x0", "xx")),
    "the last line": (LINES, LINES.replace("f(8)", "f(8, 9)")),
    "a line at the end": (LINES, f"{LINES}y = 1\n"),
    "the end without its newline": (LINES, LINES[:-1]),
    "nothing": (LINES, LINES),
    "in a function": (LINES + FUNCTION + LINES, LINES + FUNCTION.replace("= a", "= é") + LINES),
    "behind other letters": (f"é = '中'\n{LINES}", f"é = '中'\n{LINES.replace('f(5)', '字')}"),
    "a comment at the start": (LINES, f"# head\n\n# of x0\n{LINES}"),
    "another indentation, not the first": (IF + LINES, f"{IF}{LINES}if b:\n    c\n"),
    "line ends of Windows": ("a\r\nb\r\nc\r\nd\r\n", "a\r\nb\r\nee\r\nd\r\n"),
}


@pytest.mark.parametrize(("before", "after"), USED.values(), ids=USED)
def test_most_of_a_tree_is_used_again(before: str, after: str) -> None:
    assert is_made_again(measured(before), after) is not None


NOT_USED = {
    "a text is opened": (LINES, LINES.replace("x4", "'''x4")),
    "a bracket is opened": (LINES, LINES.replace("f(4)", "f(4")),
    "a block ends in nothing": (IF + LINES, f"if a:\n{LINES}"),
    "the usual indentation changes": (f"if a:\n  b\n{LINES}{IF}", f"if a:\n   b\n{LINES}{IF}"),
    "the first block goes": (f"if a:\n  b\n{LINES}{IF}", f"a\n{LINES}{IF}"),
    "other line ends": ("a\nb\nc\n", "a\r\nb\nc\n"),
    "the end with its newline": (LINES[:-1], LINES),
    "a comment at the end": (LINES + FUNCTION, f"{LINES}{FUNCTION}    # in\n# out\n"),
    "an else": (LINES + IF + LINES, f"{LINES}{IF}else:\n    pass\n{LINES}"),
    "a comment that goes to a block": (f"{LINES}{IF}y\n    # c\nz\n", f"{LINES}{IF}    # c\nz\n"),
    "there was nothing": ("", LINES),
    "nothing is left": (LINES, ""),
}


@pytest.mark.parametrize(("before", "after"), NOT_USED.values(), ids=NOT_USED)
def test_the_whole_text_is_parsed_where_a_part_does_not_tell(before: str, after: str) -> None:
    assert is_made_again(measured(before), after) is None


def test_a_text_with_oddities_is_parsed_whole() -> None:
    plain = PlainText.of("a\r\nb\rc\n")
    module = cst.parse_module(plain.text)

    assert reparsed((module, NodeSpans(module, plain)), "a\n", parse) is None


def test_the_nodes_around_a_change_are_the_same_ones() -> None:
    before = measured(LINES)
    found = is_made_again(before, LINES.replace("f(4)", "g"))

    assert found is not None
    kept = [one is other for one, other in zip(before[0].body, found[0].body, strict=True)]
    assert kept == [number != 4 for number in range(9)]


def test_many_edits_leave_no_more_behind_than_the_text_has() -> None:
    made = measured(LINES + FUNCTION + LINES)
    size = len(made[1]._first)
    for number in range(50):
        after = (LINES + FUNCTION + LINES).replace("x5", f"y{number % 10}", number % 2 + 1)
        found = is_made_again(made, after)
        assert found is not None
        made = found

    assert len(made[1]._first) <= size + 50


PIECES = st.sampled_from(
    [
        *("x = 1\n", "# c\n", "\n", "    # c\n", "  \n", "é = '中'\n", "f(\n  1,\n)\n", "\\\n"),
        *(
            IF,
            FUNCTION,
            "else:\n    c\n",
            "if b:\n  c\n",
            "@d\n",
            "match a:\n    case 1:\n        b\n",
        ),
        *(
            "class C:\n    '''doc'''\n\n    def m(self): return 1\n",
            "x = 1; y = 2\n",
            "    y = 2\n",
        ),
        *("try:\n    a\n", "finally:\n    b\n    # c\n", "\r\n", "pass"),
        *("'''\n", "(", ")", "\t", " ", "a"),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
EDITS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30), TEXTS), max_size=5)


@given(TEXTS, EDITS)
@example("x = 1\n" + IF + "y\n", [(6, 0, "else:\n    c\n")])
@example("a\n@d\n" + FUNCTION, [(2, 3, "")])
def test_after_any_edits_a_tree_is_that_of_the_whole_text(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    made: Measured | None = None
    for start, length, new in [(0, 0, ""), *edits]:
        text = text[:start] + new + text[start + length :]
        try:
            whole = measured(text) if parse(text).code == text else None
        except (FileError, ValueError):
            continue
        made = (made and is_made_again(made, text)) or whole
