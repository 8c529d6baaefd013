"""Entries come and go as the file's author would have it: exact text, then properties."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.chat_calls import layout_of
from glm_migrate.project.module_index import Project
from glm_migrate.text import edits
from glm_migrate.text.argument_list import Layout, Style
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source


def layout_in(code: str) -> Layout:
    """The brackets of the outermost call or dict of `x = …`."""
    source = Source.decode(Path("example.py"), code.encode())
    module = ParsedProgram(Project([source])).module(source)
    line = module.syntax.body[0]
    assert isinstance(line, cst.SimpleStatementLine)
    statement = line.body[0]
    assert isinstance(statement, cst.Assign)
    assert isinstance(statement.value, (cst.Call, cst.Dict))
    return layout_of(module, statement.value)


def after(layout: Layout, changes: tuple[Edit, ...]) -> str:
    return edits.apply(layout.source.utf8, [Fix("", changes)]).decode()


def removed(code: str, *indexes: int) -> str:
    layout = layout_in(code)
    return after(layout, layout.remove(layout.entries[index] for index in indexes))


def added(code: str, index: int | None = None, name: str = "b", value: str = "2") -> str:
    layout = layout_in(code)
    anchor = None if index is None else layout.entries[index]
    return after(layout, layout.add(layout.entry(name, value), anchor))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("x = f()\n", "x = f(b=2)\n", id="empty call"),
        pytest.param("x = {}\n", 'x = {"b": 2}\n', id="empty dict"),
        pytest.param("x = f( )\n", "x = f(b=2 )\n", id="empty call with a blank"),
        pytest.param("x = f(\n    # none\n)\n", "x = f(b=2\n    # none\n)\n", id="only a comment"),
        pytest.param("x = f(a=1)\n", "x = f(a=1, b=2)\n", id="one line"),
        pytest.param("x = f(a = 1)\n", "x = f(a = 1, b = 2)\n", id="blanks around the equal sign"),
        pytest.param(
            "x = f(a = 1, c=3)\n", "x = f(a = 1, c=3, b=2)\n", id="blanks around one only"
        ),
        pytest.param("x = f(a=1,)\n", "x = f(a=1, b=2,)\n", id="one line with trailing comma"),
        pytest.param("x = f(a=1, )\n", "x = f(a=1, b=2, )\n", id="trailing comma and blank"),
        pytest.param("x = f(*a, **k)\n", "x = f(*a, **k, b=2)\n", id="behind spreads"),
        pytest.param("x = f(a=(1))\n", "x = f(a=(1), b=2)\n", id="a value in parentheses"),
        pytest.param("x = (f)(a=1)\n", "x = (f)(a=1, b=2)\n", id="a called name in parentheses"),
        pytest.param(
            "x = (f # (\n (a=1))\n", "x = (f # (\n (a=1, b=2))\n", id="a bracket in a comment"
        ),
        pytest.param("x = (f(a=1))\n", "x = (f(a=1, b=2))\n", id="a call in parentheses"),
        pytest.param("x = {'a': 1}\n", "x = {'a': 1, 'b': 2}\n", id="the dict's own quotes"),
        pytest.param("x = {k: 1, 'a': 1}\n", "x = {k: 1, 'a': 1, 'b': 2}\n", id="the first quotes"),
        pytest.param("x = {**k}\n", 'x = {**k, "b": 2}\n', id="no quotes to copy"),
        pytest.param(
            "x = f(\n    a=1,\n)\n", "x = f(\n    a=1,\n    b=2,\n)\n", id="trailing comma stays"
        ),
        pytest.param(
            "x = f(\n    a=1\n)\n",
            "x = f(\n    a=1,\n    b=2\n)\n",
            id="no trailing comma is added",
        ),
        pytest.param(
            "x = f(\n    a=1  # why\n)\n",
            "x = f(\n    a=1,  # why\n    b=2\n)\n",
            id="comment stays with its argument",
        ),
        pytest.param(
            "x = f(\n    a=1,  # why\n)\n",
            "x = f(\n    a=1,  # why\n    b=2,\n)\n",
            id="comment behind the comma stays there",
        ),
        pytest.param(
            "x = f(\n    a=1 # why\n    ,\n)\n",
            "x = f(\n    a=1 # why\n    ,\n    b=2,\n)\n",
            id="comma on a line of its own",
        ),
        pytest.param(
            "x = f(\n    a=1, \n)\n",
            "x = f(\n    a=1, \n    b=2,\n)\n",
            id="blanks at the line's end",
        ),
        pytest.param(
            "x = f(\n    a=1,\n    # last words\n)\n",
            "x = f(\n    a=1,\n    b=2,\n    # last words\n)\n",
            id="comment on its own line stays below",
        ),
        pytest.param("x = f(\n\ta=1,\n)\n", "x = f(\n\ta=1,\n\tb=2,\n)\n", id="tabs"),
        pytest.param("x = f(\r\n  a=1,\r\n)\r\n", "x = f(\r\n  a=1,\r\n  b=2,\r\n)\r\n", id="CRLF"),
        pytest.param("x = f(\r  a=1\r)\r", "x = f(\r  a=1,\r  b=2\r)\r", id="CR"),
        pytest.param("x = f(a=1,\n      c=3)", "x = f(a=1,\n      c=3,\n      b=2)", id="aligned"),
        pytest.param(
            "x = f(a=1,\n      c=3, d=4)\n", "x = f(a=1,\n      c=3, d=4, b=2)\n", id="filled"
        ),
        pytest.param("x = f(a=1)", "x = f(a=1, b=2)", id="no final newline"),
    ],
)
def test_add_at_the_end(before: str, expected: str) -> None:
    assert added(before) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("x = f(a=1, c=3)\n", "x = f(a=1, b=2, c=3)\n", id="one line"),
        pytest.param("x = f(a=1 , c=3)\n", "x = f(a=1 , b=2, c=3)\n", id="blank before the comma"),
        pytest.param(
            "x = f(\n    a=1,\n    c=3\n)\n", "x = f(\n    a=1,\n    b=2,\n    c=3\n)\n", id="lines"
        ),
        pytest.param(
            "x = f(\n    a=1,  # why\n    c=3\n)\n",
            "x = f(\n    a=1,  # why\n    b=2,\n    c=3\n)\n",
            id="behind its comment",
        ),
        pytest.param(
            "x = f(\n    a=1, c=3,\n)\n", "x = f(\n    a=1, b=2, c=3,\n)\n", id="two on a line"
        ),
        pytest.param(
            "x = f(a=1,\n      c=3)\n",
            "x = f(a=1, b=2,\n      c=3)\n",
            id="the first is on the opening line",
        ),
    ],
)
def test_add_behind_an_entry(before: str, expected: str) -> None:
    assert added(before, 0) == expected


@pytest.mark.parametrize(
    ("before", "indexes", "expected"),
    [
        pytest.param("x = f(a=1)\n", (0,), "x = f()\n", id="the only one"),
        pytest.param("x = f(a=1,)\n", (0,), "x = f()\n", id="the only one with its comma"),
        pytest.param("x = {'a': 1}\n", (0,), "x = {}\n", id="the only one of a dict"),
        pytest.param("x = f(a=1, b=2)\n", (0,), "x = f(b=2)\n", id="the first"),
        pytest.param("x = f(a=1, b=2)\n", (1,), "x = f(a=1)\n", id="the last"),
        pytest.param("x = f(a=1, b=2,)\n", (1,), "x = f(a=1,)\n", id="the last with a comma"),
        pytest.param("x = f(a=1, b=2, c=3)\n", (1,), "x = f(a=1, c=3)\n", id="in the middle"),
        pytest.param("x = f(a=1, b=2, c=3)\n", (0, 1), "x = f(c=3)\n", id="the first two"),
        pytest.param("x = f(a=1, b=2, c=3)\n", (1, 2), "x = f(a=1)\n", id="the last two"),
        pytest.param("x = f(a=1, b=2, c=3)\n", (0, 2), "x = f(b=2)\n", id="the outer two"),
        pytest.param("x = f(a=1, b=2, c=3)\n", (0, 1, 2), "x = f()\n", id="all"),
        pytest.param("x = f(a=(1, 2), b=2)\n", (0,), "x = f(b=2)\n", id="commas in its value"),
        pytest.param("x = f(a=(1), b=(2))\n", (1,), "x = f(a=(1))\n", id="parentheses"),
        pytest.param(
            "x = f(\n    a=1,\n    b=2,\n)\n", (1,), "x = f(\n    a=1,\n)\n", id="its whole line"
        ),
        pytest.param(
            "x = f(\n    a=1,\n    b=2\n)\n",
            (1,),
            "x = f(\n    a=1\n)\n",
            id="the comma that would become a trailing one",
        ),
        pytest.param(
            "x = f(\n    a=1,  # why\n    b=2\n)\n",
            (1,),
            "x = f(\n    a=1  # why\n)\n",
            id="the same behind a comment",
        ),
        pytest.param(
            "x = f(\n    a=1,\n    b=2,  # why\n)\n",
            (1,),
            "x = f(\n    a=1,\n    # why\n)\n",
            id="its comment stays",
        ),
        pytest.param(
            "x = f(\n    a=1,\n    # about b\n    b=2,\n    c=3,\n)\n",
            (1,),
            "x = f(\n    a=1,\n    # about b\n    c=3,\n)\n",
            id="the comment above stays",
        ),
        pytest.param("x = f(a=1,\n      b=2)\n", (1,), "x = f(a=1)\n", id="aligned"),
        pytest.param("x = f(a=1,\n      b=2)\n", (0,), "x = f(b=2)\n", id="the opening line's"),
        pytest.param(
            "x = f(a=1,\n      b=2,\n      c=3)\n",
            (2,),
            "x = f(a=1,\n      b=2)\n",
            id="the closing line's",
        ),
        pytest.param(
            "x = f(\n    a=1, b=2,\n    c=3,\n)\n",
            (1,),
            "x = f(\n    a=1,\n    c=3,\n)\n",
            id="the end of a filled line",
        ),
        pytest.param(
            "x = f(\n    a=1,\n    b=2, c=3,\n)\n",
            (1,),
            "x = f(\n    a=1,\n    c=3,\n)\n",
            id="the start of a filled line",
        ),
        pytest.param(
            "x = f(\r\n  a=1,\r\n  b=2,\r\n)\r\n", (0,), "x = f(\r\n  b=2,\r\n)\r\n", id="CRLF"
        ),
        pytest.param("x = f(\r  a=1,\r  b=2,\r)\r", (0,), "x = f(\r  b=2,\r)\r", id="CR"),
        pytest.param("x = f(**k, a=1)\n", (1,), "x = f(**k)\n", id="behind a spread"),
        pytest.param(
            "x = f(\n    a=1  # why\n    , b=2\n)\n",
            (0,),
            "x = f(\n      # why\n    b=2\n)\n",
            id="the comment between it and its comma stays",
        ),
        pytest.param(
            "x = f(a=1  # why\n,b=2)\n",
            (1,),
            "x = f(a=1  # why\n)\n",
            id="a leading comma goes too",
        ),
        pytest.param(
            "x = f(\n    a=1\n    , b=2\n)\n", (1,), "x = f(\n    a=1\n)\n", id="commas in front"
        ),
        pytest.param(
            "x = f(\r\n  a=1\r\n  , b=2)\r\n",
            (1,),
            "x = f(\r\n  a=1\r\n  )\r\n",
            id="a comma in front and the bracket behind",
        ),
    ],
)
def test_remove(before: str, indexes: tuple[int, ...], expected: str) -> None:
    assert removed(before, *indexes) == expected


def test_removing_nothing_changes_nothing() -> None:
    assert layout_in("x = f(a=1)\n").remove([]) == ()


# Generated layouts

BLANK = st.sampled_from(["", "", " ", "  ", "\t", "\x0c"])
VALUES = st.sampled_from(
    [
        "1",
        "(1)",
        "((2))",
        "[1, 2]",
        "'#,'",
        "g(a=1, b=2)",
        "{'k': 1,}",
        "(1,\n2)",
        '"""#\n,"""',
        "lambda: 0",
        "x if y else z",
        "'é'",
        "(  # in\n 3)",
    ]
)


@st.composite
def gaps(draw: st.DrawFn, newline: str) -> str:
    """What may lie between two tokens inside brackets."""
    parts = []
    for _ in range(draw(st.integers(0, 2))):
        comment = draw(st.sampled_from(["", "", "# why", "#, é", "#"]))
        parts.append(f"{draw(BLANK)}{comment}{newline}")
    return "".join([*parts, draw(st.sampled_from(["", " ", "    ", "\t"]))])


@st.composite
def brackets(draw: st.DrawFn) -> tuple[str, Style, list[str]]:
    """A program `x = …` with one call or dict, its style and its entries."""
    style = draw(st.sampled_from(Style))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    count = draw(st.integers(0, 4))
    entries, body = [], draw(gaps(newline))
    for index in range(count):
        value = draw(VALUES).replace("\n", newline)
        name = "klmn"[index]
        if style is Style.CALL:
            kinds = [f"{name}={value}", f"{name} = {value}", f"**{{'{name}': {value}}}"]
            entry = draw(st.sampled_from(kinds))
        else:
            entry = draw(
                st.sampled_from(
                    [f"'{name}': {value}", f'"{name}" : {value}', f"**{{'{name}': {value}}}"]
                )
            )
        entries.append(entry)
        body += entry + draw(gaps(newline))
        if index < count - 1 or draw(st.booleans()):
            body += "," + draw(gaps(newline))
    opening, closing = ("f(", ")") if style is Style.CALL else ("{", "}")
    end = draw(st.sampled_from(["", newline]))
    return f"x = {opening}{body}{closing}{end}", style, entries


def comments(code: str) -> list[str]:
    normal = code.replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokenize.generate_tokens(io.StringIO(normal).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def content(code: str) -> list[str]:
    """The entries of the call or dict, as the interpreter reads them."""
    statement = ast.parse(code).body[0]
    assert isinstance(statement, ast.Assign)
    value = statement.value
    if isinstance(value, ast.Call):
        return [ast.dump(keyword) for keyword in value.keywords]
    assert isinstance(value, ast.Dict)
    keys = [ast.dump(key) if key else "**" for key in value.keys]
    return [f"{k}:{ast.dump(v)}" for k, v in zip(keys, value.values, strict=True)]


def entry_content(entry: str, style: Style) -> str:
    return content(f"x = f({entry})" if style is Style.CALL else f"x = {{{entry}}}")[0]


@given(brackets(), st.data())
def test_add_inserts_one_entry_and_keeps_every_comment(
    program: tuple[str, Style, list[str]], data: st.DataObject
) -> None:
    code, style, entries = program
    index = data.draw(st.sampled_from([None, *range(len(entries))]))

    result = added(code, index)

    new = entry_content("b=2" if style is Style.CALL else "'b': 2", style)
    expected = [entry_content(entry, style) for entry in entries]
    expected.insert(len(entries) if index is None else index + 1, new)
    assert content(result) == expected
    assert comments(result) == comments(code)


@given(brackets(), st.data())
def test_remove_takes_the_entries_and_keeps_every_comment(
    program: tuple[str, Style, list[str]], data: st.DataObject
) -> None:
    code, style, entries = program
    assume(entries)
    gone = data.draw(st.sets(st.sampled_from(range(len(entries)))))

    result = removed(code, *gone)

    kept = [entry for index, entry in enumerate(entries) if index not in gone]
    assert content(result) == [entry_content(entry, style) for entry in kept]
    assert sorted(comments(result) + comments_within(entries, gone)) == sorted(comments(code))


def comments_within(entries: list[str], gone: set[int]) -> list[str]:
    """Comments inside the values that go."""
    return ["# in" for index in gone if "# in" in entries[index]]


@given(brackets(), st.data())
def test_removing_what_was_added_gives_back_the_original_but_for_white_space(
    program: tuple[str, Style, list[str]], data: st.DataObject
) -> None:
    code, _, entries = program
    index = data.draw(st.sampled_from([None, *range(len(entries))]))
    point = len(entries) if index is None else index + 1

    assert without_blanks(removed(added(code, index), point)) == without_blanks(code)


def without_blanks(code: str) -> str:
    return re.sub(r"\s", "", code)
