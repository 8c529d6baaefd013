"""Suppression comments: what they silence, what they must not, and what is said about them."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glm_migrate.config.schema import Config
from glm_migrate.errors import UsageError
from glm_migrate.model.findings import SuppressedBy
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule
from glm_migrate.suppression import filtering
from glm_migrate.text import edits
from glm_migrate.text.source import Span
from tests.examples import examples
from tests.suppression.commented import (
    IGNORE,
    TODAY,
    finding,
    findings,
    said,
    settle,
    source,
)


def selected(*codes: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in all_rules() if rule.code in codes)


ALL_OF_GLM1 = tuple(rule.code for rule in all_rules() if rule.code.startswith("GLM1"))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"x = HERE  {IGNORE}\n", id="a code on the line"),
        pytest.param(f"x = HERE  {IGNORE}", id="no newline at the end of the file"),
        pytest.param("x = HERE  # glm-migrate: ignore[outdated-model-id]\n", id="a rule name"),
        pytest.param("x = HERE  # glm-migrate: ignore[glm101]\n", id="a code in lower case"),
        pytest.param("x = HERE  # glm-migrate: ignore[GLM1]\n", id="a prefix of the code"),
        pytest.param("x = HERE  # glm-migrate: ignore\n", id="no code at all"),
        pytest.param("x = HERE  #glm-migrate:ignore [ GLM201 , GLM101 ]\n", id="odd spacing"),
        pytest.param("x = HERE  # GLM-Migrate: Ignore\n", id="odd case"),
        pytest.param(f"x = HERE  {IGNORE} -- see #12, [sic]\n", id="a reason with # and ["),
        pytest.param(f"x = HERE  {IGNORE} until=2026-11-22\n", id="on its last day"),
        pytest.param(f"x = HERE  # type: ignore[arg-type]  {IGNORE}\n", id="after type: ignore"),
        pytest.param(f"x = HERE  {IGNORE}  # type: ignore\n", id="before type: ignore"),
        pytest.param(f"x = HERE  # noqa: E501  {IGNORE}\n", id="after a noqa of another tool"),
        pytest.param(f"{IGNORE}\nx = HERE\n", id="alone on the line above"),
        pytest.param(f"if x:\n    {IGNORE}\n    y = HERE\n", id="alone above, indented"),
        pytest.param(f"{IGNORE}\n# why\nx = HERE\n", id="a comment in between"),
        pytest.param(f"f(\n    a,\n    {IGNORE}\n    HERE,\n)\n", id="alone above, in brackets"),
        pytest.param(f"{IGNORE}\nf(\n    a,\n    HERE,\n)\n", id="alone above the statement"),
        pytest.param(f"f(  {IGNORE}\n    a,\n    HERE,\n)\n", id="first line of the statement"),
        pytest.param(f"f(\n    a,\n    HERE,\n)  {IGNORE}\n", id="last line of the statement"),
        pytest.param(f"f(\n    a,\n    HERE,  {IGNORE}\n)\n", id="own line in the statement"),
        pytest.param(f"x = \\\n    HERE  {IGNORE}\n", id="after a backslash"),
        pytest.param(f"x = HERE + '''\n'''  {IGNORE}\n", id="behind a string of several lines"),
        pytest.param(f"a = 1; x = HERE  {IGNORE}\n", id="second statement of a line"),
        pytest.param("# glm-migrate: disable[GLM101]\n\nx = HERE\n", id="in a region"),
        pytest.param("x = HERE  # glm-migrate: disable\n", id="region from its own line on"),
        pytest.param(
            "# glm-migrate: disable[GLM101]\n# glm-migrate: enable[GLM2]\nx = HERE\n",
            id="another rule is enabled again",
        ),
        pytest.param(
            "# glm-migrate: disable\n# glm-migrate: enable\n# glm-migrate: disable\nx = HERE\n",
            id="disabled again",
        ),
        pytest.param("x = HERE\n# glm-migrate: file-ignore[GLM101]\n", id="file-ignore, anywhere"),
        pytest.param("x = HERE  # noqa\n", id="bare noqa"),
        pytest.param("x = HERE  #NOQA\n", id="bare noqa in upper case"),
        pytest.param("x = HERE  # noqa because\n", id="bare noqa with words"),
        pytest.param("x = HERE  # noqa: GLM101\n", id="noqa with the code"),
        pytest.param("x = HERE  # noqa:E501,GLM101\n", id="noqa with a list"),
        pytest.param("x = HERE  # noqa : E501 glm101 -- why\n", id="noqa with spaces"),
        pytest.param("x = HERE  # type: ignore # noqa: GLM101\n", id="noqa after type: ignore"),
        pytest.param("f(\n    HERE,\n)  # noqa: GLM101\n", id="noqa on the logical last line"),
        pytest.param(f"x = HERE  {IGNORE}\r\ny = 1\r\n", id="CRLF"),
        pytest.param(f"y = 1\rx = HERE  {IGNORE}\ry = 2\r", id="CR"),
        pytest.param(f"y = 1\n\x0c\nx = HERE  {IGNORE}\n", id="a form feed before"),
        pytest.param(f"\ufeffx = HERE  {IGNORE}\n", id="a byte order mark"),
        pytest.param(f"名 = '中文', HERE  {IGNORE}\n", id="wide characters before"),
        pytest.param(
            f"# coding: gbk\n名 = '中文', HERE  {IGNORE} -- 原因\n".encode("gbk"), id="a GBK file"
        ),
        pytest.param(f"x = HERE  {IGNORE}\nf(\n", id="a file that ends in the middle"),
    ],
)
def test_silences(code: str | bytes) -> None:
    kept, suppressed = settle(code)

    assert "GLM101" not in [one.code for one in kept]
    assert [one.code for one, _ in suppressed] == ["GLM101"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("x = HERE\n", id="no comment"),
        pytest.param("x = HERE  # glm-migrate: ignore[GLM201]\n", id="another code"),
        pytest.param(f"{IGNORE}\n\nx = HERE\n", id="a blank line in between"),
        pytest.param(f"{IGNORE}\ny = 1\nx = HERE\n", id="another statement in between"),
        pytest.param(f"x = HERE\n{IGNORE}\n", id="alone on the line below"),
        pytest.param(f"f(\n    a,  {IGNORE}\n    HERE,\n)\n", id="a line in the middle"),
        pytest.param(f"f(\n    HERE,\n{IGNORE}\n)\n", id="alone above the closing bracket"),
        pytest.param(f"s = HERE, '{IGNORE}'\n", id="text in a string"),
        pytest.param(f"s = HERE, '''\n{IGNORE}\n'''\n", id="a line of a string"),
        pytest.param(f"x = HERE  # write {IGNORE}\n", id="prose before it"),
        pytest.param("x = HERE  # glm-migrate is a tool\n", id="the tool's name in prose"),
        pytest.param("x = HERE  # glm-migrate: ignore[GLM999]\n", id="an unknown rule"),
        pytest.param("x = HERE  # glm-migrate: ignore[GLM101, GLM999]\n", id="one unknown of two"),
        pytest.param("x = HERE  # glm-migrate: skip[GLM101]\n", id="an unknown word"),
        pytest.param(f"x = HERE  {IGNORE} until=2026-11-21\n", id="the day after"),
        pytest.param("x = HERE\n# glm-migrate: disable\n", id="before the region"),
        pytest.param(
            "# glm-migrate: disable[GLM1]\n# glm-migrate: enable[GLM101]\nx = HERE\n",
            id="after the region",
        ),
        pytest.param("# glm-migrate: disable\nx = HERE\nf(\n", id="region of a broken file"),
        pytest.param("x = HERE  # noqa: E501\n", id="noqa of another tool"),
        pytest.param("x = HERE  # noqa: none of these\n", id="noqa with no code behind its colon"),
        pytest.param("x = HERE  # noqa-ish\n", id="a word that starts with noqa"),
        pytest.param("x = HERE  # no # noqa here\n", id="noqa inside prose"),
        pytest.param("f(  # noqa: GLM101\n    HERE,\n)\n", id="noqa on the logical first line"),
        pytest.param("# noqa: GLM101\nx = HERE\n", id="noqa on the line above"),
    ],
)
def test_does_not_silence(code: str) -> None:
    kept, suppressed = settle(code)

    assert "GLM101" in [one.code for one in kept]
    assert suppressed == ()


def test_the_reason_is_told() -> None:
    _, suppressed = settle(f"{IGNORE}\nx = HERE  {IGNORE} until=2027-01-31 -- by contract\n")

    assert [one.text for _, one in suppressed] == ["by contract"]


def test_findings_in_other_files_pass_through() -> None:
    text = source(f"x = HERE  {IGNORE}\n")
    elsewhere = finding(Span(4, 8), path=Path("other.py"))

    kept, suppressed = filtering.settle(text, [elsewhere], Config(), selected("GLM101"))

    assert (kept, suppressed) == ((elsewhere,), ())


def test_findings_are_ordered_by_place() -> None:
    text = source("x = HERE, HERE\n")
    found = findings(text, "GLM201", "GLM101")[::-1]

    kept, _ = filtering.settle(text, found, Config(), all_rules())

    assert [(one.span.start, one.code) for one in kept] == [
        (4, "GLM101"),
        (4, "GLM201"),
        (10, "GLM101"),
        (10, "GLM201"),
    ]


@pytest.mark.parametrize(
    ("pattern", "silenced"),
    [
        pytest.param("app/**", True, id="everything below a directory"),
        pytest.param("llm.py", True, id="a file name"),
        pytest.param("app", True, id="a directory name"),
        pytest.param("tests/**", False, id="another directory"),
        pytest.param("!tests/**", True, id="everything but a directory"),
        pytest.param("!app/**", False, id="everything but its own directory"),
    ],
)
def test_per_file_ignores(pattern: str, silenced: bool) -> None:
    config = Config(per_file_ignores={pattern: ("GLM1",)})

    kept, suppressed = settle("x = HERE\n", "GLM101", "GLM201", config=config)

    assert [one.code for one in kept] == (["GLM201"] if silenced else ["GLM101", "GLM201"])
    assert [one.text for _, one in suppressed] == (
        [f"per-file-ignores: {pattern}"] if silenced else []
    )


def test_per_file_ignores_count_from_the_configuration_file(tmp_path: Path) -> None:
    config = Config(per_file_ignores={"app/llm.py": ("GLM900",)}, root=tmp_path)
    unread = finding(Span(0, 0), "GLM900", tmp_path / "app" / "llm.py")

    kept, suppressed = filtering.per_file(unread.path, [unread], config)

    assert (kept, len(suppressed)) == ((), 1)


def test_comments_and_settings_are_told_apart() -> None:
    config = Config(per_file_ignores={"*": ("GLM2",)})
    _, suppressed = settle(
        "x = HERE  # glm-migrate: ignore[GLM1]\n", "GLM101", "GLM201", config=config
    )

    assert [one.by for _, one in suppressed] == [SuppressedBy.COMMENT, SuppressedBy.SETTING]


UNUSED = [
    pytest.param("x = 1  # glm-migrate: ignore\n", "x = 1\n", id="behind code"),
    pytest.param("x = 1\t # glm-migrate: ignore  \ny\n", "x = 1\ny\n", id="with all its blanks"),
    pytest.param("x = 1  # glm-migrate: ignore", "x = 1", id="no final newline"),
    pytest.param("x = 1  # glm-migrate: ignore\r\ny\r\n", "x = 1\r\ny\r\n", id="CRLF"),
    pytest.param("# glm-migrate: ignore\nx = 1\n", "x = 1\n", id="alone"),
    pytest.param("x = 1\n    # glm-migrate: ignore", "x = 1\n", id="alone on the last line"),
    pytest.param("x\r# glm-migrate: ignore\ry\r", "x\ry\r", id="alone, CR"),
    pytest.param(
        "x = 1  # glm-migrate: ignore -- why  # noqa: E501\n",
        "x = 1  # noqa: E501\n",
        id="before another directive",
    ),
    pytest.param(
        "x = 1  # type: ignore  # glm-migrate: ignore\n",
        "x = 1  # type: ignore\n",
        id="after another directive",
    ),
    pytest.param(
        "# mypy: ignore-errors # glm-migrate: file-ignore\n",
        "# mypy: ignore-errors\n",
        id="after another directive, alone",
    ),
    pytest.param(
        "# glm-migrate: file-ignore # mypy: ignore-errors\n",
        "# mypy: ignore-errors\n",
        id="before another directive, alone",
    ),
    pytest.param(
        "x = HERE  # glm-migrate: ignore[GLM201, GLM101]\n",
        "x = HERE  # glm-migrate: ignore[GLM101]\n",
        id="the first code of a list",
    ),
    pytest.param(
        "x = HERE  # glm-migrate: ignore[GLM101,GLM201,GLM102] -- why\n",
        "x = HERE  # glm-migrate: ignore[GLM101] -- why\n",
        id="the last codes of a list",
    ),
    pytest.param(
        "x = HERE  # glm-migrate: ignore[GLM101,GLM201,outdated-model-id]\n",
        "x = HERE  # glm-migrate: ignore[GLM101,outdated-model-id]\n",
        id="a code in the middle, the comma as it was",
    ),
    pytest.param(
        "名 = '中文'  # glm-migrate: ignore[GLM101]\n", "名 = '中文'\n", id="behind wide characters"
    ),
    pytest.param("x = 1\n# glm-migrate: enable[GLM1]\n", "x = 1\n", id="enable without disable"),
]


@pytest.mark.parametrize(("before", "expected"), UNUSED)
def test_removal_takes_just_the_unused(before: str, expected: str) -> None:
    (unused,) = said(before, "GLM910")

    assert unused.fix
    assert unused.fix.applicability is edits.Applicability.SAFE
    assert edits.apply(before.encode(), [unused.fix]).decode() == expected


@pytest.mark.parametrize(
    ("code", "message", "title"),
    [
        pytest.param(
            "x  # glm-migrate: ignore\n",
            "unused ignore: nothing is silenced here",
            "Remove the comment",
            id="no codes",
        ),
        pytest.param(
            "x = HERE  # glm-migrate: ignore[GLM101, GLM2, GLM601]\n",
            "unused ignore of GLM2, GLM601: nothing is silenced here",
            "Remove GLM2, GLM601",
            id="codes",
        ),
        pytest.param(
            "# glm-migrate: enable[GLM101]\n",
            "unused enable of GLM101: nothing is disabled here",
            "Remove the comment",
            id="enable",
        ),
    ],
)
def test_unused_says_what(code: str, message: str, title: str) -> None:
    (unused,) = said(code, "GLM910")

    assert unused.fix
    assert (unused.message, unused.fix.title) == (message, title)
    assert source(code).slice(unused.span) == code[code.index("#") : -1]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("x = HERE  # glm-migrate: ignore[GLM101,outdated-model-id]\n", id="two words"),
        pytest.param("# glm-migrate: disable\nHERE\n# glm-migrate: enable\n", id="region, enable"),
        pytest.param(
            "# glm-migrate: disable[GLM1]\nHERE\n# glm-migrate: enable[GLM101]\n",
            id="enable of a part of the region",
        ),
        pytest.param(
            "# glm-migrate: file-ignore\nx = HERE  # glm-migrate: ignore\n", id="two that silence"
        ),
        pytest.param("x = 1  # noqa: GLM101\n", id="noqa"),
        pytest.param("x = 1  # glm-migrate: ignore[GLM910]\n", id="a code about comments"),
        pytest.param(
            "# glm-migrate: disable until=2020-01-01\nx = 1\n# glm-migrate: enable\n",
            id="the end of an expired region",
        ),
        pytest.param("x = 1  # glm-migrate: ignore\nf(", id="nothing silenced in a broken file"),
    ],
)
def test_is_not_called_unused(code: str) -> None:
    codes = ("GLM901",) if code.endswith("f(") else ()
    text = source(code)
    found = [*findings(text), *(finding(Span(0, 0), one) for one in codes)]
    kept, _ = filtering.settle(text, found, Config(), all_rules(), today=TODAY)

    assert "GLM910" not in [one.code for one in kept]


def test_the_end_of_a_region_goes_after_its_start() -> None:
    region = "# glm-migrate: disable[GLM2]\n# glm-migrate: enable[GLM2]\nx = 1\n"

    (first,) = said(region, "GLM910")
    (second,) = said(region.partition("\n")[2], "GLM910")

    assert first.message == "unused disable of GLM2: nothing is silenced here"
    assert second.message == "unused enable of GLM2: nothing is disabled here"


@pytest.mark.parametrize(
    ("selector", "codes", "told"),
    [
        pytest.param("[GLM101]", ("GLM101", "GLM910"), True, id="its rule ran"),
        pytest.param("[GLM101]", ("GLM201", "GLM910"), False, id="its rule did not run"),
        pytest.param("[GLM1]", ("GLM101", "GLM910"), False, id="one rule of a prefix ran"),
        pytest.param("[GLM1]", (*ALL_OF_GLM1, "GLM910"), True, id="all of a prefix ran"),
        pytest.param("", ("GLM101", "GLM910"), False, id="bare, some rules ran"),
        pytest.param("[GLM101]", ("GLM101",), False, id="the rule about comments did not run"),
    ],
)
def test_only_rules_that_ran_can_be_unused(
    selector: str, codes: tuple[str, ...], told: bool
) -> None:
    code = f"x = 1  # glm-migrate: ignore{selector}\n"

    kept, _ = settle(code, rules=selected(*codes))

    assert [one.code for one in kept] == (["GLM910"] if told else [])


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        pytest.param(
            "x  # glm-migrate: ignroe\n# glm-migrate: file-ignore[GLM911]\n", [], id="code"
        ),
        pytest.param(
            "# glm-migrate: disable[invalid-suppression]\n# glm-migrate: x\n", [], id="name"
        ),
        pytest.param(
            "# glm-migrate: file-ignore[GLM101, GLM910]\n", [], id="a comment about itself"
        ),
        pytest.param(
            "x  # glm-migrate: ignroe\n# glm-migrate: file-ignore\n",
            ["GLM911", "GLM910"],
            id="not by a blanket comment",
        ),
        pytest.param(
            "x  # glm-migrate: ignroe\n# glm-migrate: file-ignore[GLM9]\n",
            ["GLM911", "GLM910"],
            id="not by a prefix",
        ),
        pytest.param("x  # glm-migrate: ignroe  # noqa\n", ["GLM911"], id="not by a bare noqa"),
    ],
)
def test_findings_about_comments_are_silenced_by_exact_words_only(
    code: str, kept: list[str]
) -> None:
    found, _ = settle(code)

    assert [one.code for one in found] == kept


def test_configuration_silences_findings_about_comments() -> None:
    config = Config(per_file_ignores={"app": ("GLM911",)})

    kept, suppressed = settle("x  # glm-migrate: ignroe\n", config=config)

    assert (kept, len(suppressed)) == ((), 1)


def test_an_unknown_rule_in_the_configuration_is_a_usage_error() -> None:
    config = Config(per_file_ignores={"app": ("GLM999",)})

    with pytest.raises(UsageError, match="unknown rule 'GLM999'"):
        settle("x = HERE\n", config=config)


def test_a_clean_file_is_not_read_for_noqa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "scan", pytest.fail)

    assert settle("x = 1  # noqa: GLM101\n") == ((), ())
    assert settle("x = HERE\n")[1] == ()


PIECES = st.sampled_from(
    [
        "x = HERE",
        "if x:\n    y = HERE",
        "f(\n    HERE,\n    1,\n)",
        "s = '''\n# glm-migrate: ignore\n'''",
        "# glm-migrate: ignore",
        "# glm-migrate: ignore[GLM101]",
        "# glm-migrate: disable[GLM101, GLM201]",
        "# glm-migrate: enable",
        "# glm-migrate: file-ignore[GLM601] -- why",
        "x = 1  # glm-migrate: ignore[GLM201,GLM101]",
        "x = HERE  # type: ignore  # glm-migrate: ignore[GLM101,GLM102]  # noqa: E501",
        "",
        "# prose",
    ]
)


@examples()
@example(["# glm-migrate: disable"] * 2 + ["# glm-migrate: enable", "x = HERE"], "\n", False)
@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_removing_what_is_unused_changes_nothing_else(
    pieces: list[str], newline: str, final: bool
) -> None:
    code = "\n".join(pieces).replace("\n", newline) + (newline if final else "")
    before = text = source(code)
    silenced = len(filtering.settle(text, findings(text), Config(), all_rules())[1])

    for _ in range(len(pieces) + 1):
        kept, _ = filtering.settle(text, findings(text), Config(), all_rules())
        fixes = [one.fix for one in kept if one.code == "GLM910" and one.fix]
        now = edits.select(fixes, edits.Applicability.SAFE)
        if not now:
            break
        text = text.replace(edits.apply(text.utf8, now))

    assert "GLM910" not in [one.code for one in kept]
    assert ast.dump(ast.parse(text.text)) == ast.dump(ast.parse(before.text))
    assert len(filtering.settle(text, findings(text), Config(), all_rules())[1]) == silenced
    assert replace(text, data=b"", text="") == replace(before, data=b"", text="")
