"""Small projects of code and settings: what is found in them, and what a fix makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.rules.selectors import selected
from glm_migrate.text.edits import Applicability

Files = Mapping[str, str]
CODES = ("GLM101", "GLM102", "GLM901")

ASK = """
from zai import ZaiClient

client = ZaiClient()


def ask(text):
    return client.chat.completions.create(
        model={}, messages=[{{"role": "user", "content": text}}], temperature=0.3
    )
"""


def project(files: Files) -> Project:
    return Project(decode(Path(name), text.encode()) for name, text in files.items())


def findings(
    files: Files, config: Config | None = None, codes: tuple[str, ...] = CODES
) -> list[str]:
    """`file:row CODE safe` of each finding about ids, and of each file that can't be read."""
    whole = project(files)
    checked = check_project(whole, config)
    assert checked.failed_rules == ()
    told = []
    for one in checked.findings:
        source = whole.source(one.path)
        assert source is not None
        word = one.fix.applicability.word if one.fix else "none"
        if one.code in codes:
            told.append(f"{one.path}:{source.position(one.span.start).line} {one.code} {word}")
    return told + [f"{error.path} {type(error).__name__}" for error in checked.errors]


def fixed(files: Files, *, unsafe: bool = False) -> dict[str, str]:
    """The files that a fix changes, as it leaves them; a second one changes nothing."""
    after = _fixed(files, unsafe=unsafe)
    assert _fixed({**files, **after}, unsafe=unsafe) == {}
    return after


def _fixed(files: Files, *, unsafe: bool) -> dict[str, str]:
    least = Applicability.UNSAFE if unsafe else Applicability.SAFE
    plan = fix_project(project(files), Config(), selected(Config()), least)
    return {
        one.before.path.as_posix(): one.after.data.decode()
        for one in plan.files
        if one.before.data != one.after.data
    }
