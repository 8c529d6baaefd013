"""What the command line says of a text that is edited, and which fixes can be made at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.editor.analysis import applied, encoded, fix_all, judge, together
from glm_migrate.cli.options import Options
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

OPTIONS = Options.of((), (), isolated=False)
CLIENT = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
STREAM = f"""{CLIENT}
stream = client.chat.completions.create(model="glm-4-plus", messages=[], stream=True)
for chunk in stream:
    print(chunk.choices[0].delta.content, end="")
"""


def test_a_file_need_not_be_on_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    call = f'{CLIENT}client.chat.completions.create(model="glm-4.5", messages=[], top_p=0.5)\n'
    judgement = judge(OPTIONS, path, {path: call.encode()})

    assert [one.finding.code for one in judgement.own] == ["GLM101"]
    outcome = fix_all(OPTIONS, path, {path: call.encode()})
    assert outcome is not None
    assert outcome.fixed is not None
    assert outcome.fixed.after.text == call.replace("4.5", "4.6")
    assert not Path(path).exists()


def test_nothing_to_fix_is_no_outcome(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")

    assert fix_all(OPTIONS, path, {path: b"x = 1\n"}) is None
    assert judge(OPTIONS, path, {path: b"x = 1\n"}).own == ()


def test_a_fix_brings_those_that_must_go_before_it(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    own = judge(OPTIONS, path, {path: STREAM.encode()}).own
    rename = next(one for one in own if one.finding.code == "GLM101")
    assert rename.finding.fix is not None
    assert rename.finding.fix.after, "else the example shows nothing"

    fixes = together(rename, own)

    assert fixes[-1] == rename.finding.fix
    assert rename.source is not None
    after = applied(rename.source, fixes)
    assert after is not None
    assert 'delta.content or ""' in after.text
    assert '"glm-4.6"' in after.text


def test_a_fix_whose_predecessors_are_not_there_is_not_offered(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    own = judge(OPTIONS, path, {path: STREAM.encode()}).own
    rename = next(one for one in own if one.finding.code == "GLM101")

    assert together(rename, (rename,)) == ()


def test_a_rewrite_that_is_no_python_is_not_offered() -> None:
    source = Source.decode(Path("a.py"), b"x = 1\n")

    assert applied(source, (Fix("Break it", (Edit(Span(4, 5), "("),)),)) is None
    assert applied(source, (Fix("Change it", (Edit(Span(4, 5), "2"),)),)) is not None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("x = 'é'\n", "x = 'é'\n".encode(), id="UTF-8"),
        pytest.param("# coding: gbk\n'的'\n", "# coding: gbk\n'的'\n".encode("gbk"), id="a cookie"),
        pytest.param("# coding: no\n'é'\n", "# coding: no\n'é'\n".encode(), id="a wrong one"),
        pytest.param("# coding: ascii\n'é'\n", "# coding: ascii\n'é'\n".encode(), id="not in it"),
    ],
)
def test_a_text_is_in_the_encoding_that_it_declares(text: str, data: bytes) -> None:
    assert encoded(text) == data
