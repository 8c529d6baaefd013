"""Tells which test runs and how it ends; runs only some tests where that is asked for.

pytest finds it through `PYTEST_PLUGINS`. It takes its observer from the hook of the process.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def _observer() -> Any:
    hook: Any = sys.modules["_glm_migrate_verify_observation"]
    return hook.Observer.current


def _only() -> frozenset[str]:
    """The tests that are to run; empty for all."""
    with open(os.environ["GLM_MIGRATE_VERIFY"], encoding="utf-8") as file:  # noqa: PTH123
        return frozenset(json.load(file)["only"])


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    only = _only()
    if only:
        left_out = [item for item in items if item.nodeid not in only]
        items[:] = [item for item in items if item.nodeid in only]
        config.hook.pytest_deselected(items=left_out)


def pytest_runtest_logstart(nodeid: str) -> None:
    _observer().test = nodeid


def pytest_runtest_logfinish(nodeid: str) -> None:
    _observer().test = ""


def pytest_runtest_makereport(item: Any, call: Any) -> None:
    if call.excinfo is not None:
        _observer().failed(call.excinfo.value)


def pytest_runtest_logreport(report: Any) -> None:
    if report.when == "call" or report.outcome != "passed":
        _observer().ended(report.nodeid, report.outcome, report.capstdout)
