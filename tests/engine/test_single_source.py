"""One file's text in, plain data out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.single_source import Finding, FixResult, check_source, fix_source
from glm_migrate.errors import UnparsableSource, UnreadableSource

HEAD = "from zai import ZaiClient\n"
CALL = HEAD + "ü = ZaiClient().chat.completions.create(model='glm-4.5', messages=[])\n"
ID = Config(select=("GLM101",))


def test_a_finding_tells_its_place_in_code_points_and_its_fix_in_words() -> None:
    (found,) = check_source(CALL, "app.py", ID)

    assert dataclasses.replace(found, url="", message="") == Finding(
        path="app.py",
        row=2,
        column=47,
        end_row=2,
        end_column=56,
        code="GLM101",
        name="outdated-model-id",
        message="",
        severity="error",
        applicability="safe",
        title=found.title,
    )
    assert "glm-4.6" in found.title
    assert found.url.startswith("https://")


def test_a_finding_without_a_fix_has_no_applicability_and_no_title() -> None:
    (found,) = check_source(CALL.replace("'glm-4.5'", "read()"), config=Config(select=("GLM903",)))

    assert (found.applicability, found.title) == ("", "")


def test_a_source_may_be_bytes_in_the_encoding_that_they_declare() -> None:
    data = b"# coding: latin-1\n" + CALL.encode("latin-1")
    fixed = fix_source(data, config=ID)

    assert [one.row for one in check_source(data, config=ID)] == [3]
    assert fixed.data == data.replace(b"glm-4.5", b"glm-4.6")
    assert fixed.text == fixed.data.decode("latin-1")


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8", "utf-8-sig"])
def test_a_text_is_taken_as_it_is_whatever_encoding_it_declares(encoding: str) -> None:
    text = f"# coding: {encoding}\nTITLE = '模型'\n" + CALL.replace("ü", "c")
    fixed = fix_source(text, config=ID)

    assert [one.row for one in check_source(text, config=ID)] == [4]
    assert fixed.text == text.replace("glm-4.5", "glm-4.6")


DEEP = f"x = {'-' * 3000}1\nMODEL = 'glm-4.5'\n"


@pytest.mark.parametrize("function", [check_source, fix_source])
@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param("# coding: latin-1\nx = '模型'\n", UnreadableSource, id="beyond its encoding"),
        pytest.param("x = '\ud800'\n", UnreadableSource, id="half a character"),
        pytest.param("# coding: no-such\nx = 1\n", UnreadableSource, id="no encoding"),
        pytest.param(DEEP, UnparsableSource, id="too deep"),
    ],
)
def test_a_text_that_can_not_be_read_raises(
    function: Callable[[str | bytes], object], source: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        function(source)


@pytest.mark.parametrize("function", [check_source, fix_source])
@pytest.mark.parametrize(
    ("source", "error"),
    [(b"x = '\xff'\n", UnreadableSource), ("x = (\n", UnparsableSource)],
    ids=["not decodable", "not valid Python"],
)
def test_a_source_that_can_not_be_read_raises(
    function: Callable[..., object], source: str | bytes, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"^app\.py: "):
        function(source, "app.py")


def test_a_file_without_a_site_stays_as_it_is() -> None:
    assert fix_source("x = 1\n") == FixResult(b"x = 1\n", "x = 1\n")
    assert not fix_source("x = 1\n").changed


def test_findings_that_a_setting_silences_for_the_path_are_left_out() -> None:
    settings = dataclasses.replace(ID, per_file_ignores={"old.py": ("GLM101",)})

    assert check_source(CALL, "old.py", settings) == ()
    assert len(check_source(CALL, "new.py", settings)) == 1


def test_what_is_left_after_a_fix_is_told_by_its_place_in_the_result() -> None:
    code = HEAD + "x = ZaiClient().chat.completions.create(model='glm-4.5-air', messages=[])\n"
    left = fix_source(code, config=ID)
    taken = fix_source(code, config=dataclasses.replace(ID, unsafe_fixes=True))

    assert (left.text, [one.code for one in left.left]) == (code, ["GLM101"])
    assert (taken.changed, taken.left) == (True, ())
