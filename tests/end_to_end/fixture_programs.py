"""The programs of the projects under `fixtures/`: how each is run, and what it then sends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glm_migrate.runner.verification.script import Object, Script, ToolCall
from tests.end_to_end.wire.stage import ABSENT

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROJECTS = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())

NEW: Object = {"model": "glm-4.6"}
ONE_SAMPLER: Object = {**NEW, "top_p": ABSENT}
IN_PIECES: Object = {**NEW, "tool_stream": True}
SAME: Object = {}
QUIET: Object = {"thinking": {"type": "disabled"}}
PINNED: Object = {**NEW, **QUIET, "temperature": 0.75}
JUDGE: Object = {"model": "glm-4.6", "temperature": 0.0, "max_tokens": 512, "do_sample": False}

TASK = ToolCall("add_task", '{"owner": "李", "task": "ship"}')
TOOLS = (ToolCall("weather", '{"city": "北京"}'), ToolCall("clock", '{"zone": "UTC"}'))
FINE = (Script(content="好的"),)


@dataclass(frozen=True)
class Program:
    """One way to run a project's program.

    Attributes:
        promised: For each request, in order, the fields that differ after the migration.
        prints: What it prints after it; before it is the same, unless the program `raises`.
        decided: As `promised`, once a person has decided, where that makes a difference.
        then_prints: As `prints`, likewise.
    """

    project: str
    path: str
    promised: tuple[Object, ...]
    prints: str
    arguments: tuple[str, ...] = ()
    stdin: str = ""
    scripts: tuple[Script, ...] = FINE
    raises: bool = False
    decided: tuple[Object, ...] | None = None
    then_prints: str = ""


PROGRAMS = {
    "the script writes minutes, a title and tasks": Program(
        "zai-script",
        "minutes.py",
        (ONE_SAMPLER, NEW, ONE_SAMPLER),
        "# 好的\n\n好的\n\n- 李: ship\n",
        stdin="notes",
        scripts=(*FINE, *FINE, Script(calls=(TASK,))),
    ),
    "the service answers": Program(
        "service",
        "serve.py",
        (ONE_SAMPLER, NEW),
        "好的\n好|的\n",
        stdin="/answer Why?\n/stream Why?\n",
        decided=({**ONE_SAMPLER, "max_tokens": 8192}, ONE_SAMPLER),
    ),
    "the service keeps its free model": Program(
        "service", "serve.py", (SAME,), "好的\n", stdin="/title Why?\n"
    ),
    "the service asks the model of last year": Program(
        "service", "serve.py", (NEW,), "好的\n", stdin="/retry Why?\n"
    ),
    "the agent calls two tools and answers": Program(
        "agent",
        "agent.py",
        (IN_PIECES, IN_PIECES),
        "好的\n",
        arguments=("ask", "How is the weather?"),
        scripts=(Script(calls=TOOLS, reasoning="Two tools."), *FINE),
    ),
    "the agent plans": Program(
        "agent",
        "agent.py",
        ({"model": "glm-4.6", "user_id": "agent-01", "thinking": {"type": "enabled"}},),
        "好的\n",
        arguments=("plan", "a trip"),
        raises=True,
    ),
    "the agent judges two answers at once": Program(
        "agent",
        "agent.py",
        (JUDGE, JUDGE),
        "好的\n好的\n",
        arguments=("judge", "a;b"),
        raises=True,
        decided=({**JUDGE, **QUIET}, {**JUDGE, **QUIET}),
    ),
    "the old module translates": Program(
        "legacy-zhipuai",
        "translate.py",
        (NEW, {"top_p": ABSENT}, NEW, {"top_p": ABSENT}),
        "好的 | 好的 | 好的\n好的\n",
        stdin="文\n",
        decided=(NEW, ONE_SAMPLER, NEW, ONE_SAMPLER),
    ),
    "the gateway asks every vendor": Program(
        "gateway",
        "gateway.py",
        (SAME, SAME, ONE_SAMPLER, SAME, SAME, ONE_SAMPLER, SAME, SAME),
        "好的\n好的\n好的\n好的 好的\n好的\n好的\n好的\n",
        stdin="Which vendor are you?",
    ),
    "the GBK module answers, sums up and streams": Program(
        "gbk-module",
        "kefu.py",
        (ONE_SAMPLER, SAME, NEW),
        "好的 好的 好的\n",
        stdin="退货\n",
        decided=({**ONE_SAMPLER, **QUIET}, {**NEW, **QUIET}, PINNED),
    ),
    "the mails are sorted, answered and translated": Program(
        "raw-http",
        "mails.py",
        ({**ONE_SAMPLER, **QUIET}, NEW, NEW),
        "好的 好的 好的\n",
        stdin="My bill is wrong\n",
        decided=({**ONE_SAMPLER, **QUIET}, PINNED, PINNED),
    ),
    "the configured service asks what its file says": Program(
        "configured-service", "ask.py", (NEW, NEW), "好的\n好的\n", arguments=("Why?",)
    ),
    "the agent asks what its YAML says": Program(
        "yaml-agent", "agent.py", (NEW, NEW), "好的\n", arguments=("a trip",)
    ),
    "the catalogue of prices asks nobody": Program(
        "catalogue",
        "catalogue.py",
        (),
        "glm-4.5: 0.60 USD for a million, 128000 fit\n",
        arguments=("glm-4.5",),
    ),
    "the catalogue asks nobody": Program(
        "lookalikes",
        "catalogue.py",
        (),
        "glm-4.5 (family 4.5): 0.0017 USD; not glm-4.5\n",
        arguments=("glm-4.5",),
    ),
    "the look-alikes send what they sent": Program(
        "lookalikes", "calls.py", 6 * (SAME,), "好的 好的\n好的 好的\n好的\n好的\n"
    ),
    "the desk titles with another model, and does the rest as before": Program(
        "rename-safety",
        "desk.py",
        (SAME, ONE_SAMPLER, SAME, SAME, SAME, SAME),
        "好的 好的 好的 好的 好的 好的 0.000013 USD\n",
        stdin="My bill is wrong",
        decided=(
            {**NEW, "temperature": 0.75},
            ONE_SAMPLER,
            NEW,
            NEW,
            {**NEW, "temperature": 0.95},
            {**NEW, "temperature": 0.6},
        ),
        then_prints="好的 好的 好的 好的 好的 好的 0.000022 USD\n",
    ),
    "the first notebook asks twice": Program(
        "tutorial", "01_first_request.ipynb", (ONE_SAMPLER, NEW), "好的\n好的\n"
    ),
    "the second notebook streams a call of a tool, and asks": Program(
        "tutorial",
        "02_streams_and_tools.ipynb",
        (IN_PIECES, NEW),
        "北京\n好的\n",
        scripts=(Script(calls=TOOLS[:1]), *FINE),
    ),
    "the router sends what it sent": Program(
        "lookalikes", "router.py", (SAME,), "好的\n", arguments=("Why?",), decided=(NEW,)
    ),
}
