"""An older id stands where it does not choose a model.

## Why
Price tables, allow-lists, comparisons, labels and recorded answers name ids too. Renaming them
changes what the program means; leaving them alone can break it once the calls are moved. They are
listed so that a person decides. A place that disagrees with a rename in the same project is a
warning, all others are information.

A default in code that a settings file overrides with an older id is reported as well: whatever the
default is, the older model is used as long as the file says so.

## Fix
None; the note says what to do. Lists need the new id beside the old one, tables a row with numbers
of its own, expectations of tests change with the code that they test, and for a comparison you
decide which branch the new id takes. Where a rename of a call of the project depends on such a
place, that rename is unsafe and its finding (GLM101) names the place.

## Limits
The role is judged by the expression around the id, in settings files by the keys around it.
Docstrings, comments, prompts and longer texts are not looked at: only strings that are an id as a
whole. Catalogues and records in settings files are passed over unless `settings-files = "all"`;
scripts, templates, and settings in long texts of a program are listed. Where the target stands
beside an older id in the same list or table, nothing has to be added, and no rename depends on the
place.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration, not_served
from glm_migrate.rules.rule import Example, Rule

_ADVICE = {
    Role.LISTED: "add the new id to the list when a call moves to it",
    Role.TABLE: "add an entry for the new id; the old numbers do not apply to it",
    Role.COMPARED: "a call that uses the new id takes the other branch; decide what it should do",
    Role.ASSERTED: "change the expectation together with the code that it tests",
    Role.RECORDED: "a recorded response keeps the id that was used then",
    Role.KEY: "the entry under this key must move with the id",
    Role.DESCRIBED: "it makes no call; change it where the new id must be known",
    Role.TESTED: "change it together with the code that it tests",
    Role.BATCH: "the batch API has its own list of models; check that the new one is on it",
    Role.LABEL: "text for readers; change it when it becomes wrong",
    Role.PROSE: "text for readers; change it when the calls are migrated",
    Role.SCRIPT: "not edited there; change it by hand where it sets the model",
    Role.SETTING: "no code that reads it was found, and nothing next to it names the provider",
    Role.OTHER: "decide what it is for; it was not found to reach a chat call",
}
_BESIDE = "the new id is already there; remove the old one once nothing uses it"
_WORDS = {
    Role.LISTED: "is listed",
    Role.TABLE: "is in a table",
    Role.COMPARED: "is compared against",
    Role.ASSERTED: "is expected by a test",
    Role.RECORDED: "is in a recorded response",
    Role.KEY: "is the key of a lookup",
    Role.DESCRIBED: "is part of a record",
    Role.TESTED: "is a value of a test",
    Role.BATCH: "is used by a batch",
    Role.LABEL: "is in a text",
    Role.PROSE: "is next to the code",
    Role.SCRIPT: "is in a script, template or text",
    Role.SETTING: "is set",
    Role.OTHER: "is used here",
}

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="model-identifier",
    needs_old_id=True,
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
    bad=(
        Example("allow-list", 'KNOWN = {"glm-4", "gpt-4o"}\n'),
        Example("price table", 'PRICE = {"glm-4.5": 0.6, "gpt-4o": 2.5}\n'),
        Example("comparison", 'def is_old(model):\n    return model == "glm-4"\n'),
        Example("assertion", 'mock.assert_called_with(model="glm-4")\n'),
        Example("assertion by name", 'WANT = {"model": "glm-4"}\nassert sent == WANT\n'),
        Example("capability record", 'ModelInfo(model="glm-4.5", context_window=128000)\n'),
        Example(
            "line of a batch",
            'row = {"custom_id": "1", "url": "/v4/chat/completions",\n'
            '       "body": {"model": "glm-4", "messages": []}}\n',
        ),
        Example("match", 'match name:\n    case "glm-4":\n        pass\n'),
        Example(
            "a list that a call is checked against",
            "from zai import ZaiClient\n\nKNOWN = ['glm-4.5', 'gpt-4o']\n\n\n"
            "def ask(model='glm-4.5'):\n    assert model in KNOWN\n"
            "    return ZaiClient().chat.completions.create(model=model, top_p=0.8)\n",
        ),
        Example("a list that has the target", 'KNOWN = ["glm-4.5", "glm-4.6"]\n'),
        Example("a table that has the target", 'PRICE = {"glm-4.5": 0.6, "glm-4.6": 0.6}\n'),
        Example("a type that has it", 'Name = Literal["glm-4.5", "glm-4.6"]\n'),
        Example(
            "an enumeration that has it", 'class M(Enum):\n    A = "glm-4.5"\n    B = "glm-4.6"\n'
        ),
        Example("a comparison with both", 'def f(m):\n    return m in ("glm-4.5", "glm-4.6")\n'),
        Example(
            "records of both",
            'R = [ModelInfo(model="glm-4.5", context=1), ModelInfo(model="glm-4.6", context=2)]\n',
        ),
    ),
    good=(
        Example("newer and other ids", 'KNOWN = {"glm-4.7", "glm-4v", "gpt-4o"}\n'),
        Example("a sentence", 'print("we use glm-4.5 here")\n'),
    ),
)


@rule.on(Mention)
def check(mention: Mention, migration: Migration) -> Iterator[Finding]:
    is_setting = mention.role is Role.SETTING and mention.vendor_named  # GLM101 tells it
    if mention.role in _WORDS and not is_setting and migration.is_old(mention.literal.value):
        use = f" ({mention.use})" if mention.use else ""
        here = f"; the call at line {mention.called.line} depends on it" if mention.called else ""
        if mention.called and mention.called.path != mention.literal.path:
            here = f"; the call at {mention.called.path}:{mention.called.line} depends on it"
        yield rule.finding(
            mention.literal.path,
            mention.literal.span,
            f'"{mention.model}" {_WORDS[mention.role]}{use}{here}',
            advice=_advice(mention),
            severity=Severity.WARNING if mention.called else Severity.INFO,
            call=mention.scope,
            trace=(mention.called,) if mention.called else (),
            key=(mention.model, mention.role.name, mention.use),
            summary=f"{mention.model} {mention.use}",
        )


def _advice(mention: Mention) -> str:
    if mention.beside:
        return _BESIDE
    reason = not_served(mention.endpoint) if mention.role is Role.SETTING else None
    return str(reason or _ADVICE[mention.role])


@rule.on(ChatCall)
def check_defaults(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    """A default that moves, or has moved, while a settings file that wins over it does not."""
    ids = [literal for argument in call.all("model") for literal in argument.value.candidates]
    winning = [one for one in ids if one.setting and _stays_old(one, call, migration)]
    for default in ids if winning else ():
        if default.setting or not _is_new(default, call, migration):
            continue
        moves = "is" if migration.names_target(default.value) else "moves to"
        settings = ", ".join(f'{one.path}:{one.line} still sets "{one.value}"' for one in winning)
        yield rule.finding(
            default.path,
            default.span,
            f"the default {moves} {migration.target.id}, but {settings}",
            key=(migration.target.id, *(str(one.value) for one in winning)),
            advice="the file overrides the default; move it too",
            severity=Severity.WARNING,
            call=call.scope,
            trace=default.via,
        )


def _stays_old(literal: Literal, call: ChatCall, migration: Migration) -> bool:
    return migration.is_old(literal.value) and not migration.is_applied(literal, call)


def _is_new(literal: Literal, call: ChatCall, migration: Migration) -> bool:
    """Whether it is the target's id once this run is over."""
    if migration.names_target(literal.value):
        return True
    return migration.is_old(literal.value) and migration.is_applied(literal, call)
