"""`verify` finds what is wrong with small programs, says where, and accuses nobody else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.runner.verification.run import program
from tests.runner.verification.verifying import levels, reported, verified

CUT = ("--scenario", "cut")
SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}}}'
TOOLS = f'[{{"type": "function", "function": {{"name": "weather", "parameters": {SCHEMA}}}}}]'
TOP = f"""import json
import requests

URL = "https://api.z.ai/api/paas/v4/chat/completions"
TOOLS = {TOOLS}


def deltas(response):
    for line in response.iter_lines():
        if line.startswith(b"data: {{"):
            for choice in json.loads(line[6:])["choices"]:
                yield choice["delta"]


def body(text):
    return {{
        "model": "glm-4.6",
        "messages": [{{"role": "user", "content": text}}],
        "tools": TOOLS,
        "stream": True,
        "tool_stream": True,
    }}
"""
NAIVE = """

def naive():
    for delta in deltas(requests.post(URL, json=body("one"), stream=True)):
        for part in delta.get("tool_calls") or ():
            print(part["function"]["name"], json.loads(part["function"]["arguments"]))
"""
RIGHT = """

def right():
    calls = {}
    for delta in deltas(requests.post(URL, json=body("two"), stream=True)):
        for part in delta.get("tool_calls") or ():
            call = calls.setdefault(part.get("index"), ["", ""])
            function = part.get("function") or {}
            call[0] = call[0] or function.get("name")
            call[1] += function.get("arguments") or ""
    for name, text in calls.values():
        print(name, json.loads(text))
"""


def sites(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["scope"]: one for one in report["sites"]}


def test_a_loop_that_parses_fragments_fails_with_place_and_reproduction(tmp_path: Path) -> None:
    program(tmp_path, f"{TOP}{NAIVE}{RIGHT}\nright()\nnaive()\n")
    code, report, _ = verified(tmp_path, "program.py", options=CUT)
    found = sites(report)
    line = 1 + f"{TOP}{NAIVE}".splitlines().index(
        '            print(part["function"]["name"], json.loads(part["function"]["arguments"]))'
    )

    assert code == 1
    assert (found["naive"]["state"], found["right"]["state"]) == ("failed", "passed")
    assert levels(found["naive"])[0] == (
        "error",
        f'with arguments cut after `{{"city`: JSONDecodeError at program.py:{line}',
    )
    assert found["right"]["survived"] == ["cut"]


def test_the_evidence_makes_the_reports_last_item_verified_and_then_stale(tmp_path: Path) -> None:
    path = program(tmp_path, f"{TOP}{RIGHT}\nright()\n")
    verified(tmp_path, "program.py", options=CUT)
    item = reported(tmp_path)
    path.write_text(f"# moved\n{path.read_text()}")
    moved = reported(tmp_path)
    path.write_text(path.read_text().replace("call[1] += ", "call[1] = "))

    assert (item["state"], item["note"][:20]) == ("verified", "1 of 1 call proved o")
    assert moved["state"] == "verified"
    assert reported(tmp_path)["state"] == "stale"


def test_a_call_that_is_never_reached_is_named(tmp_path: Path) -> None:
    program(tmp_path, f"{TOP}{NAIVE}{RIGHT}\nright()\n")
    code, report, _ = verified(tmp_path, "program.py", options=CUT)

    assert (code, sites(report)["naive"]["state"]) == (0, "unreached")
    assert reported(tmp_path)["state"] == "manual"


def test_a_program_that_shows_fragments_as_they_come_is_right(tmp_path: Path) -> None:
    shown = RIGHT.replace(
        "            call[1] +=",
        '            print("delta", function.get("arguments"))\n            call[1] +=',
    )
    program(tmp_path, f"{TOP}{shown}\nright()\n")
    code, report, _ = verified(tmp_path, "program.py")

    assert code == 0, report
    assert {level for level, _ in levels(sites(report)["right"])} <= {"note"}


def test_a_call_that_is_lost_in_silence_is_found(tmp_path: Path) -> None:
    loop, _, line = NAIVE.rstrip().rpartition("\n")
    swallowed = f"""{loop}
            try:
    {line}
            except (ValueError, KeyError):
                pass
"""
    program(tmp_path, f"{TOP}{swallowed}\nnaive()\n")
    code, report, _ = verified(tmp_path, "program.py", options=CUT)

    assert code == 1
    assert ("error", "with arguments cut at every character: the call of weather is lost") in (
        levels(sites(report)["naive"])
    )


def test_a_request_that_the_api_refuses_fails_with_its_code(tmp_path: Path) -> None:
    text = f'{TOP}\nprint(requests.post(URL, json=body("x") | {{"temperature": 2}}).status_code)\n'
    program(tmp_path, text)
    code, report, _ = verified(tmp_path, "program.py")

    assert code == 1
    assert "refused with 1214: temperature must be in [0, 1]" in levels(report["sites"][0])[0][1]


def test_an_older_model_is_not_migrated(tmp_path: Path) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\n".replace("glm-4.6", "glm-4.5"))
    code, report, _ = verified(tmp_path, "program.py", options=CUT)

    assert code == 1
    assert ("error", "uses glm-4.5; the target is glm-4.6") in levels(sites(report)["right"])


def test_another_vendors_program_is_not_led_and_not_accused(tmp_path: Path) -> None:
    text = 'import socket\ntry:\n    socket.create_connection(("api.openai.com", 443), 1)\n'
    program(tmp_path, f"{text}except OSError as error:\n    print(error)\n")
    code, report, _ = verified(tmp_path, "program.py")

    assert (code, report["sites"]) == (0, [])
    assert "--allow-host api.openai.com" in report["general"][0]["message"]


def test_tests_are_verified_each_by_itself_and_only_those_that_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    tests = f"{TOP}{NAIVE}{RIGHT}".replace("def naive", "def test_naive")
    tests = tests.replace("def right", "def test_right")
    program(tmp_path, f"{tests}\n\ndef test_other():\n    print('ran')\n", "test_them.py")
    options = ("-q", "-p", "no:cacheprovider")
    code, report, _ = verified(tmp_path, "-m", "pytest", *options, options=CUT)
    found = sites(report)

    assert code == 1
    assert (found["test_naive"]["state"], found["test_right"]["state"]) == ("failed", "passed")
    assert found["test_naive"]["observations"][0]["test"] == "test_them.py::test_naive"


def test_a_call_beside_a_naive_one_in_the_same_test_is_proved_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    program(
        tmp_path,
        f"{TOP}{NAIVE}{RIGHT}\n\ndef test_both():\n    naive()\n    right()\n",
        "test_it.py",
    )
    options = ("-q", "-p", "no:cacheprovider")
    _, report, _ = verified(tmp_path, "-m", "pytest", *options, options=CUT)
    found = sites(report)

    assert (found["naive"]["state"], found["right"]["state"]) == ("failed", "passed")


def test_a_call_that_is_not_reached_again_is_not_proved(tmp_path: Path) -> None:
    counted = RIGHT.replace(
        "            call = ", "            COUNT.append(part)\n            call = "
    )
    other = RIGHT.replace("right", "other").replace("two", "three")
    text = f"{TOP}COUNT = []\n{counted}{other}\nright()\nif len(COUNT) < 9:\n    other()\n"
    program(tmp_path, text)
    code, report, _ = verified(tmp_path, "program.py", options=CUT)
    found = sites(report)

    assert (code, found["right"]["state"], found["other"]["state"]) == (0, "passed", "unproved")
    assert levels(found["other"]) == [
        ("warning", "not proved with cut: it was reached 0 of 1 times")
    ]
    assert reported(tmp_path)["state"] == "manual"


def test_a_run_that_is_stopped_proves_nothing_and_accuses_nobody(tmp_path: Path) -> None:
    waiting = RIGHT.replace(
        "            call = ", "            COUNT.append(part)\n            call = "
    )
    top = f"import time\n{TOP}COUNT = []\n".replace("import requests\n", "")
    post = "urllib.request.urlopen(urllib.request.Request(URL, json.dumps(body('two')).encode()))"
    loop = waiting.replace('requests.post(URL, json=body("two"), stream=True)', post)
    top = top.replace("import json\n", "import json\nimport urllib.request\n")
    top = top.replace("response.iter_lines()", "response")
    program(tmp_path, f"{top}{loop}\nright()\nif len(COUNT) > 9:\n    time.sleep(1000)\n")
    options = (*CUT, "--timeout", "12")
    code, report, _ = verified(tmp_path, "program.py", options=options)
    site = sites(report)["right"]

    assert (code, site["state"]) == (0, "unproved"), report
    assert "the run was stopped after" in levels(site)[0][1]


def test_a_program_that_calls_no_model_runs_once(tmp_path: Path) -> None:
    program(tmp_path, "print(1)\n")
    code, report, _ = verified(tmp_path, "program.py")

    assert (code, report["runs"], report["scenarios"]) == (0, 1, ["calm"])


def test_a_program_that_fails_by_itself_proves_nothing(tmp_path: Path) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\nraise LookupError('mine')\n")
    code, report, said = verified(tmp_path, "program.py")

    assert code == 1
    assert sites(report)["right"]["state"] == "unproved"
    assert "LookupError: mine" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--scenario", "cutt"), "unknown scenario 'cutt'"),
        (("--replay", "none.json"), "No such file"),
    ],
)
def test_bad_usage_exits_2_and_runs_nothing(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    program(tmp_path, "print(1)\n")
    code, report, stderr = verified(tmp_path, "program.py", options=options)

    assert (code, report) == (2, {})
    assert said in stderr


def test_a_command_that_does_not_exist_exits_2(tmp_path: Path) -> None:
    code, _, said = verified(tmp_path, python="no-such-command")

    assert code == 2
    assert "cannot run no-such-command" in said


def test_answers_of_a_cassette_are_given_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\n")
    one = {"answer": {"calls": [{"name": "weather", "arguments": '{"city": "Ulm"}'}]}}
    other = {"request": {"messages": []}, "answer": {"content": ""}}
    for name, entry in (("one.json", one), ("other.json", other)):
        (tmp_path / name).write_text(json.dumps({"schema": 1, "entries": [entry]}))
    given = verified(tmp_path, "program.py", options=(*CUT, "--replay", "one.json"))
    lacking = verified(tmp_path, "program.py", options=(*CUT, "--replay", "other.json"))

    assert given[0] == 0, given
    assert "the cassette has no answer" in levels(lacking[1]["sites"][0])[0][1]


def test_the_evidence_names_the_commit(tmp_path: Path) -> None:
    program(tmp_path, "print(1)\n")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    report = verified(tmp_path, "program.py")[1]

    assert len(report["commit"]) >= 7
