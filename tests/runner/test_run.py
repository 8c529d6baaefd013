"""Files become outcomes, whatever they hold and whatever goes wrong, one by one or in a pool."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine import check, fix_rounds
from glm_migrate.errors import FixRejected, UnencodableText
from glm_migrate.model.findings import Severity
from glm_migrate.project import parser_limits
from glm_migrate.project.batches import Unit
from glm_migrate.runner import dispatch, isolated, pool, schedule
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome
from glm_migrate.text import guarded

CALL = b"""\
from zai import ZaiClient

client = ZaiClient()
answer = client.chat.completions.create(model="glm-4.5", messages=[], temperature=1)
"""
FIXED = CALL.replace(b"glm-4.5", b"glm-4.6")
CHECK, FIX = Job(Config()), Job(Config(), fix=True)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.report.findings]


def message(outcome: Outcome) -> str:
    return outcome.report.findings[0].message


def of(data: bytes, order: Job = CHECK) -> Outcome:
    return dispatch.of_bytes(Path("a.py"), data, order)


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


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


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


DEEP = CALL + b"x = " + b"(" * 150 + b"1" + b")" * 150


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(CALL, False, id="an ordinary file"),
        pytest.param(b"", False, id="an empty file"),
        pytest.param(DEEP, True, id="deep brackets"),
        pytest.param(b"x = (" + b"[1], " * 300 + b")", False, id="many brackets side by side"),
        pytest.param(b"([{" * 33 + b"(" + b")" + b"}])" * 33, False, id="100 deep"),
        pytest.param(b"([{" * 33 + b"((" + b"))" + b"}])" * 33, True, id="101 deep"),
        pytest.param(b"':('\n" * 99 + b"(1)\n" * 300, False, id="brackets in strings"),
        pytest.param(b"':('\n" * 101 + b"(1)\n" * 300, True, id="too many of them"),
        pytest.param(b"x = " + b"1 + " * 500 + b"1", True, id="a long sum"),
        pytest.param(b"x = a" + b"[0]" * 500, True, id="a long chain of subscripts"),
        pytest.param(b"x = a" + b".b()" * 500, True, id="a long chain of calls"),
        pytest.param(b"x = (a\n" + b"    + b\n" * 500 + b")", True, id="a sum over many lines"),
        pytest.param(
            b"x = (a\n" + b"    b +\n" * 500 + b"c)", True, id="with the signs at the end"
        ),
        pytest.param(b"x = (\n" + b"    'a'\n" * 500 + b")", True, id="many strings in a row"),
        pytest.param(b"x = (\n" + b"    rb'a',\n" * 500 + b")", False, id="a long list of strings"),
        pytest.param(b"x = 'a" + b"b" * 9_000 + b"'", False, id="a long string"),
        pytest.param(b"if a: pass\n" + b"elif a: pass\n" * 500, True, id="many branches"),
        pytest.param(b"if a:\n" + b" " * 500 + b"pass", True, id="far to the right"),
        pytest.param(b"#" * (2 << 20), True, id="a large file"),
    ],
)
def test_what_is_suspicious(data: bytes, expected: bool) -> None:
    assert parser_limits.is_suspicious(data) is expected


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


def done(code: int, errors: bytes = b"") -> Callable[..., Any]:
    return lambda *_, **__: SimpleNamespace(returncode=code, stdout=b"", stderr=errors)


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        pytest.param(done(-11), "the parser gave up on it (it ended by SIGSEGV)", id="a signal"),
        pytest.param(done(3), "the parser gave up on it (it ended with 3)", id="a code"),
        pytest.param(
            done(1, b"Traceback\nValueError: odd\n"),
            "the parser gave up on it (ValueError: odd)",
            id="an exception",
        ),
        pytest.param(
            raising(subprocess.TimeoutExpired("python", 30)),
            "parsing takes more than 30 seconds",
            id="too long",
        ),
    ],
)
def test_a_process_that_dies_names_its_file(
    monkeypatch: pytest.MonkeyPatch, ending: Callable[..., Any], reason: str
) -> None:
    monkeypatch.setattr(subprocess, "run", ending)
    outcome = of(DEEP)

    assert codes(outcome) == ["GLM900"]
    assert message(outcome) == f"{reason}; simplify its longest expression or exclude the file"


def test_large_files_and_rewrites_get_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    def record(*_: object, timeout: float, **__: object) -> Any:
        limits.append(round(timeout))
        return SimpleNamespace(returncode=1, stdout=b"", stderr=b"")

    monkeypatch.setattr(subprocess, "run", record)
    for data, order in ((DEEP, CHECK), (b"#" * (2 << 20), CHECK), (DEEP, FIX)):
        isolated.outcome(Path("a.py"), data, order)

    assert limits == [30, 90, 180]


def test_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs there, run here: order in, outcome out, and what was noted of what it read."""
    request, answer = BytesIO(pickle.dumps((Path("a.py"), CALL, CHECK))), BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=request))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answer))
    monkeypatch.setattr(sys, "setrecursionlimit", lambda _: None)
    monkeypatch.setattr("threading.stack_size", lambda _: 0)
    isolated.child(limited=False)

    outcome, reads = pickle.loads(answer.getvalue())
    assert "GLM101" in codes(outcome)
    assert reads is None


@pytest.mark.skipif(os.name == "nt", reason="the system has no such limits")
@pytest.mark.parametrize(
    ("share", "work", "ending"),
    [
        pytest.param(0.05, "while True: pass", -signal.SIGXCPU, id="time"),
        pytest.param(0.5, "bytearray(2 << 30)", 1, id="memory"),
        pytest.param(0.5, "bytearray(1 << 30)", 0, id="enough of both"),
    ],
)
def test_the_other_process_is_limited(share: float, work: str, ending: int) -> None:
    code = f"from glm_migrate.runner import isolated\nisolated.limit({share})\n{work}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == ending
    assert (b"MemoryError" in done.stderr) is (ending == 1)


def test_a_process_that_runs_out_of_time_names_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", done(-signal.SIGXCPU))

    assert message(of(DEEP)).startswith("parsing takes more than 30 seconds; ")


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


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"(" * 200 + b"1" + b")" * 200, id="200 deep"),
        pytest.param(b"'" + b"(" * 300 + b"'", id="in a string"),
        pytest.param(b"'''\n" + b"(" * 300 + b"\\''' '''", id="in a string of many lines"),
        pytest.param(b"# it's " + b"(" * 300 + b"\n", id="in a comment"),
        pytest.param(b'"\\"' + b"(" * 300 + b'"', id="behind an escaped quote"),
    ],
)
def test_what_python_reads_is_not_too_deep(data: bytes) -> None:
    assert not parser_limits.is_too_deep(data)


def unit(*names: str) -> Unit:
    return Unit(tuple(names))


def test_files_one_after_the_other() -> None:
    for name in ("a.py", "b.py"):
        Path(name).write_bytes(CALL)
    found = list(schedule.outcomes([unit("a.py"), unit("b.py")], CHECK))

    assert [str(outcome.report.path) for outcome in found] == ["a.py", "b.py"]


def test_one_bad_file_of_a_unit_harms_no_other() -> None:
    Path("a.py").write_bytes(CALL)
    Path("b.py").write_bytes(b"'\xff'")
    found = {str(o.report.path): codes(o) for o in dispatch.of_unit(unit("a.py", "b.py"), CHECK)}

    assert "GLM101" in found["a.py"]
    assert found["b.py"] == ["GLM900"]


@pytest.mark.parametrize(
    ("jobs", "worth", "expected"),
    [
        pytest.param(1, 0, False, id="one process was asked for"),
        pytest.param(2, 1 << 30, False, id="too little to do"),
        pytest.param(2, 0, True, id="enough to do"),
    ],
)
def test_when_there_is_a_pool(
    monkeypatch: pytest.MonkeyPatch, jobs: int, worth: int, expected: bool
) -> None:
    used: list[int] = []

    def in_order(units: Any, order: Job, jobs: int, *_: object) -> Any:
        used.append(jobs)
        return [(dispatch.of_file(path, order),) for unit in units for path in unit.files]

    Path("a.py").write_bytes(CALL)
    monkeypatch.setattr(schedule, "_WORTH_A_POOL", worth)
    monkeypatch.setattr(pool, "in_order", in_order)
    found = list(schedule.outcomes([unit("a.py"), unit("gone.py")], CHECK, jobs))

    assert [codes(outcome)[-1:] for outcome in found][1] == ["GLM900"]
    assert used == ([2] if expected else [])


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_worker_that_dies_harms_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    units = [unit(f"{name}.py") for name in "abcdefgh"]
    for one in units:
        Path(one.files[0]).write_bytes(CALL)
    real, parent = dispatch.of_unit, os.getpid()

    def of_unit(one: Unit, order: Job) -> tuple[Outcome, ...]:
        if one.files == ("c.py",) and os.getpid() != parent:
            os._exit(9)
        return real(one, order)

    monkeypatch.setattr(pool, "of_unit", of_unit)
    found = [outcome for (outcome,) in pool.in_order(units, CHECK, 2)]

    assert [str(outcome.report.path) for outcome in found] == [one.files[0] for one in units]
    assert [codes(outcome) for outcome in found] == [["GLM101"]] * len(units)


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_dearest_unit_begins_first_and_others_do_not_wait_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = [unit(f"{name}.py") for name in "abcd"]
    for one in units:
        Path(one.files[0]).write_bytes(CALL)
    given: list[tuple[int, str]] = []
    plain = pool._Worker.give

    def give(worker: pool._Worker, number: int, one: Unit) -> None:
        given.append((len(worker.given), one.files[0]))
        plain(worker, number, one)

    monkeypatch.setattr(pool._Worker, "give", give)
    shown: list[tuple[int, int]] = []
    costs = [1, 2, pool._LARGE, 3]
    list(pool.in_order(units, CHECK, 2, costs, lambda *one: shown.append(one)))

    assert given[0] == (0, "c.py")
    assert [name for _, name in given] == ["c.py", "d.py", "b.py", "a.py"]
    assert shown[-1] == (sum(costs), sum(costs))
    assert shown == sorted(shown)


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_workers_end_with_a_run_that_ends_early() -> None:
    units = [unit(f"{name}.py") for name in "abcd"]
    outcomes = pool.in_order(units, CHECK, 2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert multiprocessing.active_children() == []


class _Pipe:
    """The worker's end: what it is sent, and what it answers."""

    def __init__(self, *units: Unit) -> None:
        self.units = deque(units)
        self.answers: list[Any] = []
        self.closed = False

    def recv(self) -> Unit:
        if not self.units:
            raise EOFError
        return self.units.popleft()

    def send(self, answer: Any) -> None:
        self.answers.append(answer)

    def close(self) -> None:
        self.closed = True


def test_a_worker_answers_until_its_pipe_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_bytes(CALL)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    ours, parents = _Pipe(unit("a.py"), unit("a.py")), _Pipe()
    pool._work(ours, parents, CHECK)  # type: ignore[arg-type]

    assert [codes(answer[0])[:1] for answer in ours.answers] == [["GLM101"], ["GLM101"]]
    assert parents.closed


def test_giving_to_a_worker_that_died_is_found_out_later() -> None:
    worker = pool._Worker.__new__(pool._Worker)
    worker.given = deque()
    worker.pipe = SimpleNamespace(send=raising(BrokenPipeError()))  # type: ignore[assignment]
    worker.give(3, unit("a.py"))

    assert list(worker.given) == [3]


def test_each_system_has_its_way_to_start_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    started = {}
    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        started[platform] = pool._context().get_start_method()

    assert started == {"linux": "fork", "darwin": "spawn"}


def test_reading_is_the_same_everywhere() -> None:
    Path("a.py").write_bytes(CALL)

    assert guarded.read("a.py") == CALL
