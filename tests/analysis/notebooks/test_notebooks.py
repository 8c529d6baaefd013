"""Notebooks as a check and a fix see them: read like Python, written cell by cell."""

from __future__ import annotations

import json

import pytest

from glm_migrate.analysis import notebooks
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.errors import UnparsableSource, UnreadableSource
from glm_migrate.model.mentions import Mention
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Span
from tests.analysis.notebooks.checked import PATH, SETUP, ask, fixed, notebook
from tests.text.notebook import made

ASK = ("client.chat.completions.create(model={}, messages=[])",)


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


def test_only_what_stands_around_the_code_is_a_site_of_notebooks() -> None:
    source = notebook(SETUP, made.code(ask("'glm-4.5'")), made.prose("glm-4.5"))
    context = ExtractionContext(Project([source]), lambda text: text == "glm-4.5")

    assert [type(one) for one in notebooks.extract(context)] == [Mention]
