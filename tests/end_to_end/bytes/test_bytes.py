"""Twelve files that rewriters damage: one intended edit each, every other byte as it was.

The contents are written out here and not kept as files, so that no editor, checkout or formatter
can smooth them. Reading, fixing and writing are the tool's own, on a real directory.
"""

from __future__ import annotations

import codecs
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.config.schema import Config
from glm_migrate.text.source import Source
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.write import commit

ID = Config(select=("GLM101",))
OLD, NEW = b"glm-4.5", b"glm-4.6"
HEAD = b"from zai import ZaiClient\nclient = ZaiClient()\n"
CALL = b'client.chat.completions.create(model="glm-4.5", messages=[])\n'
CRLF = (HEAD + CALL).replace(b"\n", b"\r\n")


@dataclass(frozen=True)
class File:
    """One awkward file.

    Attributes:
        mode: Permission bits on disk.
        linked: It is reached through a symbolic link.
    """

    data: bytes
    mode: int = 0o644
    linked: bool = False


FILES = {
    "plain": File(HEAD + CALL),
    "byte order mark": File(codecs.BOM_UTF8 + HEAD + CALL),
    "CRLF": File(CRLF),
    "latin-1 by cookie": File(b"# coding: latin-1\n# caf\xe9 \xff\n" + HEAD + CALL),
    "GBK by cookie": File(b"# -*- coding: gbk -*-\nASK = '\xc4\xe3\xba\xc3'\n" + HEAD + CALL),
    "form feeds": File(b"import os\n\x0c\n" + HEAD + b"\x0c\n  \x0c" + CALL + b"\x0c"),
    "no final newline": File((HEAD + CALL).rstrip(b"\n")),
    "mixed newlines": File(
        b"a = 1\r\nb = '''x\ry\r\n'''\n" + HEAD.replace(b"\n", b"\r") + b"\n\r" + CALL + b"c = 3\r"
    ),
    "a tail of white space": File(HEAD + CALL + b"   \n\t\n\n  \x0c \n    "),
    "CRLF inside a string": File(
        HEAD + b'PROMPT = """one\r\ntwo\nthree\rfour"""\n' + CALL + b"s = 'a\\\r\nb'\n"
    ),
    "mode 755": File(b"#!/usr/bin/env python\n" + HEAD + CALL, mode=0o755),
    "symbolic link": File(HEAD + CALL, linked=True),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_one_edit_and_every_other_byte_stays(file: File, tmp_path: Path) -> None:
    real = tmp_path / "real.py"
    real.write_bytes(file.data)
    real.chmod(file.mode)
    path = real
    if file.linked:
        path = tmp_path / "link.py"
        path.symlink_to("real.py")

    fixed = fix(Source.decode(path, path.read_bytes()), ID)
    refused = commit([FileReplacement(path, fixed.before.data, fixed.after.data)])

    assert refused == ()
    assert file.data.count(OLD) == 1
    assert real.read_bytes() == file.data.replace(OLD, NEW)
    assert stat.S_IMODE(real.stat().st_mode) == file.mode
    assert path.is_symlink() is file.linked
    assert {one.name for one in tmp_path.iterdir()} == {"real.py", path.name}
    assert [finding.code for finding in fixed.applied] == ["GLM101"]


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_the_place_of_the_finding_is_the_string(file: File) -> None:
    source = Source.decode(Path("example.py"), file.data)

    (finding,) = check(source, ID)

    assert source.slice(finding.span) == '"glm-4.5"'
    text = source.utf8.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode()
    line = next(n for n, one in enumerate(text.split("\n"), 1) if '"glm-4.5"' in one)
    assert source.position(finding.span.start).line == line
    assert source.line(line).strip("\x0c ").startswith("client.chat")
