"""The `zhipuai` package is used; its successor is `zai-sdk`.

## Why
The last release of `zhipuai` dates from 2025. Newer request fields, such as `tool_stream`, are
keywords of `zai-sdk` only.

## Fix
Unsafe: the import and the client's class are renamed, at every use in the file, where each name has
a counterpart, the key is passed in the call, and no string and no other file refers to the class in
this file. The same run makes the declared dependency `zai-sdk` where no file of the code imports
`zhipuai` any more. Where code imports `zai` and only `zhipuai` is declared, that is reported
whoever wrote it.

## Limits
A client that takes its key from the environment is reported only, because the variable has another
name. So is code that uses what the successor lacks, derives classes, or imports submodules, and a
`try` or `if` that imports both. Requirements with hashes, several in one text of a `setup.py`, and
lock files are not rewritten. It counts for streaming tool calls, the item for which the guide asks
for a newer SDK.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate import knowledge
from glm_migrate.knowledge.client_facts import Successor
from glm_migrate.model.dependencies import SucceededPackage
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.model.mentions import SdkImport
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix

_FROM = "from zhipuai import ZhipuAI\n\n"
_TO = "from zai import ZhipuAiClient\n\n"

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/tools/stream-tool",
    bad=(
        Example(
            "a class from the package",
            _FROM + 'client: ZhipuAI = ZhipuAI(api_key="…")\n',
            _TO + 'client: ZhipuAiClient = ZhipuAiClient(api_key="…")\n',
            applied=Applicability.UNSAFE,
        ),
        Example(
            "the package as a whole",
            "import zhipuai\n\n\ndef ask(key):\n    return zhipuai.ZhipuAI(api_key=key)\n",
            "import zai\n\n\ndef ask(key):\n    return zai.ZhipuAiClient(api_key=key)\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "under other names",
            "from zhipuai import ZhipuAI as Client\n\nclient = Client(api_key=KEY)\n",
            "from zai import ZhipuAiClient as Client\n\nclient = Client(api_key=KEY)\n",
            applied=Applicability.UNSAFE,
        ),
        Example("the key comes from the environment", _FROM + "client = ZhipuAI()\n"),
        Example(
            "the new module's name is taken",
            "import zhipuai\n\nzai = 1\nclient = zhipuai.ZhipuAI(api_key=KEY)\n",
        ),
        Example(
            "a spread without the key",
            _FROM + 'options = {"timeout": 3}\nclient = ZhipuAI(**options)\n',
        ),
        Example(
            "a spread with the key",
            _FROM + 'options = {"api_key": KEY}\nclient = ZhipuAI(**options)\n',
            _TO + 'options = {"api_key": KEY}\nclient = ZhipuAiClient(**options)\n',
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a name without a twin",
            "from zhipuai import APIStatusError, ZhipuAI\n\nclient = ZhipuAI(api_key=KEY)\n",
        ),
        Example(
            "a part without a twin",
            _FROM + "ZhipuAI(api_key=KEY).fine_tuning.jobs.list()\n",
        ),
        Example(
            "the package may be missing",
            "try:\n    from zhipuai import ZhipuAI\nexcept ImportError:\n    ZhipuAI = None\n",
        ),
        Example("a text names it", _FROM + '__all__ = ["ZhipuAI"]\n'),
        Example(
            "the imports moved, the dependency did not",
            "zhipuai==2.1.5.20250801\nhttpx\n",
            "zai-sdk\nhttpx\n",
            applied=Applicability.UNSAFE,
            path="requirements.txt",
            beside=_TO,
        ),
        Example(
            "the module is handed on", "import zhipuai\n\nclient = make(zhipuai)\nZhipuAI = 1\n"
        ),
    ),
    good=(
        Example("the successor", "from zai import ZhipuAiClient\n\nclient = ZhipuAiClient()\n"),
        Example("a module of one's own", "from .zhipuai import ZhipuAI\n\nclient = ZhipuAI()\n"),
    ),
)


@rule.on(SdkImport)
def check(site: SdkImport, migration: Migration) -> Iterator[Finding]:
    facts = knowledge.client(site.client)
    assert facts.successor is not None
    successor = knowledge.client(facts.successor.client)
    reason = _why_unsafe(site, facts.successor)
    advice = reason or f"declare {successor.package} as the dependency in the same change"
    title = f"Use {successor.package}"
    fix = None if reason else Fix(title, _edits(site, facts.successor), Applicability.UNSAFE)
    yield rule.finding(
        site.source.path,
        site.span,
        f"{facts.package} has been replaced by {successor.package}",
        key=(facts.package,),
        fix=fix,
        advice=advice,
    )


@rule.on(SucceededPackage)
def check_declared(site: SucceededPackage, migration: Migration) -> Iterator[Finding]:
    """The dependency that the moved imports left behind."""
    fix = None
    advice = f"declare {site.successor} by hand"
    if site.still_used:
        advice = f"{site.package} is imported too; declare {site.successor} beside it"
    elif site.edits:
        fix = Fix(f"Require {site.successor}", site.edits, Applicability.UNSAFE)
        advice = "the version bounds of the old package are dropped; update the lock file as well"
    yield rule.finding(
        site.source.path,
        site.span,
        f"`{site.need.reason}` is imported, and {site.successor} is declared nowhere",
        key=(site.need.reason, site.successor),
        fix=fix,
        advice=advice,
        trace=(Hop(site.need.path, site.need.line, site.need.reason),),
        severity=Severity.WARNING,
    )


def _why_unsafe(site: SdkImport, successor: Successor) -> str:
    """Why the names can't be replaced; empty when they can."""
    if site.is_alternative:
        package = knowledge.client(successor.client).package
        return f"the other arm imports its successor; this one can go once {package} is required"
    if site.unseen:
        return f"{site.unseen[0]}; migrate it by hand"
    if missing := next((one.name for one in site.names if one.name not in successor.names), ""):
        return f"`{missing}` has no counterpart in `{successor.module}`; migrate it by hand"
    if lacking := next((one for one in successor.lacks if one in site.words), ""):
        return f"`.{lacking}` has no counterpart; keep the package while you use it"
    if site.keyless:
        old, new = successor.key_variable
        return f"the key is read from {old}, and from {new} afterwards; pass it as `api_key`"
    return ""


def _edits(site: SdkImport, successor: Successor) -> tuple[Edit, ...]:
    modules = (Edit(span, successor.module) for span in site.modules)
    names = (Edit(one.span, successor.names[one.name]) for one in site.names)
    return tuple(sorted({*modules, *names}))
