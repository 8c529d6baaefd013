"""The command line as users meet it: what is printed where, what is written, and the exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from glm_migrate import __version__, knowledge
from glm_migrate.cli import main, progress, quick, terminal
from glm_migrate.engine import check as checking
from glm_migrate.engine import fix_rounds
from glm_migrate.errors import FixRejected
from glm_migrate.project import git
from glm_migrate.report import rule_pages
from glm_migrate.report.formats import FORMATS
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.runner import dispatch, replacing, schedule, write

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
ROOT = Path(main.__file__).parents[2]

OLD = b"""\
from zai import ZaiClient

client = ZaiClient()
answer = client.chat.completions.create(model="glm-4.5", messages=[], temperature=1)
"""
NEW = OLD.replace(b"glm-4.5", b"glm-4.6")
UNSAFE = OLD.replace(b"glm-4.5", b"glm-4.5-air")
BROKEN = b"from zai import ZaiClient\nx = (\n"


class Run(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Run]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command line in an empty directory; it is a repository only if a test makes it one."""
    monkeypatch.chdir(tmp_path)
    here = str(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: here if Path(".git").exists() else None)
    for name in ("PRE_COMMIT", "NO_COLOR", "FORCE_COLOR", *quick._VARIABLES):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Run:
        capsys.readouterr()
        code = main.run(arguments)
        return Run(code, *capsys.readouterr())

    return call


def files(**contents: bytes) -> None:
    for name, data in contents.items():
        Path(f"{name}.py").write_bytes(data)


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(data)))


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


REPORT = """\
a.py:4:47: GLM101 [*] "glm-4.5" is older than glm-4.6
Found 1 finding (1 file).
[*] 1 fixable with 'glm-migrate fix'.
"""
NOTHING = "No findings. 1 GLM call seen; 1 file searched.\n"


class TestCheck:
    def test_findings_are_on_standard_output(self, cli: Cli) -> None:
        files(a=OLD, b=NEW)

        assert cli("check", "--output-format", "concise") == Run(FOUND, REPORT, "")
        assert Path("a.py").read_bytes() == OLD

    def test_nothing_found(self, cli: Cli) -> None:
        files(a=NEW)

        assert cli("check") == Run(CLEAN, NOTHING, "")

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_no_findings_name_what_that_rests_on(self, cli: Cli, command: str) -> None:
        files(a=NEW, b=NEW, c=b"print('no model here')\n", d=b"from openai import OpenAI\n")

        said = cli(command).out
        assert said == "No findings. 2 GLM calls seen; 4 files searched.\n"

    def test_machine_formats_leave_the_summary_to_standard_error(self, cli: Cli) -> None:
        files(a=OLD)
        done = cli("check", "--output-format=json")

        assert [record["code"] for record in json.loads(done.out)] == ["GLM101"]
        assert done.err == REPORT.partition("\n")[2]

    def test_the_report_goes_to_a_file(self, cli: Cli) -> None:
        files(a=OLD)
        done = cli("check", "--output-format=concise", "-o", "report.txt")

        assert Path("report.txt").read_text() == REPORT
        assert done == Run(FOUND, "", REPORT.partition("\n")[2])

    def test_a_report_that_can_not_be_written(self, cli: Cli) -> None:
        files(a=OLD)

        assert cli("check", "-o", "no/report.txt").err.endswith(
            "Error: --output-file no/report.txt: No such file or directory\n"
        )

    def test_the_format_of_the_environment(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        files(a=OLD)
        monkeypatch.setenv("GLM_MIGRATE_OUTPUT_FORMAT", "concise")

        assert cli("check").out == REPORT

    def test_the_settings_file_of_the_environment(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=OLD)
        Path("other.toml").write_text("ignore = ['GLM101']")
        monkeypatch.setenv("GLM_MIGRATE_CONFIG", "other.toml")

        assert cli("check").code == CLEAN
        assert cli("check", "--isolated").code == FOUND

    def test_statistics(self, cli: Cli) -> None:
        files(a=OLD, b=OLD)

        assert cli("check", "--statistics").out.startswith("2\tGLM101\t[*] outdated-model-id\n")

    def test_no_python_files_is_a_remark(self, cli: Cli) -> None:
        done = cli("check")

        assert done == Run(
            CLEAN,
            "No findings. No GLM call seen; 0 files searched.\n",
            "Warning: no Python code or settings files found under the given paths\n",
        )

    def test_files_that_would_be_looked_at(self, cli: Cli) -> None:
        files(b=b"", a=OLD)
        Path("build").mkdir()
        Path("build/c.py").touch()

        assert cli("check", "--show-files") == Run(CLEAN, "a.py\nb.py\n", "")

    def test_settings_in_effect(self, cli: Cli) -> None:
        Path("glm-migrate.toml").write_text("ignore = ['GLM101']")
        shown = cli("check", "--show-settings", "--ignore", "GLM2,GLM3", "--fail-on=error")

        assert 'ignore = ["GLM101", "GLM2", "GLM3"]\n' in shown.out
        assert 'fail-on = "error"\n' in shown.out
        assert cli("config", "--ignore=GLM2,GLM3", "--fail-on=error") == shown

    def test_a_bad_file_hides_no_other(self, cli: Cli) -> None:
        files(a=BROKEN, b=OLD)
        done = cli("check", "--output-format=concise", "-q")

        assert [line.split(" ")[1] for line in done.out.splitlines()] == ["GLM901", "GLM101"]
        assert done.code == FOUND

    def test_a_defect_names_its_file_and_hides_no_other(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=NEW, b=OLD)
        check = checking.check_project

        def check_project(project: Any, *more: Any, **named: Any) -> Any:
            if Path("a.py") in project.files:
                raise ZeroDivisionError("ours")
            return check(project, *more, **named)

        monkeypatch.setattr(checking, "check_project", check_project)
        done = cli("check", "--output-format=concise")

        assert done.code == FAILED
        assert done.out.startswith("a.py:1:1: GLM900 internal error, so this file was not checked")
        assert "\nb.py:4:47: GLM101" in done.out
        assert "Found 2 findings (2 files)." in done.out
        assert "ZeroDivisionError: ours\nInternal error in a.py: this is a defect" in done.err
        assert cli("check", "-s") == Run(FAILED, "", "")

    @pytest.mark.parametrize(
        ("flags", "code"),
        [
            pytest.param([], FOUND, id="errors fail"),
            pytest.param(["--exit-zero"], CLEAN, id="unless told otherwise"),
            pytest.param(["-e"], CLEAN, id="in short"),
            pytest.param(["--fail-on=error"], FOUND, id="at the worst severity"),
            pytest.param(["--ignore=outdated-model-id"], CLEAN, id="a rule is ignored by name"),
            pytest.param(["--select=GLM2,GLM9"], CLEAN, id="other rules are selected"),
            pytest.param(["--select=GLM2", "--extend-select=GLM1"], FOUND, id="and this one, too"),
            pytest.param(["--extend-ignore=GLM101"], CLEAN, id="one rule less"),
            pytest.param(["--per-file-ignores=a*.py:GLM101"], CLEAN, id="ignored in this file"),
            pytest.param(["--per-file-ignores=b.py:GLM1"], FOUND, id="ignored in another file"),
            pytest.param(["--exclude=a.py"], CLEAN, id="the file is excluded"),
            pytest.param(["--extend-exclude=*.py"], CLEAN, id="all files are excluded"),
            pytest.param(["--include=*.pyi"], CLEAN, id="other files are included"),
            pytest.param(["--config=ignore=['GLM1']"], CLEAN, id="a setting in TOML"),
            pytest.param(["--target=glm-4.6"], FOUND, id="the default target"),
            pytest.param(["--jobs=2"], FOUND, id="two processes at most"),
        ],
    )
    def test_exit_codes(self, cli: Cli, flags: Sequence[str], code: int) -> None:
        files(a=OLD)

        assert cli("check", *flags).code == code

    def test_findings_below_the_threshold_do_not_fail(self, cli: Cli) -> None:
        files(a=OLD.replace(b", temperature=1", b""))

        assert "GLM202" in cli("check", "--select=GLM202").out
        assert cli("check", "--select=GLM202").code == CLEAN
        assert cli("check", "--select=GLM202", "--fail-on=info").code == FOUND

    def test_quiet_silent_and_verbose(self, cli: Cli) -> None:
        files(a=OLD)
        shown = ("check", "--output-format=concise")

        assert cli(*shown, "-q") == Run(FOUND, REPORT.partition("\n")[0] + "\n", "")
        assert cli(*shown, "-s") == Run(FOUND, "", "")
        remarks = cli(*shown, "-v").err.splitlines()
        assert remarks[0] == (f"glm-migrate {__version__}, settings: built in, target: glm-4.6")
        assert remarks[1].startswith("1 file, 1 of them")

    @pytest.mark.parametrize(
        ("flags", "variables", "colored"),
        [
            pytest.param([], {}, False, id="not into a file"),
            pytest.param(["--color=always"], {"NO_COLOR": "1"}, True, id="the flag decides"),
            pytest.param([], {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
            pytest.param([], {"FORCE_COLOR": "0"}, False, id="FORCE_COLOR=0"),
            pytest.param([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="NO_COLOR"),
            pytest.param(["--color=never"], {"FORCE_COLOR": "1"}, False, id="never"),
        ],
    )
    def test_colors(
        self,
        cli: Cli,
        monkeypatch: pytest.MonkeyPatch,
        flags: Sequence[str],
        variables: dict[str, str],
        colored: bool,
    ) -> None:
        files(a=OLD)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

        assert ("\x1b[" in cli("check", *flags).out) is colored

    def test_a_file_report_has_no_colors(self, cli: Cli) -> None:
        files(a=OLD)
        cli("check", "--color=always", "-o", "report.txt")

        assert "\x1b" not in Path("report.txt").read_text()


FIXED = """\
Fixed 1 finding:
- a.py:
    1 x GLM101 (outdated-model-id)
"""


class TestFix:
    def test_files_are_written(self, cli: Cli) -> None:
        files(a=OLD, b=NEW)

        assert cli("fix", "--allow-no-vcs") == Run(CLEAN, FIXED, "")
        assert Path("a.py").read_bytes() == NEW
        told = "No findings. 2 GLM calls seen; 2 files searched.\n"
        assert cli("fix", "--allow-no-vcs") == Run(CLEAN, told, "")

    def test_what_is_left_is_reported(self, cli: Cli) -> None:
        files(a=OLD, b=UNSAFE)
        done = cli("fix", "--allow-no-vcs", "--output-format=concise")

        assert done.code == FOUND
        assert done.out.startswith(f"{FIXED}b.py:4:47: GLM101 [?] ")
        assert done.out.endswith("No safe fixes (1 unsafe fix available with --unsafe-fixes).\n")

    def test_unsafe_fixes(self, cli: Cli) -> None:
        files(a=UNSAFE)

        assert cli("fix", "--unsafe-fixes", "--allow-no-vcs").code == CLEAN
        assert b"glm-4.6" in Path("a.py").read_bytes()

    def test_machine_formats_leave_what_was_done_to_standard_error(self, cli: Cli) -> None:
        files(a=OLD)
        done = cli("fix", "--output-format=json", "--allow-no-vcs")

        assert json.loads(done.out) == []
        assert done.err == f"{FIXED}{NOTHING}"

    @pytest.mark.parametrize(
        ("before", "flags", "code"),
        [
            pytest.param(OLD, [], CLEAN, id="all is fixed"),
            pytest.param(OLD, ["--exit-non-zero-on-fix"], FOUND, id="a hook must stop the commit"),
            pytest.param(NEW, ["--exit-non-zero-on-fix"], CLEAN, id="a hook with nothing to do"),
            pytest.param(OLD, ["--exit-non-zero-on-fix", "-e"], CLEAN, id="zero means zero"),
            pytest.param(UNSAFE, [], FOUND, id="something is left"),
            pytest.param(BROKEN, [], FOUND, id="a file can't be parsed"),
        ],
    )
    def test_exit_codes(self, cli: Cli, before: bytes, flags: Sequence[str], code: int) -> None:
        files(a=before)

        assert cli("fix", "--allow-no-vcs", *flags).code == code

    def test_bytes_outside_of_edits_stay(self, cli: Cli) -> None:
        before = "# coding: gbk\r\n# 你好\r\n".encode("gbk") + OLD.replace(b"\n", b"\r\n")
        files(a=before)
        cli("fix", "--allow-no-vcs")

        assert Path("a.py").read_bytes() == before.replace(b"glm-4.5", b"glm-4.6")

    def test_a_rejected_rewrite_is_a_failure(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=OLD)
        fix = fix_rounds.fix_project

        def rejecting(*arguments: Any) -> Any:
            plan = fix(*arguments)
            error = FixRejected(Path("a.py"), "it would not parse")
            return replace(plan, errors=(error,))

        monkeypatch.setattr(fix_rounds, "fix_project", rejecting)
        done = cli("fix", "--output-format=concise")

        assert done.code == FAILED
        assert "GLM904 it would not parse" in done.out
        assert Path("a.py").read_bytes() == OLD

    def test_a_file_that_changed_meanwhile_is_left_alone(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=OLD, b=OLD)
        lay_down = replacing.lay_down

        def changed_meanwhile(real: Path, temporary: Path, data: bytes) -> bool:
            if real.name == "a.py":
                real.write_bytes(b"# mine\n")
            return lay_down(real, temporary, data)

        monkeypatch.setattr(replacing, "lay_down", changed_meanwhile)
        done = cli("fix", "--output-format=concise", "--allow-no-vcs")

        assert done.code == FOUND
        assert done.out == (
            f"{FIXED.replace('a.py', 'b.py')}"
            "a.py:1:1: GLM904 changed on disk in the meantime; run again\n"
            "Found 1 finding (1 file).\n"
        )
        assert (Path("a.py").read_bytes(), Path("b.py").read_bytes()) == (b"# mine\n", NEW)

    def test_a_file_that_can_not_be_written(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=OLD)
        monkeypatch.setattr(replacing, "lay_down", raising(OSError(28, "No space left on device")))

        assert cli("fix", "--allow-no-vcs") == Run(
            FAILED, "", "Error: cannot write a.py: No space left on device; nothing was written\n"
        )
        assert Path("a.py").read_bytes() == OLD

    def test_an_interrupted_run_changes_nothing(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(a=OLD, b=OLD)
        handle = dispatch.of_unit
        seen: list[object] = []

        def of_unit(*arguments: Any) -> Any:
            if seen:
                raise KeyboardInterrupt
            seen.append(arguments)
            return handle(*arguments)

        monkeypatch.setattr(schedule, "of_unit", of_unit)
        done = cli("fix", "--allow-no-vcs")

        assert (done.code, done.out) == (INTERRUPTED, "")
        assert done.err.strip() == "Interrupted; nothing was changed."
        assert Path("a.py").read_bytes() == OLD

    def test_an_error_that_nobody_foresaw(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        files(a=OLD)
        monkeypatch.setattr(write.Run, "commit", raising(ZeroDivisionError("ours")))
        done = cli("fix", "--allow-no-vcs")

        assert (done.code, done.out) == (FAILED, "")
        assert done.err.endswith(
            "ZeroDivisionError: ours\nInternal error: this is a defect of glm-migrate.\n"
        )


PATCH = """\
--- a.py
+++ a.py
@@ -1,4 +1,4 @@
 from zai import ZaiClient
 
 client = ZaiClient()
-answer = client.chat.completions.create(model="glm-4.5", messages=[], temperature=1)
+answer = client.chat.completions.create(model="glm-4.6", messages=[], temperature=1)
"""


@pytest.mark.parametrize("command", ["check", "fix"])
class TestDiff:
    def test_the_patch_is_on_standard_output(self, cli: Cli, command: str) -> None:
        files(a=OLD)
        done = cli(command, "--diff")

        assert done == Run(FOUND, PATCH, FIXED.replace("Fixed", "Would fix"))
        assert Path("a.py").read_bytes() == OLD

    @pytest.mark.parametrize(
        ("before", "flags", "code"),
        [
            pytest.param(NEW, [], CLEAN, id="no diff and nothing left"),
            pytest.param(OLD, [], FOUND, id="a diff and nothing left"),
            pytest.param(UNSAFE, [], FOUND, id="no diff but something left"),
            pytest.param(OLD, ["--exit-zero"], CLEAN, id="zero means zero"),
        ],
    )
    def test_exit_codes(
        self, cli: Cli, command: str, before: bytes, flags: Sequence[str], code: int
    ) -> None:
        files(a=before)

        assert cli(command, "--diff", *flags).code == code

    def test_what_is_left_is_on_standard_error(self, cli: Cli, command: str) -> None:
        files(a=UNSAFE)
        done = cli(command, "--diff", "--output-format=concise")

        assert done.out == ""
        assert done.err.startswith("a.py:4:47: GLM101 [?]")

    def test_quiet_and_silent(self, cli: Cli, command: str) -> None:
        files(a=OLD)

        assert cli(command, "--diff", "-q") == Run(FOUND, PATCH, "")
        assert cli(command, "--diff", "-s") == Run(FOUND, "", "")

    def test_colors(self, cli: Cli, command: str) -> None:
        files(a=OLD)

        assert "\x1b[31m-answer" in cli(command, "--diff", "--color=always").out


class TestStandardInput:
    def test_check(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        standard_input(monkeypatch, OLD)
        done = cli("check", "-", "--stdin-filename=app/x.py", "--output-format=concise")

        assert done == Run(FOUND, REPORT.replace("a.py", "app/x.py"), "")

    def test_a_nameless_file(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        standard_input(monkeypatch, OLD)

        assert cli("check", "-", "--output-format=concise").out.startswith("-:4:47: GLM101")

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            pytest.param(OLD, NEW, CLEAN, id="rewritten"),
            pytest.param(NEW, NEW, CLEAN, id="nothing to do"),
            pytest.param(b"x\r\xff\n", b"x\r\xff\n", CLEAN, id="not ours, whatever it is"),
            pytest.param(BROKEN, BROKEN, FOUND, id="not Python"),
            pytest.param(b"", b"", CLEAN, id="nothing at all"),
            pytest.param(
                b"\xef\xbb\xbf" + OLD.replace(b"\n", b"\r\n"),
                b"\xef\xbb\xbf" + NEW.replace(b"\n", b"\r\n"),
                CLEAN,
                id="mark and newlines stay",
            ),
        ],
    )
    def test_fix_prints_the_source(
        self,
        cli: Cli,
        monkeypatch: pytest.MonkeyPatch,
        before: bytes,
        after: bytes,
        code: int,
    ) -> None:
        standard_input(monkeypatch, before)
        printed = BytesIO()
        monkeypatch.setattr(terminal, "say_bytes", printed.write)

        assert cli("fix", "-").code == code
        assert printed.getvalue() == after

    def test_bytes_reach_standard_output_as_they_are(
        self, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        terminal.say_bytes(b"\xff\r\n\r")

        assert capfdbinary.readouterr().out == b"\xff\r\n\r"

    def test_findings_are_on_standard_error(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        standard_input(monkeypatch, UNSAFE)
        done = cli("fix", "-", "--output-format=concise")

        assert done.code == FOUND
        assert done.out == UNSAFE.decode()
        assert done.err.startswith("-:4:47: GLM101 [?]")

    def test_diff(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        standard_input(monkeypatch, OLD)

        assert cli("fix", "-", "--diff", "--stdin-filename=a.py").out == PATCH

    def test_an_excluded_name_is_left_alone(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for flags, expected in (([], NEW), (["--force-exclude"], OLD)):
            standard_input(monkeypatch, OLD)
            done = cli("fix", "-", "--stdin-filename=build/a.py", *flags)

            assert done.out.encode() == expected


def committed(*names: str) -> None:
    """Make the working directory a repository that holds these files as they are."""
    identity = ("user.name=t", "user.email=t@example.com", "commit.gpgsign=false")
    flags = [flag for one in identity for flag in ("-c", one)]
    for arguments in (["init", "-q"], ["add", *names], ["commit", "-qm", "start"]):
        subprocess.run(["git", *flags, *arguments], check=True, capture_output=True)


REFUSAL = """\
Error: 1 file that would be written has uncommitted changes:
  b.py
Commit or stash them, or pass --allow-dirty. Nothing was written.
"""


class TestGitGuard:
    def test_a_clean_tree_is_written_without_a_word(self, cli: Cli) -> None:
        files(a=OLD)
        committed("a.py")

        assert cli("fix") == Run(CLEAN, FIXED, "")

    def test_uncommitted_changes_are_kept(self, cli: Cli) -> None:
        files(a=OLD, b=NEW)
        committed("a.py", "b.py")
        files(b=OLD)

        assert cli("fix") == Run(FAILED, "", REFUSAL)
        assert Path("a.py").read_bytes() == OLD

    def test_other_dirty_files_do_not_matter(self, cli: Cli) -> None:
        files(a=OLD, b=b"")
        committed("a.py", "b.py")
        files(b=NEW)

        assert cli("fix").code == CLEAN

    @pytest.mark.parametrize(
        ("arguments", "variables", "code"),
        [
            pytest.param(["fix"], {}, FAILED, id="refused"),
            pytest.param(["fix", "--allow-dirty"], {}, CLEAN, id="allowed"),
            pytest.param(["fix", "--allow-staged"], {}, FAILED, id="not staged"),
            pytest.param(["fix", "--diff"], {}, FOUND, id="nothing is written"),
            pytest.param(["fix"], {"PRE_COMMIT": "1"}, CLEAN, id="pre-commit guards itself"),
        ],
    )
    def test_when_it_asks(
        self,
        cli: Cli,
        monkeypatch: pytest.MonkeyPatch,
        arguments: Sequence[str],
        variables: dict[str, str],
        code: int,
    ) -> None:
        files(a=NEW)
        committed("a.py")
        files(a=OLD)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

        assert cli(*arguments).code == code

    def test_staged_changes_can_be_allowed(self, cli: Cli) -> None:
        files(a=NEW)
        committed("a.py")
        files(a=OLD)
        subprocess.run(["git", "add", "a.py"], check=True)

        assert cli("fix").code == FAILED
        assert cli("fix", "--allow-staged").code == CLEAN

    def test_many_files_are_not_all_named(self, cli: Cli) -> None:
        files(**{f"m{number:02}": OLD for number in range(12)})
        subprocess.run(["git", "init", "-q"], check=True)
        done = cli("fix")

        assert done.err.startswith("Error: 12 files that would be written have uncommitted")
        assert "  m09.py\n  and 2 more\nCommit" in done.err

    def test_without_git_there_is_a_warning(self, cli: Cli) -> None:
        files(a=OLD)

        assert cli("fix") == Run(
            CLEAN,
            FIXED,
            "Warning: not kept by git, so only 'glm-migrate undo' can undo the changes:\n  a.py\n",
        )


class TestUsage:
    def test_no_arguments_print_the_help(self, cli: Cli) -> None:
        done = cli()

        assert (done.code, done.err) == (FAILED, "")
        assert done.out == cli("--help").out == cli("-h").out
        assert "  check       Report what must change; write nothing.\n" in done.out

    @pytest.mark.parametrize("command", list(main.COMMANDS))
    def test_every_command_has_help(self, cli: Cli, command: str) -> None:
        done = cli(command, "-h")

        assert done.code == CLEAN
        assert done.out.startswith(f"Usage: glm-migrate {command} ")

    @pytest.mark.parametrize("flag", ["-V", "--version"])
    def test_the_version_is_told_without_the_command_line(
        self, capfd: pytest.CaptureFixture[str], flag: str
    ) -> None:
        assert quick.finishes([flag])
        assert capfd.readouterr().out == f"glm-migrate {__version__}\n"
        assert not quick.finishes([flag, "check"])

    @pytest.mark.parametrize("flag", ["-V", "--version"])
    def test_version(self, cli: Cli, flag: str) -> None:
        assert cli(flag) == Run(CLEAN, f"glm-migrate {__version__}\n", "")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param(["chek"], "no such command 'chek'; did you mean 'check'?", id="command"),
            pytest.param(["check", "--selct=GLM1"], "--select", id="option"),
            pytest.param(["--quiet", "check"], "No such option", id="an option too early"),
            pytest.param(
                ["check", "--output-format=jsn"], "; did you mean 'json'?", id="output format"
            ),
            pytest.param(["check", "--fail-on=xyz"], "'warning', 'info'.", id="nothing close"),
            pytest.param(
                ["check", "--select=GLM1O1"],
                "--select: unknown rule 'GLM1O1'; did you mean 'GLM101'?",
                id="rule",
            ),
            pytest.param(["check", "--target=glm46"], "; did you mean 'glm-4.6'?", id="target"),
            pytest.param(
                ["check", "--target=glm-4.7"],
                "copy one with 'glm-migrate targets --show glm-4.6 > glm-4.7.toml'",
                id="a target that is not shipped",
            ),
            pytest.param(["targets", "--show=x"], "no target 'x' is shipped", id="no file"),
            pytest.param(
                ["check", "--per-file-ignores=a.py"], "is not of the form GLOB:RULE", id="pair"
            ),
            pytest.param(["check", "--jobs=0"], "0 is less than 1", id="no process"),
            pytest.param(
                ["check", "ap.py"],
                "Error: no such file or directory: ap.py; did you mean 'app.py'?",
                id="path",
            ),
            pytest.param(
                ["check", "no/where"], "Error: no such file or directory: no/where", id="far path"
            ),
            pytest.param(
                ["check", "-", "app.py"], "can't be combined with paths", id="stdin and a path"
            ),
            pytest.param(
                ["check", "--config=a.toml", "--config=b.toml"],
                "--config names more than one file: a.toml, b.toml",
                id="two files",
            ),
            pytest.param(
                ["check", "--isolated", "--config=a.toml"],
                "--isolated reads no settings file, but --config names one",
                id="isolated and a file",
            ),
            pytest.param(
                ["check", "--config=a.toml"], "a.toml: No such file or directory", id="no file"
            ),
            pytest.param(
                ["check", "--config=fail-onn=error"], "did you mean 'fail-on'?", id="no setting"
            ),
            pytest.param(
                ["check", "new/ap.py"], "new/ap.py; did you mean 'new/app.py'?", id="path below"
            ),
            pytest.param(
                ["check", "--add-ignore=x", "--until=2027-13-45"],
                "'2027-13-45' is not a date such as 2027-01-31",
                id="no date",
            ),
            pytest.param(
                ["fix", "--accept=app.py"], "a move OLD=NEW or a line PATH:ROW", id="no agreement"
            ),
            pytest.param(
                ["rule", "temperat"], "mean 'temperature-and-top-p'?", id="part of a name"
            ),
            pytest.param(["rule"], "name at least one rule", id="no rule"),
            pytest.param(["rule", "--all", "GLM1"], "name at least one rule", id="all and one"),
            pytest.param(["rule", "GLM1O1"], "did you mean 'GLM101'?", id="unknown rule"),
            pytest.param(["completion", "bsh"], "did you mean 'bash'?", id="unknown shell"),
        ],
    )
    def test_bad_usage(self, cli: Cli, arguments: Sequence[str], message: str) -> None:
        files(app=OLD)
        Path("new").mkdir()
        Path("new/app.py").touch()
        done = cli(*arguments)

        assert (done.code, done.out) == (FAILED, "")
        assert message in done.err

    def test_a_bad_settings_file(self, cli: Cli) -> None:
        files(a=OLD)
        Path("pyproject.toml").write_text("[tool.glm-migrate]\nunsafe-fix = true\n")
        done = cli("fix")

        assert (done.code, done.out) == (FAILED, "")
        assert done.err.endswith("unknown key 'unsafe-fix'; did you mean 'unsafe-fixes'?\n")
        assert Path("a.py").read_bytes() == OLD


class TestOtherCommands:
    def test_pages_of_rules(self, cli: Cli) -> None:
        shown = cli("rule", "GLM101", "cannot-read")
        pages = [
            rule_pages.page(rule, short=True)
            for rule in all_rules()
            if rule.code in ("GLM101", "GLM900")
        ]

        assert (shown.code, shown.out) == (CLEAN, "\n\n".join(pages))

    def test_a_page_is_short_unless_all_examples_are_wanted(self, cli: Cli) -> None:
        short = cli("rule", "GLM101").out

        assert len(short.splitlines()) < 120
        assert "`glm-migrate rule GLM101 --examples` shows" in short

    def test_all_rules_as_data(self, cli: Cli) -> None:
        shown = json.loads(cli("rule", "--all", "--output-format=json").out)

        assert {"GLM101", "GLM201", "GLM900"} <= {rule["code"] for rule in shown}

    def test_targets(self, cli: Cli) -> None:
        lines = cli("targets").out.splitlines()

        assert "glm-4.6 (default)" in lines
        assert len(lines) == len(knowledge.targets())

    def test_a_shipped_target_file_can_be_printed_copied_and_used(self, cli: Cli) -> None:
        files(app=OLD)
        shown = cli("targets", "--show", "glm-4.6").out
        Path("mine.toml").write_text(shown.replace('id = "glm-4.6"', 'id = "glm-9"', 1))

        assert "older than glm-9" in cli("check", "--target", "mine.toml").out

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion(self, cli: Cli, shell: str) -> None:
        done = cli("completion", shell)

        assert done.code == CLEAN
        assert f"_GLM_MIGRATE_COMPLETE={shell}_complete" in done.out

    def test_hooks_run_the_commands_that_they_name(self, cli: Cli) -> None:
        text = (ROOT / ".pre-commit-hooks.yaml").read_text()
        entries = re.findall(r"entry: glm-migrate (.*)", text)
        files(a=NEW)

        assert entries == [  # in this order: what is left is reported after the fix
            "fix --force-exclude --exit-non-zero-on-fix --allow-dirty --output-format concise",
            "check --force-exclude --output-format concise",
        ]
        for entry in entries:
            assert cli(*entry.split(), "a.py").code == CLEAN
            assert quick.finishes([*entry.split(), "a.py"]) is False
        files(a=PLAIN)
        for entry in entries:
            assert quick.finishes([*entry.split(), "a.py"])


PLAIN = b"import os\n"


class TestQuickAnswer:
    """What is answered without the command line is what the command line would answer."""

    @pytest.mark.parametrize(
        ("arguments", "settings", "expected"),
        [
            pytest.param(["check", "a.py"], "", True, id="one file"),
            pytest.param(["fix", "--allow-dirty", "a.py", "run"], "", True, id="two files"),
            pytest.param(["check", "--force-exclude", "a.py"], "", True, id="as a hook runs it"),
            pytest.param(["check", "--output-format", "json", "a.py"], "", False, id="as data"),
            pytest.param(["check", "a.py", "--output-format"], "", False, id="in no format"),
            pytest.param(["check", "a.py"], "ignore = ['GLM1']", True, id="with settings"),
            pytest.param(
                ["check", "--force-exclude", "a.py"], "ignore = ['GLM1']", True, id="with both"
            ),
            pytest.param(["check", "build/b.py"], "", True, id="an excluded file is taken"),
            pytest.param(["check", "old.py"], "", False, id="a file with a mention"),
            pytest.param(["check", "asks.py"], "", False, id="a file that asks some model"),
            pytest.param(["check", "a.py", "gone.py"], "", False, id="a missing file"),
            pytest.param(["check", "build"], "", False, id="a directory"),
            pytest.param(["check"], "", False, id="no path"),
            pytest.param([], "", False, id="nothing"),
            pytest.param(["rule", "a.py"], "", False, id="another command"),
            pytest.param(["check", "-q", "a.py"], "", False, id="a flag that matters"),
            pytest.param(["check", "--allow-dirty", "a.py"], "", False, id="a flag of fix"),
            pytest.param(
                ["check", "--force-exclude", "build/b.py"], "", False, id="an excluded file is not"
            ),
            pytest.param(
                ["check", "a.py"], "known-clients = ['x.os']", False, id="the user's word"
            ),
            pytest.param(["check", "a.py"], "output-format = 'json'", False, id="another format"),
            pytest.param(["check", "a.py"], "ignre = []", False, id="bad settings"),
        ],
    )
    def test_it_is_the_same(
        self,
        cli: Cli,
        capsys: pytest.CaptureFixture[str],
        arguments: Sequence[str],
        settings: str,
        expected: bool,
    ) -> None:
        files(a=PLAIN, old=OLD, asks=b"llm.chat.completions.create(model=m)\n")
        Path("run").write_bytes(PLAIN)
        Path("build").mkdir()
        Path("build/b.py").write_bytes(PLAIN)
        if settings:
            Path("pyproject.toml").write_text(f"[tool.glm-migrate]\n{settings}\n")

        assert quick.finishes(arguments) is expected
        if expected:
            assert Run(CLEAN, *capsys.readouterr()) == cli(*arguments)

    @pytest.mark.parametrize("name", quick._VARIABLES)
    def test_a_variable_needs_the_command_line(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        files(a=PLAIN)
        monkeypatch.setenv(name, "x")

        assert quick.finishes(["check", "a.py"]) is False

    def test_a_settings_file_of_our_own(self, cli: Cli) -> None:
        files(a=PLAIN)
        Path(".glm-migrate.toml").write_text("output-format = 'json'")

        assert quick.finishes(["check", "a.py"]) is False


HEAVY = ("click", "libcst", "rich", "pathspec", "subprocess", "multiprocessing", "tomllib", "tomli")
HEAVY_ALWAYS = ("asyncio", "importlib.metadata", "concurrent.futures")
IMPORTED = """
import sys
from glm_migrate.__main__ import main
sys.argv = ["glm-migrate", *{arguments}]
try:
    main()
except SystemExit:
    pass
print(*sorted(name for name in {names} if name in sys.modules))
"""


def imported(arguments: Sequence[str], names: Sequence[str], directory: Path) -> list[str]:
    """Which of `names` a run has imported."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(arguments=list(arguments), names=list(names))],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1].split()


class TestStartUp:
    def test_a_hook_with_nothing_to_do_imports_nothing(self, cli: Cli, tmp_path: Path) -> None:
        files(a=PLAIN, b=PLAIN)
        names = [*HEAVY, *HEAVY_ALWAYS, "pathlib", "dataclasses", "glm_migrate.config.schema"]

        assert imported(["check", "--force-exclude", "a.py", "b.py"], names, tmp_path) == []

    def test_a_directory_without_a_mention_needs_no_parser(self, cli: Cli, tmp_path: Path) -> None:
        files(a=PLAIN)
        names = [*HEAVY, *HEAVY_ALWAYS, "glm_migrate.engine.check", "glm_migrate.analysis.python"]
        names.remove("subprocess")  # click itself imports it on Python 3.10

        assert imported(["check"], names, tmp_path) == ["click"]

    def test_one_file_with_a_mention_needs_no_pool(self, cli: Cli, tmp_path: Path) -> None:
        files(a=OLD)
        names = ["rich", "pathspec", "multiprocessing", *HEAVY_ALWAYS]

        assert imported(["check", "--isolated", "a.py"], names, tmp_path) == []


class TestTerminal:
    def test_a_reader_that_stops_reading(self, cli: Cli, tmp_path: Path) -> None:
        files(**{f"m{number:03}": OLD for number in range(40)})
        command = [sys.executable, "-m", "glm_migrate", "check", "--isolated"]
        running = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        errors = running.stderr.read()
        running.stderr.close()

        assert running.wait() == FOUND
        assert errors == b""

    @pytest.mark.parametrize("speak", [terminal.say, terminal.say_bytes], ids=["text", "bytes"])
    def test_a_pipe_that_breaks(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speak: Callable[[Any], None]
    ) -> None:
        with (tmp_path / "out").open("wb", buffering=0) as file:
            stream = SimpleNamespace(
                write=raising(BrokenPipeError()), flush=lambda: None, fileno=file.fileno
            )
            stream.buffer = stream
            monkeypatch.setattr(sys, "stdout", stream)
            speak(b"x" if speak is terminal.say_bytes else "x")
            file.write(b"goes nowhere")

        assert (tmp_path / "out").read_bytes() == b""

    def test_a_quick_answer_that_nobody_reads(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        with (tmp_path / "out").open("wb", buffering=0) as file:
            stream = SimpleNamespace(write=raising(BrokenPipeError()), fileno=file.fileno)
            monkeypatch.setattr(sys, "stdout", stream)
            quick._say_nothing(1)
            file.write(b"goes nowhere")

        assert (tmp_path / "out").read_bytes() == b""

    @pytest.mark.parametrize(
        ("term", "tty", "expected"),
        [
            pytest.param("xterm", True, True, id="a terminal"),
            pytest.param("dumb", True, False, id="a dumb terminal"),
            pytest.param("xterm", False, False, id="a file"),
        ],
    )
    def test_automatic_colors(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, term: str, tty: bool, expected: bool
    ) -> None:
        monkeypatch.setenv("TERM", term)
        stream: Any = SimpleNamespace(isatty=lambda: tty)

        assert terminal.wants_color("auto", stream) is expected

    @pytest.mark.parametrize("name", FORMATS)
    def test_odd_file_names_do_not_end_the_run(self, cli: Cli, name: str) -> None:
        try:
            Path("\udcff.py").write_bytes(OLD)
        except OSError:
            pytest.skip("no such names here")

        assert cli("check", f"--output-format={name}").code == FOUND


class TestProgress:
    @pytest.mark.parametrize(
        ("shown", "tty", "patience", "expected"),
        [
            pytest.param(True, True, -1.0, True, id="a long run on a terminal"),
            pytest.param(True, True, 60.0, False, id="a short run"),
            pytest.param(True, False, -1.0, False, id="no terminal"),
            pytest.param(False, True, -1.0, False, id="quiet"),
        ],
    )
    def test_a_bar_is_drawn_for_people_who_wait(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        shown: bool,
        tty: bool,
        patience: float,
        expected: bool,
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: tty)
        monkeypatch.setattr(progress, "PATIENCE", patience)
        monkeypatch.setenv("TERM", "xterm")
        items = list(progress.track(iter("abc"), 3, shown=shown))
        captured = capsys.readouterr()

        assert items == ["a", "b", "c"]
        assert ("Files that mention GLM" in captured.err) is expected
        assert captured.out == ""

    def test_a_meter_goes_by_the_cost_of_the_work(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setattr(progress, "PATIENCE", -1.0)
        monkeypatch.setenv("TERM", "xterm")
        meter = progress.Meter(shown=True)
        meter.searching(2_000)
        meter.show(75, 100)
        meter.close()
        said = capsys.readouterr().err

        assert said.startswith("Searching 2,000 files …\r\x1b[K")
        assert "75%" in said

    def test_a_meter_is_still_where_nobody_watches(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        meter = progress.Meter(shown=True)
        meter.searching(2_000)
        meter.show(75, 100)
        meter.close()

        assert capsys.readouterr().err == ""


def test_the_module_is_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    done = subprocess.run(
        [sys.executable, "-m", "glm_migrate", "check", "--isolated", "--output-format=concise"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (FOUND, REPORT)


def test_main_answers_and_exits(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from glm_migrate import __main__

    files(a=PLAIN)
    monkeypatch.setattr(sys, "argv", ["glm-migrate", "check", "a.py"])
    __main__.main()
    monkeypatch.setattr(sys, "argv", ["glm-migrate", "check", "b.py"])

    with pytest.raises(SystemExit) as caught:
        __main__.main()

    assert caught.value.code == FAILED


def test_a_selection_of_nothing_is_refused(cli: Cli) -> None:
    run = cli("check", "--select", "", ".")

    assert run.code == FAILED
    assert "names no rule" in run.err


def test_a_link_that_leads_nowhere_is_a_missing_path(cli: Cli) -> None:
    Path("gone.py").symlink_to("nowhere.py")

    run = cli("check", "gone.py")

    assert run.code == FAILED
    assert run.err.startswith("Error: no such file or directory: gone.py")
