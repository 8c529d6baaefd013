"""Calls read off code, and migrations, for the tests of what is known and said of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.policy.migration import Migration
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"
LOCAL = "from openai import OpenAI\nclient = OpenAI(base_url='http://localhost:8000/v1')\n"
CREATE = "client.chat.completions.create"


def migration(**settings: Any) -> Migration:
    return Migration(replace(Config(), **settings))


def call_in(code: str) -> ChatCall:
    """The last chat call of `code`, as rules see it."""
    source = Source.decode(Path("example.py"), code.encode())
    found: list[ChatCall] = []

    def watch(site: Site, findings: Sequence[Finding]) -> None:
        if isinstance(site, ChatCall):
            found.append(site)

    check_project(Project([source]), rules=(), watch=watch)
    return found[-1]


def ask(arguments: str, head: str = ZAI) -> ChatCall:
    """A call of a client of Z.AI with `arguments`; `head` makes another `client`."""
    return call_in(f"{head}{CREATE}({arguments})\n")
