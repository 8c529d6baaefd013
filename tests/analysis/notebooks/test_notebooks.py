from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_migrate.analysis.kinds import kind_of
from glm_migrate.analysis.notebooks.around_code import ids_around
from glm_migrate.analysis.notebooks.rewrite_proof import verify
from glm_migrate.analysis.notebooks.run_order import contradiction
from glm_migrate.analysis.notebooks.unparsed_cells import unparsed_cells
from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check, check_project
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.engine.plan import Fixed
from glm_migrate.errors import FixRejected, UnparsableSource, UnreadableSource
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.model.mentions import ModelRef, Role
from glm_migrate.model.unparsed import UnparsedCode
from glm_migrate.model.values import Literal
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.notebook.source import NotebookSource
from glm_migrate.text.source import Span
from tests.text.notebook import made

PATH = Path("nb.ipynb")
SETUP = made.code("!pip install -q zai-sdk", "from zai import ZaiClient", "client = ZaiClient()")
ASK = ("client.chat.completions.create(model={}, messages=[])",)


def ask(model: str, **more: object) -> str:
    rest = "".join(f", {name}={value!r}" for name, value in more.items())
    return f"client.chat.completions.create(model={model}, messages=[]{rest})"


def notebook(*cells: made.Cell) -> NotebookSource:
    source = decode(PATH, made.file(*cells))
    assert isinstance(source, NotebookSource)
    return source


def fixed(*cells: made.Cell, unsafe: bool = False) -> Fixed:
    at_least = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return fix(notebook(*cells), Config(), at_least=at_least)


def codes(*cells: made.Cell) -> list[tuple[str, object]]:
    source = notebook(*cells)
    return [
        (one.code, getattr(source.position(one.span.start).line, "cell", None))
        for one in check(source)
    ]


def test_a_value_is_followed_from_a_cell_far_above() -> None:
    cells = [
        SETUP,
        made.code("MODEL = 'glm-4.5'"),
        *(made.code(f"x{number} = {number}") for number in range(20)),
        made.code(ask("MODEL", temperature=0.1, top_p=0.9)),
    ]
    result = fixed(*cells)

    assert made.sources(result.after.data)[1] == "MODEL = 'glm-4.6'"
    assert made.sources(result.after.data)[-1] == ask("MODEL", temperature=0.1)
    assert fix(result.after).applied == ()


def test_a_binding_below_the_call_does_not_reach_it() -> None:
    cells = (SETUP, made.code("M = 'glm-4.5'"), made.code(ask("M")), made.code("M = 'gpt-4o'"))

    assert made.sources(fixed(*cells).after.data)[1] == "M = 'glm-4.6'"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("%time r = " + ask("'glm-4.5'"),), id="behind a magic"),
        pytest.param(("%%time", ask("'glm-4.5'")), id="below a cell magic"),
        pytest.param(("    r = " + ask("'glm-4.5'"), "    print(r)"), id="an indented cell"),
        pytest.param(("r = await " + ask("'glm-4.5'"),), id="await at top level"),
        pytest.param(("files = !ls", ask("'glm-4.5'"), "r?"), id="between commands"),
    ],
)
def test_a_call_in_ipython_is_moved(lines: tuple[str, ...]) -> None:
    result = fixed(SETUP, made.code(*lines))

    assert made.sources(result.after.data)[1] == "\n".join(lines).replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize(
    ("lines", "role"),
    [
        pytest.param(("%%bash", "export M=glm-4.5"), "text of cell 1", id="another language"),
        pytest.param(("%%writefile a.py", ask("'glm-4.5'")), "text of cell 1", id="a file"),
    ],
)
def test_a_cell_of_another_language_is_text(lines: tuple[str, ...], role: str) -> None:
    (ref,) = ids_around(notebook(made.code(*lines)), lambda text: text == "glm-4.5")

    assert (ref.role, ref.use) == (Role.PROSE, role)


def test_ids_in_text_and_outputs_are_one_line() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["a\n", "glm-4.5\n"]}
    cells = (
        made.prose("glm-4.5"),
        made.code("x = 1", outputs=[output]),
        made.prose("glm-4.5, glm-4.5v"),
    )
    (ref,) = ids_around(notebook(*cells), lambda text: text == "glm-4.5")

    assert ref.use == "text of cells 1, 3 and outputs"
    assert ref.literal.span == Span(0, 0)
    assert codes(*cells) == [("GLM102", None)]


@pytest.mark.parametrize("before", ["", "iVBO" * (2 << 20)], ids=["alone", "in an image"])
def test_a_word_of_megabytes_is_no_id_and_costs_nothing(before: str) -> None:
    image = {"output_type": "display_data", "data": {"image/png": f"{before}glm-4.5"}}
    found = list(
        ids_around(notebook(made.code("x", outputs=[image])), lambda text: text == "glm-4.5")
    )

    assert bool(found) is not bool(before)


def test_nothing_is_said_of_other_texts() -> None:
    assert codes(made.prose("gpt-4o"), made.code("x = 1")) == []


def test_a_cell_that_is_no_python_is_told_and_the_others_are_checked() -> None:
    cells = (
        SETUP,
        made.code("x = ask(glm-4.5 ???)"),
        made.code("y = fill in"),
        made.code(ask("'glm-4.5'")),
    )

    assert codes(*cells) == [("GLM901", 2), ("GLM202", 4), ("GLM101", 4)]
    (unread,) = unparsed_cells(notebook(*cells))
    assert isinstance(unread, UnparsedCode)


def test_a_suppression_stands_in_a_cell() -> None:
    line = ask("'glm-4.5'")
    silenced = made.code(f"{line}  # glm-migrate: ignore[GLM101] -- free")

    assert made.sources(fixed(SETUP, silenced, made.code(line)).after.data)[1:] == [
        *silenced["source"],
        line.replace("4.5", "4.6"),
    ]


def test_a_comment_at_the_end_of_a_cell_is_not_about_the_next() -> None:
    cells = (SETUP, made.code("# glm-migrate: ignore[GLM101]"), made.code(ask("'glm-4.5'")))

    assert made.sources(fixed(*cells).after.data)[2] == ask("'glm-4.6'")


LOOP = (
    "for chunk in stream:",
    "    for part in chunk.choices[0].delta.tool_calls or []:",
    "        print(json.loads(part.function.arguments))",
)


def test_a_call_over_three_cells_is_one() -> None:
    tools = "[{'type': 'function', 'function': {'name': 'f', 'parameters': {}}}]"
    cells = (
        made.code("import json", *SETUP["source"][1:]),
        made.code(f"options = dict(model='glm-4.5', messages=[], tools={tools})"),
        made.code("stream = client.chat.completions.create(stream=True, **options)"),
        made.code(*LOOP),
        made.code("print('done')"),
    )
    result = fixed(*cells)

    assert {one.code for one in result.applied} >= {"GLM101", "GLM402", "GLM404"}
    assert made.sources(result.after.data)[4] == "print('done')"
    assert "fragment" not in made.sources(result.after.data)[4]
    assert fix(result.after).applied == ()


# The order of the last runs


def advice(*cells: made.Cell) -> str:
    found = [one for one in check(notebook(*cells)) if one.code == "GLM101"]
    (one,) = found
    assert one.fix is not None
    assert (one.fix.applicability is Applicability.SAFE) is (one.advice == "")
    return one.advice


def counted(*counts: int | None) -> list[made.Cell]:
    lines = ("from zai import ZaiClient", "client = ZaiClient()"), ("M = 'glm-4.5'",), (ask("M"),)
    more = ("M = 'gpt-4o'",)
    every = zip((*lines, more), counts, strict=False)
    return [made.code(*own, count=count) for own, count in every]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((1, 2, 3), "", id="as they stand"),
        pytest.param((None, None, None), "", id="never run"),
        pytest.param((1, 2, 7), "", id="the call once more"),
        pytest.param((1, 9, 3), "cell 3 was last run before cell 2", id="the value after the call"),
        pytest.param((5, 2, 3), "cell 2 was last run before cell 1", id="the client after all"),
        pytest.param((1, 2, 4, 3), "cell 4 was last run before cell 3", id="another value between"),
        pytest.param((1, 2, 3, 4), "", id="another value after it"),
    ],
)
def test_another_order_of_runs_makes_a_fix_wait(counts: tuple[int, ...], expected: str) -> None:
    found = advice(*counted(*counts))

    assert found.startswith(expected)
    assert bool(found) is bool(expected)


@pytest.mark.parametrize(("counts", "renamed"), [((1, 2, 3), 1), ((1, 9, 3), 0)])
def test_other_rules_rest_on_an_id_only_where_it_is_rewritten(
    counts: tuple[int, ...], renamed: int
) -> None:
    source = notebook(*counted(*counts))

    assert len(check_project(Project([source])).renamed) == renamed


def test_the_order_of_other_cells_makes_no_difference() -> None:
    ref = ModelRef(
        source := notebook(made.code("M = 'glm-4.5'", count=2), made.code("x = 1", count=1)),
        Literal("glm-4.5", Span(5, 14), PATH),
        Role.SETTING,
    )
    finding = Finding(
        PATH, "GLM101", "", Span(5, 14), "", Severity.ERROR, trace=(Hop(PATH, 1, "M"),)
    )

    assert contradiction(ref, finding, source) == ""


# Files


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b'{"cells": [', UnparsableSource, id="cut off"),
        pytest.param(b"[]", UnparsableSource, id="no notebook"),
        pytest.param(b"", UnparsableSource, id="empty"),
        pytest.param(b'{"cells": []}\n<<<<<<< HEAD', UnparsableSource, id="a conflict"),
        pytest.param(b'{"cells": [{"source": [1]}]}', UnparsableSource, id="1"),
        pytest.param('{"cells": []} é'.encode("latin-1"), UnreadableSource, id="another encoding"),
    ],
)
def test_a_broken_file_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        decode(PATH, data)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"cells": [{"cell_type": "code"}]}, id="a cell without source"),
        pytest.param({"cells": [{"cell_type": "raw", "source": "glm-4.5"}]}, id="a raw cell"),
        pytest.param({"cells": ["glm-4.5", 1, None, []]}, id="no cells in the list"),
        pytest.param(
            {
                "cells": [made.code("M <- 'glm-4.5'")],
                "metadata": {"kernelspec": {"language": "R", "name": "ir"}},
            },
            id="another kernel",
        ),
        pytest.param(
            {"cells": [made.code("x", metadata={"vscode": {"languageId": "sql"}})]}, id="SQL"
        ),
    ],
)
def test_what_holds_no_python_is_left(content: object) -> None:
    source = decode(PATH, made.stored(content))

    assert source.text == ""
    assert source.position(0) == (1, 1)


def test_format_3_is_read_and_written() -> None:
    cell = {
        "cell_type": "code", "language": "python", "prompt_number": 1, "outputs": [],
        "input": ["from zai import ZaiClient\n", "ZaiClient()." + ask("'glm-4.5'")[7:]],
    }  # fmt: skip
    content = {"nbformat": 3, "worksheets": [{"cells": [cell]}]}
    data = made.stored(content)

    assert fix(decode(PATH, data)).after.data == data.replace(b"glm-4.5", b"glm-4.6")


def test_the_last_of_two_keys_counts() -> None:
    line = json.dumps("from zai import ZaiClient\nZaiClient()." + ask("'glm-4.5'")[7:])
    data = f'{{"cells": [{{"cell_type": "code", "source": "x", "source": {line}}}]}}'.encode()

    assert fix(decode(PATH, data)).after.data == data.replace(b"glm-4.5", b"glm-4.6")


def test_a_file_with_a_mark_keeps_it() -> None:
    data = b"\xef\xbb\xbf" + made.file(SETUP, made.code(ask("'glm-4.5'")))

    assert fix(decode(PATH, data)).after.data == data.replace(b"glm-4.5", b"glm-4.6")


def test_what_is_not_code_may_not_change() -> None:
    before = notebook(made.prose("a"), made.code("x = 1"))
    after = notebook(made.prose("b"), made.code("x = 1"))

    with pytest.raises(FixRejected):
        verify(before, after)


def test_a_rewrite_must_compile() -> None:
    before = notebook(made.code("x = 1", "await y"))
    start = before.utf8.index(b"x")
    change = (Span(start, start + 1), "1")
    text = b"\n1 = 1\nawait y\n"
    after = before.replace(text, [change])

    with pytest.raises(FixRejected, match="compile"):
        kind_of(PATH).verify(before, after)


def test_fifty_megabytes_of_outputs_cost_no_more_than_their_bytes() -> None:
    image = {"output_type": "display_data", "data": {"image/png": "iVBO" * (12 << 20)}}
    data = made.file(SETUP, made.code(ask("'glm-4.5'"), outputs=[image]))
    source = decode(PATH, data)

    assert len(source.utf8) < 200
    assert len(data) > 50_000_000
    start = source.utf8.index(b"glm-4.5")
    edit = Edit(Span(start, start + 7), "glm-4.6")
    assert Fix("", (edit,)).edits == (edit,)
    text = source.utf8.replace(b"glm-4.5", b"glm-4.6")
    assert source.replace(text, [(edit.span, edit.text)]).data == data.replace(
        b"glm-4.5", b"glm-4.6"
    )
