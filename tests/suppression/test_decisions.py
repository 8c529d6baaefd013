"""The file of decisions: what it holds, how a question is found again, what settles it."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import ConfigError
from glm_migrate.suppression import decisions
from glm_migrate.suppression.decisions import Decision
from glm_migrate.text.source import Source

CODE = 'x = 1\n\n\ndef ask():\n    return create("a")\n'
PATH = Path("decisions.toml")


def question(**more: object) -> Decision:
    values: dict[str, object] = {
        "code": "GLM301",
        "path": "app.py",
        "line": 5,
        "mark": decisions._mark('return create("a")'),
        "call": "ask",
        "message": "it thinks",
        "advice": "decide",
        "date": "2026-11-28",
    }
    return Decision(**(values | more))  # type: ignore[arg-type]


def source(code: str) -> Source:
    return Source.decode(Path("app.py"), code.encode())


def found(code: str, *questions: Decision) -> list[tuple[int, str]]:
    text = source(code)
    asked = decisions.by_file(questions, Path.cwd())
    return [
        (text.position(one.span.start).line, one.advice) for one in decisions.findings(text, asked)
    ]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="plain"),
        pytest.param({"settled": 'no: "off" \\ it is – A.'}, id="settled, with quotes"),
        pytest.param({"key": ("glm-4", "a\tb")}, id="with its key"),
        pytest.param({"key": ()}, id="with an empty key"),
        pytest.param({"path": "ordner/ü 名.py", "message": "a\tb\x7f"}, id="odd characters"),
    ],
)
def test_what_is_written_is_read_again(more: dict[str, object]) -> None:
    one = question(**more)

    assert decisions.read(PATH, decisions.written([one])) == (one,)


def test_the_order_of_the_file_does_not_depend_on_that_of_the_questions() -> None:
    one, two = question(line=1), question(path="b.py")

    assert decisions.written([one, two]) == decisions.written([two, one])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("x = 1", "only [[decision]] tables", id="another table"),
        pytest.param("decision = 1", "only [[decision]] tables", id="no list"),
        pytest.param("decision = [1]", "decision 1 must be a table", id="no table"),
        pytest.param("[[decision]]\nkode = ''", "unknown key 'kode'", id="a typing error"),
        pytest.param("[[decision]]\ncode = 1", "'code' must be a string", id="no string"),
        pytest.param(
            "[[decision]]\ncode='x'\npath='y'\nmessage='z'\nkey=[1]",
            "'key' must be a list of strings",
            id="a key that is no words",
        ),
        pytest.param("[[decision]]\nline = 0", "'line' must be a number", id="no line"),
        pytest.param("[[decision]]\ncode = 'x'", "'path' is missing", id="a key is missing"),
        pytest.param("[[decision", "decisions.toml: ", id="no TOML"),
    ],
)
def test_a_file_that_is_none_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decisions.read(PATH, text.encode())

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("code", "row"),
    [
        pytest.param(CODE, 5, id="where it was"),
        pytest.param("# more\n" * 7 + CODE, 12, id="moved down"),
        pytest.param(CODE.replace("    return", "\treturn"), 5, id="indented otherwise"),
        pytest.param(CODE + CODE, 5, id="of two equal lines the nearest"),
    ],
)
def test_the_place_is_found_again(code: str, row: int) -> None:
    ((line, advice),) = found(code, question())

    assert line == row
    assert advice == f"decide; settle it with: glm-migrate decide {question().id}"


def test_a_line_that_is_gone_keeps_the_question() -> None:
    ((line, advice),) = found(CODE.replace('"a"', '"b"'), question())

    assert line == 1
    assert advice.startswith("the line that it was about has changed; decide")


def test_what_is_settled_is_asked_no_more() -> None:
    assert found(CODE, question(settled="by me")) == []


def test_a_question_of_another_file_is_not_asked_here() -> None:
    assert found(CODE, question(path="other.py")) == []


def test_a_newer_place_keeps_the_answer() -> None:
    about = ("glm-4", "glm-4.6")
    old, new = question(key=about, settled="by me"), question(key=about, line=9, mark="f")

    (kept,) = decisions.joined([old], [new])

    assert kept == question(key=about, line=9, mark="f", settled="by me")
    assert kept.id == old.id


def test_another_wording_keeps_the_answer_and_the_id() -> None:
    old = question(key=("glm-4",), settled="by me")
    (kept,) = decisions.joined([old], [question(key=("glm-4",), message="it reasons now")])

    assert (kept.settled, kept.message, kept.id) == ("by me", "it reasons now", old.id)


def test_something_else_at_the_same_line_is_another_question() -> None:
    one, two = question(key=("glm-4",), settled="by me"), question(key=("glm-4-air",))

    assert decisions.joined([one], [two]) == (one, two)


OF_AN_EARLIER_VERSION = b"""\
[[decision]]
id = "0badcafe"
code = "GLM301"
path = "app.py"
line = 5
mark = "%s"
call = "ask"
message = "an earlier wording"
advice = "decide"
date = "2026-01-02"
settled = "by me"
"""


def test_a_file_of_an_earlier_version_keeps_ids_and_answers() -> None:
    mark = decisions._mark('return create("a")')
    (old,) = decisions.read(PATH, OF_AN_EARLIER_VERSION % mark.encode())
    (kept,) = decisions.joined([old], [question(key=("glm-4",), line=7)])

    assert old.id == kept.id == "0badcafe"
    assert (kept.settled, kept.date, kept.key) == ("by me", "2026-01-02", ("glm-4",))
    assert decisions.read(PATH, decisions.written([kept])) == (kept,)


def test_one_entry_of_an_earlier_version_answers_one_question() -> None:
    (old,) = decisions.read(
        PATH, OF_AN_EARLIER_VERSION % decisions._mark('return create("a")').encode()
    )
    asked = [question(key=("glm-4",)), question(key=("glm-4-air",))]

    assert [one.settled for one in decisions.joined([old], asked)] == ["by me", ""]


def test_only_open_ones_are_settled() -> None:
    one, two = question(settled="long ago"), question(code="GLM202")
    result = decisions.settle([one, two], lambda _: True, "now")

    assert [each.settled for each in result] == ["long ago", "now"]


def test_the_same_question_about_two_lines_is_asked_twice() -> None:
    about = ("glm-4", "glm-4.6")
    asked = [question(key=about, line=3, mark="a"), question(key=about, line=4, mark="b")]
    kept = decisions.joined([], asked)

    assert [one.line for one in kept] == [3, 4]
    assert kept[0].id != kept[1].id
    assert decisions.joined(kept, reversed(asked)) == kept


def test_an_answer_about_one_line_is_none_about_another() -> None:
    about = ("glm-4", "glm-4.6")
    known = [question(key=about, line=3, mark="a", settled="by me")]
    asked = [question(key=about, line=2, mark="b"), question(key=about, line=3, mark="a")]

    assert [one.settled for _, one in decisions.with_known(asked, known) if one] == ["by me"]
    assert [one.settled for one in decisions.joined(known, asked)] == ["by me", ""]
