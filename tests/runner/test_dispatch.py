"""Files become outcomes, whatever they hold and whatever goes wrong, one by one or in a pool."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine import check, fix_rounds
from glm_migrate.errors import FixRejected, UnencodableText
from glm_migrate.model.findings import Severity
from glm_migrate.runner import dispatch, isolated, task
from glm_migrate.runner.job import Job
from tests.runner.orders import (
    CALL,
    CHECK,
    DEEP,
    FIX,
    FIXED,
    codes,
    message,
    of,
    raising,
    unit,
)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_check_reports() -> None:
    outcome = of(CALL)

    assert "GLM101" in codes(outcome)
    assert outcome.fixed is None


def test_a_fix_plans_and_reports_the_rest() -> None:
    outcome = of(CALL, FIX)

    assert outcome.fixed is not None
    assert outcome.fixed.after.data == FIXED
    assert "GLM101" not in codes(outcome)
    assert Path("a.py").exists() is False


def test_nothing_to_fix_is_no_rewrite() -> None:
    assert of(FIXED, FIX).fixed is None


@pytest.mark.parametrize("order", [CHECK, FIX], ids=["check", "fix"])
@pytest.mark.parametrize(
    ("data", "code", "text"),
    [
        pytest.param(b"x = '\xff glm-4.5'", "GLM900", "invalid or missing encoding", id="no UTF-8"),
        pytest.param(b"# coding: klingon\n", "GLM900", "unknown encoding: klingon", id="a cookie"),
        pytest.param(CALL + b"x = (", "GLM901", "'(' was never closed", id="a syntax error"),
        pytest.param(CALL + b"x = '\0'", "GLM901", "cannot contain null bytes", id="a null byte"),
    ],
)
def test_a_file_that_can_not_be_handled(order: Job, data: bytes, code: str, text: str) -> None:
    outcome = of(data, order)

    assert codes(outcome) == [code]
    assert text in message(outcome)
    assert outcome.report.findings[0].severity is Severity.ERROR
    assert outcome.fixed is None


def test_a_syntax_error_is_shown_where_it_is() -> None:
    outcome = of(CALL + b"x = (")
    source = outcome.report.source

    assert source is not None
    assert source.position(outcome.report.findings[0].span.start).line == 5


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({"select": ("GLM101",)}, ["GLM901"], id="even if something else is selected"),
        pytest.param({"ignore": ("GLM901",)}, [], id="unless it is ignored"),
        pytest.param({"extend_ignore": ("syntax-error",)}, [], id="by name, too"),
        pytest.param({"per_file_ignores": {"a.py": ("GLM9",)}}, [], id="or for this file"),
    ],
)
def test_a_bad_file_is_always_reported(settings: dict[str, Any], expected: list[str]) -> None:
    assert codes(of(CALL + b"x = (", Job(Config(**settings)))) == expected


def test_a_bad_encoding_can_be_ignored_for_its_file() -> None:
    config = Config(per_file_ignores={"a.py": ("GLM900",)})
    outcome = of(b"'\xff'", Job(config))

    assert codes(outcome) == []
    assert [finding.code for finding, _ in outcome.report.suppressed] == ["GLM900"]


def test_a_file_that_can_not_be_opened() -> None:
    outcome = dispatch.of_file("gone.py", CHECK)

    assert codes(outcome) == ["GLM900"]
    assert message(outcome) == "cannot read: No such file or directory"


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "MAX_BYTES", 1 << 20)

    assert message(of(b"#" * ((1 << 20) + 1))) == (
        "1.0 MB is more than the 1 MB that can be parsed; exclude the file"
    )


def test_a_defect_of_ours_is_told_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "check_project", raising(ZeroDivisionError("ours")))
    outcome = of(CALL)

    assert outcome.crash.endswith("ZeroDivisionError: ours\n")
    assert message(outcome) == (
        "internal error, so this file was not checked: ZeroDivisionError('ours')"
    )


def test_too_little_memory_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "check_project", raising(MemoryError()))

    assert message(of(CALL)) == "not enough memory to parse it"


def test_a_stack_that_is_too_small_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "check_project", raising(RecursionError()))

    assert "GLM101" in codes(of(CALL))


@pytest.mark.parametrize(
    ("error", "rejected"),
    [
        pytest.param(FixRejected(Path("a.py"), "no"), True, id="a failed self-check is a defect"),
        pytest.param(UnencodableText(Path("a.py"), "no"), False, id="a missing character is not"),
    ],
)
def test_a_rejected_rewrite_is_reported_beside_the_rest(
    monkeypatch: pytest.MonkeyPatch, error: FixRejected, rejected: bool
) -> None:
    real = fix_rounds.fix_project

    def rejecting(*arguments: Any) -> Any:
        plan = real(*arguments)
        return replace(plan, errors=(error,))

    monkeypatch.setattr(fix_rounds, "fix_project", rejecting)
    outcome = of(CALL.replace(b"temperature=1", b"temperature=2"), FIX)

    assert codes(outcome)[0] == "GLM904"
    assert outcome.rejected is rejected
    assert outcome.fixed is None


@pytest.mark.parametrize("order", [CHECK, FIX], ids=["check", "fix"])
def test_a_suspicious_file_is_handled_in_another_process(
    order: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "handle_one", raising(AssertionError("not in this process")))
    outcome = of(DEEP, order)

    assert outcome.crash == ""
    assert outcome.report.path == Path("a.py")
    assert ("GLM101" in codes(outcome)) is not order.fix
    assert (outcome.fixed is not None) is order.fix


@pytest.mark.parametrize("order", [CHECK, FIX], ids=["check", "fix"])
@pytest.mark.parametrize(
    "deep",
    [
        pytest.param(b"[" * 10_000, id="never closed"),
        pytest.param(b"(" * 201 + b"1" + b")" * 201, id="201 deep"),
        pytest.param(b"f({[" * 70 + b"0" + b"]})" * 70, id="of all kinds"),
        pytest.param(b"'(' + \"'\" + " + b"(" * 201 + b"1" + b")" * 201, id="after quotes"),
        pytest.param(b"'''\n''' + " + b"(" * 201 + b"1" + b")" * 201, id="after a long string"),
    ],
)
def test_what_python_refuses_for_its_depth_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, deep: bytes, order: Job
) -> None:
    with pytest.raises((SyntaxError, MemoryError)):
        compile(CALL + b"x = " + deep, "", "exec")
    monkeypatch.setattr(dispatch, "handle_one", raising(AssertionError("parsed")))
    monkeypatch.setattr(isolated, "outcome", raising(AssertionError("parsed apart")))
    outcome = of(CALL + b"x = " + deep, order)

    assert codes(outcome) == ["GLM901"]
    assert message(outcome).startswith("not valid Python: too deeply nested: more than 200")


def test_one_bad_file_of_a_unit_harms_no_other() -> None:
    Path("a.py").write_bytes(CALL)
    Path("b.py").write_bytes(b"'\xff'")
    found = {str(o.report.path): codes(o) for o in dispatch.of_unit(unit("a.py", "b.py"), CHECK)}

    assert "GLM101" in found["a.py"]
    assert found["b.py"] == ["GLM900"]


def test_a_unit_that_needs_a_deeper_stack_is_still_read_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = iter([RecursionError])
    handle = task.handle

    def shallow(*given: Any) -> Any:
        for fault in told:
            raise fault
        return handle(*given)

    monkeypatch.setattr(dispatch, "handle", shallow)
    Path("names.py").write_text('MODEL = "glm-4.5"\n')
    Path("call.py").write_bytes(b"from names import MODEL\n" + CALL.replace(b'"glm-4.5"', b"MODEL"))

    outcomes = dispatch.of_unit(unit("call.py", "names.py"), CHECK)

    assert "GLM101" in codes(outcomes[1])
    assert not any(one.crash for one in outcomes)


def test_a_fault_of_a_unit_that_no_file_has_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "handle", raising(KeyError("together")))
    for name in ("a.py", "b.py"):
        Path(name).write_bytes(CALL)

    first, second = dispatch.of_unit(unit("a.py", "b.py"), CHECK)

    assert "checked each alone: KeyError" in first.report.findings[-1].message
    assert "KeyError" in first.crash
    assert "GLM101" in codes(first)
    assert "GLM900" not in codes(second)
    assert not second.crash
