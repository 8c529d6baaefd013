"""A value is the target's default only where the same run moves the call to the target.

`temperature=1` is glm-4.6's default; on glm-4, whose default is 0.75, it is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.runner import dispatch
from glm_migrate.runner.job import Job
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.source import Span
from tests.end_to_end.kinds.tried import NAME, Files, fixed
from tests.end_to_end.wire.stage import ABSENT, Stage, changed
from tests.policy.test_migration import call

CHOSEN, OTHER = "temperature=1", "top_p=0.8"  # the target's default, and a value that is none
ZAI = "from zai import ZaiClient\n\n"
ASK = "ZaiClient().chat.completions.create(model={}, messages={}, {})\n"
MESSAGES = '[{"role": "user", "content": "hi"}]'


def ask(model: str, sent: str) -> str:
    return ASK.format(model, MESSAGES, sent)


@dataclass(frozen=True)
class Stays:
    """A program whose call is not moved, `{}` being what it sends, and how it is fixed."""

    text: str
    rules: tuple[str, ...] = ()
    config: Config = field(default_factory=Config)
    unsafe: bool = False
    beside: dict[str, str] = field(default_factory=dict)

    def files(self, sent: str) -> dict[str, str]:
        return {NAME: self.text.replace("{}", sent), **self.beside}


STAYS = {
    "only the sampling rule runs": Stays(ZAI + ask('"glm-4"', "{}"), rules=("GLM2",)),
    "the rule about ids is ignored": Stays(
        ZAI + ask('"glm-4"', "{}"), config=Config(ignore=("GLM101",))
    ),
    "the rule about ids is not to fix": Stays(
        ZAI + ask('"glm-4"', "{}"), config=Config(unfixable=("GLM101",))
    ),
    "the move is unsafe by setting": Stays(
        ZAI + ask('"glm-4"', "{}"), config=Config(extend_unsafe_fixes=("GLM101",))
    ),
    "the move costs money": Stays(ZAI + ask('"glm-4-flash"', "{}")),
    "the move costs context": Stays(ZAI + ask('"glm-4-long"', "{}")),
    "the finding is silenced": Stays(
        ZAI + ask('"glm-4"', "{}").rstrip() + "  # glm-migrate: ignore[GLM101] -- by contract\n",
        unsafe=True,
    ),
    "the file is set to keep ids": Stays(
        ZAI + ask('"glm-4"', "{}"), config=Config(per_file_ignores={"*.py": ("GLM101",)})
    ),
    "another call may ask another vendor": Stays(
        "import openai\n"
        + ZAI
        + 'MODEL = "glm-4"\n'
        + ask("MODEL", "{}")
        + f"openai.OpenAI().chat.completions.create(model=MODEL, messages={MESSAGES})\n"
    ),
    "one of two ids is not moved": Stays(
        "import sys\n" + ZAI + ask('"glm-4" if sys.argv[1:] else "glm-4-flash"', "{}")
    ),
}


@pytest.mark.parametrize("program", STAYS.values(), ids=STAYS)
def test_a_call_that_stays_keeps_the_value(program: Stays) -> None:
    after = fixed(
        program.files(f"{CHOSEN}, {OTHER}"),
        *program.rules,
        config=None if program.rules else program.config,
        unsafe=program.unsafe,
    )

    assert CHOSEN in after[NAME]
    assert OTHER not in after[NAME]


MOVES = {
    "safe": Stays(ZAI + ask('"{id}"', "{}").replace("{id}", "glm-4")),
    "unsafe, with the user's word": Stays(
        ZAI + ask('"{id}"', "{}").replace("{id}", "glm-4-flash"), unsafe=True
    ),
    "unsafe, made safe by setting": Stays(
        ZAI + ask('"{id}"', "{}").replace("{id}", "glm-4-flash"),
        config=Config(extend_safe_fixes=("GLM101",)),
    ),
    "the target already": Stays(ZAI + ask('"glm-4.6"', "{}")),
    "both of two ids": Stays(
        "import sys\n" + ZAI + ask('"glm-4" if sys.argv[1:] else "glm-4-plus"', "{}")
    ),
}


@pytest.mark.parametrize("program", MOVES.values(), ids=MOVES)
def test_a_call_that_is_moved_leaves_the_default_to_the_server(program: Stays) -> None:
    after = fixed(program.files(f"{CHOSEN}, {OTHER}"), config=program.config, unsafe=program.unsafe)

    assert OTHER in after[NAME]
    assert CHOSEN not in after[NAME]


def test_an_id_in_a_file_that_is_not_fixed_stays(tmp_path: Path) -> None:
    (tmp_path / "consts.py").write_text('MODEL = "glm-4"\n', encoding="utf-8")
    app = tmp_path / "app.py"
    app.write_text(
        ZAI + "from consts import MODEL\n" + ask("MODEL", f"{CHOSEN}, {OTHER}"), encoding="utf-8"
    )
    outcome = dispatch.of_file(str(app), Job(Config(), fix=True))

    assert outcome.fixed is not None
    assert ask("MODEL", CHOSEN) in outcome.fixed.after.text


def test_the_other_value_is_no_default_either_where_the_call_stays() -> None:
    config = Config(sampling_keep="top_p")
    files: Files = ZAI + ask('"glm-4-flash"', "temperature=0.2, top_p=0.95")

    assert fixed(files, config=config)[NAME] == ZAI + ask('"glm-4-flash"', "top_p=0.95")


def test_moves_that_a_run_applies() -> None:
    one, where = Migration(Config()), call("glm-4", "glm-4-flash")
    (cheap, _), (free, _) = one.possible_moves(where)

    def names(migration: Migration) -> list[object]:
        return [literal.value for literal, _ in migration.applied_moves(where)]

    def at(literal: Literal) -> frozenset[tuple[Path, Span]]:
        return frozenset({(literal.path, literal.span)})

    assert names(one) == ["glm-4"]  # what is safe, where it is not known what a run applies
    assert names(replace(one, renamed=frozenset())) == []
    assert names(replace(one, renamed=at(cheap) | at(free))) == ["glm-4", "glm-4-flash"]
    assert not replace(one, renamed=frozenset()).asks_target_after(where)
    assert replace(one, renamed=at(cheap)).asks_target_after(where)


def test_what_is_sent_before_and_after(wire: Wire, program_stage: Stage) -> None:
    """A call that stays with glm-4-flash goes on sending the temperature that was chosen."""
    wire.play(Script(content="hi"))
    before = ZAI + ask('"glm-4-flash"', f"{CHOSEN}, {OTHER}")
    texts = (before, fixed(before)[NAME])
    ((old,), (new,)) = (program_stage.run(text).bodies for text in texts)

    assert (old["model"], new["model"]) == ("glm-4-flash", "glm-4-flash")
    assert (old["temperature"], new["temperature"]) == (0.99, 0.99)  # what the SDK makes of 1
    assert changed(old, new) == {"top_p": ABSENT}
