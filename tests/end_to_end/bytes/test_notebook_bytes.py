"""Twenty notebooks of odd make: one intended edit each, every other byte as it was."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.write import commit
from glm_migrate.project.decoding import decode
from tests.text.notebook import made

ID = Config(select=("GLM101",))
OLD, NEW = b"glm-4.5", b"glm-4.6"
SETUP = made.code("from zai import ZaiClient", "client = ZaiClient()")
CALL = "client.chat.completions.create(model='glm-4.5', messages=[])"
ASK = made.code("# 问", CALL)
PLAIN = made.notebook(SETUP, made.prose("中 \U0001f600"), ASK)
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["\u2028 \x1b[31mred\x1b[0m \\u0041\n"]}


def stored(*cells: made.Cell, **layout: Any) -> bytes:
    return made.file(*(cells or PLAIN["cells"]), **layout)


def third(text: str, head: str = "") -> bytes:
    """A notebook of format 3 with one cell."""
    cell = {"cell_type": "code", "input": text, "language": "python", "prompt_number": 1}
    return head.encode() + made.stored({"nbformat": 3, "worksheets": [{"cells": [cell]}]})


PROGRAM = "".join([*SETUP["source"], "\n", CALL])
FILES = {
    "as Jupyter writes it": stored(),
    "four blanks": stored(indent=4),
    "tabs": stored(indent="\t"),
    "one line": stored(indent=None),
    "no blanks at all": stored(indent=None, separators=(",", ":")),
    "sorted keys": stored(sort_keys=True),
    "escaped characters": stored(ensure_ascii=True),
    "upper-case escapes": stored(ensure_ascii=True).replace(rb"\u4e2d", rb"\u4E2D"),
    "CRLF": stored().replace(b"\n", b"\r\n"),
    "no final newline": stored().rstrip(b"\n"),
    "blank lines at the end": stored() + b"\n\n  \n",
    "byte order mark": codecs.BOM_UTF8 + stored(),
    "one string for a cell": stored(SETUP, {**ASK, "source": f"# 问\n{CALL}"}),
    "strings that are no lines": stored(SETUP, {**ASK, "source": ["# 问\ncli", CALL[3:], "\n"]}),
    "escaped slashes": stored(SETUP, made.code("a = '/'", CALL)).replace(b"'/'", rb"'\/'"),
    "an escaped letter in another line": stored(SETUP, made.code("b = 'b'", CALL)).replace(
        b"'b'", rb"'\u0062'"
    ),
    "odd outputs": stored(SETUP, {**ASK, "outputs": [OUTPUT]}),
    "a key twice": stored(SETUP, ASK).replace(
        b'"cells"', b'"metadata": {"a": 1, "a": 2}, "cells"', 1
    ),
    "numbers as they are": stored().replace(b'"nbformat": 4', b'"x": 1.50e+007, "nbformat": 4'),
    "format 3": third(PROGRAM),
    "blanks before it": third(PROGRAM, "\n\n "),
    "commands around it": stored(SETUP, made.code("!ls 'x", "%time 1", CALL, "client?")),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_one_edit_and_every_other_byte_stays(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "real.ipynb"
    path.write_bytes(data)

    fixed = fix(decode(path, path.read_bytes()), ID)
    refused = commit([FileReplacement(path, fixed.before.data, fixed.after.data)])

    assert refused == ()
    assert data.count(OLD) == 1
    assert path.read_bytes() == data.replace(OLD, NEW)
    assert [finding.code for finding in fixed.applied] == ["GLM101"]
    assert check(fixed.after, ID) == ()


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_the_place_of_the_finding_is_the_string(data: bytes) -> None:
    source = decode(Path("example.ipynb"), data)

    (finding,) = check(source, ID)

    assert source.slice(finding.span) == "'glm-4.5'"
    body = data.removeprefix(codecs.BOM_UTF8)
    line, column = source.on_disk(finding.span.start)
    assert line == body[: body.index(b"'glm-4.5'")].count(b"\n") + 1
    assert body.decode().split("\n")[line - 1][column - 1 :].startswith("'glm-4.5'")


def test_all_of_them_are_notebooks() -> None:
    assert len(FILES) >= 20
    assert all(json.loads(data.decode("utf-8-sig")) for data in FILES.values())
