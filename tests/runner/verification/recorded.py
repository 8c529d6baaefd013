"""Requests, answers and runs as a verification records them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_migrate import knowledge
from glm_migrate.inventory.call_records import CallSummary, PropertyChange
from glm_migrate.runner.verification.call_sites import CallSite
from glm_migrate.runner.verification.command import ProgramFailure, Ran
from glm_migrate.runner.verification.comparison import Trial
from glm_migrate.runner.verification.origin import Frame, Origin
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import BY_NAME
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Request

CUT = BY_NAME["cut"]


TARGET = knowledge.target("glm-4.6")


BODY: dict[str, Any] = {"model": "glm-4.6", "messages": [{"role": "user", "content": "x"}]}


CALL = ToolCall("weather", '{"city": "bcdfgh0"}')


ANSWER = Script(calls=(CALL,), named=True)


HERE = Frame("/p/a.py", 3, "ask")


def sent(place: str = "a.py", *, cut: bool = False, at: float = 1.0, **more: Any) -> Sent:
    body = {**BODY, "stream": True, **more.pop("body", {})}
    request = Request("api.z.ai", "/api/paas/v4/chat/completions", body, Origin((HERE,), **more))
    return Sent(request, CallSite(place, 3), None, (), ANSWER, cut, at)


def trial(printed: str = "", status: int = 0, *, cut: bool = False, **more: Any) -> Trial:
    requests = more.pop("sent", (sent(cut=cut),))
    return Trial(Ran(status, printed, "", 1.0, **more), requests)


def failure(type: str = "LookupError", path: str = "/p/a.py", test: str = "") -> ProgramFailure:
    return ProgramFailure(type, "text", (Frame(path, 9, "ask"),), test, 2.0)


def summary(line: int, scope: str, last: int = 0, host: str = "native") -> CallSummary:
    same = PropertyChange("", "")
    return CallSummary(
        Path("a.py"), line, 1, scope, "create", "", "", "clean", (), same, same,
        last_line=last, content=scope, host=host,
    )  # fmt: skip


def request(**body: Any) -> Request:
    return sent(body={"tools": [{"type": "function", "function": {"name": "f"}}], **body}).request
