"""Recording and measuring, on a service of ours that takes its time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.cli import verify_live
from glm_migrate.runner.verification import measurement
from glm_migrate.runner.verification.forwarding import Exchange
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Answer, Raw, Request, serving
from glm_migrate.runner.verification.wire_format import events
from tests.end_to_end.verification.test_verify import RIGHT, TOP
from tests.project.test_revisions import git
from tests.runner.verification.run import program
from tests.runner.verification.verifying import verified

SAID = Script(
    calls=(ToolCall("weather", '{"city": "Ulm"}'),), reasoning="Hm.", named=True, whole=True
)
PAUSE = 0.03


@dataclass
class Slow:
    """Answers as the real service would, with a pause before each chunk."""

    requests: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        return Raw(200, "text/event-stream", self._chunks(request))

    def _chunks(self, request: Request) -> Iterator[bytes]:
        for line in events(SAID, request.body):
            time.sleep(PAUSE)
            yield line

    def refuse_host(self, host: str) -> None:
        """Nobody else comes."""


@pytest.fixture
def service() -> Iterator[tuple[str, Slow]]:
    slow = Slow()
    with serving(slow) as url:
        yield url, slow


def test_answers_are_recorded_and_then_played_in_every_scenario(
    tmp_path: Path, service: tuple[str, Slow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAI_API_KEY", "secret.key")
    key = 'headers={"Authorization": os.environ["ZAI_API_KEY"]}, json='
    text = f"import os\n{TOP}{RIGHT}\nright()\n".replace("json=body", f"{key}body")
    program(tmp_path, text)
    options = ("--record", "c.json", "--yes", "--upstream", service[0], "--scenario", "cut")
    code, report, said = verified(tmp_path, "program.py", options=options)
    kept = (tmp_path / "c.json").read_text(encoding="utf-8")

    assert (code, report["sites"][0]["survived"]) == (0, ["cut"]), said
    assert [one.key[1] for one in service[1].requests] == ["secret.key"]
    assert json.loads(kept)["entries"][0]["answer"]["calls"][0]["name"] == "weather"
    assert "secret" not in kept + said + json.dumps(report)


@pytest.mark.parametrize("flag", [("--record", "c.json"), ("--live", "1")])
def test_nothing_is_asked_where_nobody_agreed(
    tmp_path: Path, service: tuple[str, Slow], flag: tuple[str, str]
) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\n")
    options = (*flag, "--upstream", service[0], "--scenario", "calm")
    code, _, said = verified(tmp_path, "program.py", options=options)

    assert (code, service[1].requests) == (2, [])
    assert "pass --yes" in said


def test_earlier_and_now_are_measured(tmp_path: Path, service: tuple[str, Slow]) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "old")
    options = ("--live", "2", "--yes", "--upstream", service[0], "--against", "HEAD")
    code, _, said = verified(tmp_path, "program.py", options=(*options, "--scenario", "calm"))

    assert code == 0, said
    assert len(service[1].requests) == 4
    assert "time to the first token (s)" in said
    assert "n=2" in said
    assert "finish reasons, now" in said


def test_a_limit_ends_the_measuring(tmp_path: Path, service: tuple[str, Slow]) -> None:
    program(tmp_path, f"{TOP}{RIGHT}\nright()\n")
    options = ("--live", "3", "--yes", "--upstream", service[0], "--max-calls", "1")
    _, _, said = verified(tmp_path, "program.py", options=(*options, "--scenario", "calm"))

    assert len(service[1].requests) == 1
    assert "the limit on requests is reached" in said


def exchange(**usage: Any) -> Exchange:
    tools = [{"function": {"name": "weather", "parameters": {"required": ["city"]}}}]
    body: dict[str, Any] = {"model": "glm-4.6", "messages": [], "tools": tools}
    request = Request("api.z.ai", "/", body)
    return Exchange(request, 200, usage.pop("script", SAID), usage, 0.5, 1.0)


def test_what_an_answer_costs_is_read_off_the_table_of_prices() -> None:
    one = exchange(prompt_tokens=1_000_000, completion_tokens=1_000_000)

    assert measurement.cost(one) == pytest.approx(2.8)
    assert measurement.most({"model": "glm-4.6", "max_tokens": 1_000_000}) >= 2.2
    assert measurement.most({"model": "unknown"}) == inf


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], None),
        ([3.0], (3.0, 3.0, 3.0)),
        ([1.0, 2.0, 9.0], (2.0, 1.0, 9.0)),
        ([float(one) for one in range(1, 21)], (10.5, 6.0, 15.0)),
    ],
)
def test_an_interval_holds_the_median(
    values: list[float], shown: tuple[float, float, float] | None
) -> None:
    found = measurement.interval(values)

    assert (found and (found.median, found.low, found.high)) == shown


def test_a_table_shows_earlier_and_now() -> None:
    broken = exchange(
        script=Script(calls=(ToolCall("weather", "{"), ToolCall("weather", '{"city": 1}')))
    )
    found = list(measurement.measures([exchange()], [broken]))
    text = verify_live.table(found, [exchange()], [broken], 0.5)

    assert {one.name: one.after.median for one in found if one.after}[
        "tool calls that are valid"
    ] == 50.0
    assert "earlier" in text.splitlines()[0]
    assert "total spent: 0.5000" in text
