"""What this GLM call sends could not be seen.

## Why
An id or a parameter that comes from a place that this tool does not follow is neither right nor
wrong: it is unknown. Saying so is the only way to keep "no findings" from meaning "not looked at".
The message names what hides the value and where the search ended.

## Fix
None: nothing is rewritten on a guess. `glm-migrate check --explain-resolution PATH` shows for each
call how far each value was followed. Check the value by hand, or write it where it can be followed:
as a literal, a constant, a default, or an argument of a function of the project. Factories that
return a GLM client are named under `known-clients`, own names for models under `model-aliases`.

## Limits
Only calls that are known to be GLM calls are reported. A client of the vendor uses GLM whatever id
it is given, so an unknown id is reported there too. A fine-tuned model counts as the one that it
was tuned from. Limits on the depth and breadth of the search are reported here as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import client
from glm_migrate.model.calls import ChatCall, is_of_other_sampling
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.rules.rule import Example, Rule

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6",
    bad=(
        Example(
            "a model from outside",
            _ZAI + "def ask(model):\n    client.chat.completions.create(model=model)\n",
        ),
        Example(
            "a model that is None unless a caller says otherwise",
            _ZAI + "def ask(model=None):\n    client.chat.completions.create(model=model)\n",
        ),
        Example(
            "another vendor's id, which this client can't ask",
            _ZAI + 'client.chat.completions.create(model="gpt-4o")\n',
        ),
        Example(
            "an id that is not set yet",
            _ZAI + "class Bot:\n    model = ''\n\n    def ask(self):\n"
            "        client.chat.completions.create(model=self.model)\n",
        ),
        Example(
            "a spread from outside",
            _ZAI + "def ask(**options):\n    client.chat.completions.create(**options)\n",
        ),
        Example(
            "parameters from outside",
            _ZAI + "def ask(**options):\n"
            '    client.chat.completions.create(model="glm-4.6", **options)\n',
        ),
        Example(
            "an id that is put together, for a router",
            "import litellm\nfrom settings import name\n\n"
            'litellm.completion(model=f"zai/{name()}", messages=[])\n',
        ),
        Example(
            "a dict that a function gets which is not seen",
            _ZAI + 'body = {"model": "glm-4.6", "temperature": 0.2}\ncomplete(body)\n'
            "client.chat.completions.create(**body)\n",
        ),
        Example(
            "a client from outside, in a file that speaks of GLM",
            "# calls glm-4.5\ndef ask(client, model):\n"
            "    client.chat.completions.create(model=model)\n",
        ),
    ),
    good=(
        Example(
            "a fine-tuned model",
            _ZAI + 'client.chat.completions.create(model="glm-4-flash:acct:tuned:1")\n',
        ),
        Example("a model that is seen", _ZAI + 'client.chat.completions.create(model="glm-4.6")\n'),
        Example(
            "another vendor's client",
            "from openai import OpenAI\n\nclient = OpenAI()\n\n\n"
            "def ask(model):\n    client.chat.completions.create(model=model)\n",
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    audience = migration.audience(call)
    limits = call.model.limits
    is_named = _names_its_model(call, migration, audience)
    hidden = [one for one in call.unseen if not is_of_other_sampling(one)]
    if audience is Audience.OTHER or (is_named and not hidden and not limits):
        return
    if is_named:
        if migration.asks_text_chat(call):
            yield _given_up(call) if limits else _hidden_parameters(call, hidden[0])
        return
    if call.complete and not call.sends("model") and client(call.client.name).default_model:
        return
    about = [Unresolved(Reason.WHICH_MODEL, str(literal.value)) for literal in call.ids]
    about += call.model.unseen or call.unseen
    about = about or [Unresolved(Reason.ANY_MODEL)]
    if audience is Audience.UNSEEN:
        if not call.vendor_named:
            return
        client_unseen = call.client.unseen or Unresolved(Reason.ITS_CLIENT)
        about.insert(0, Unresolved(Reason.WHETHER_GLM, cause=client_unseen))
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"cannot see: {'; '.join(map(str, about[:2]))}",
        key=tuple(part for one in about[:2] for part in one.key),
        advice="check this call by hand, or write the value where it can be followed",
        call=call.scope,
    )


def _names_its_model(call: ChatCall, migration: Migration, audience: Audience) -> bool:
    """Whether it is seen what is asked; the vendor is not asked for a model that it has not."""
    if audience is Audience.GLM:
        return migration.is_known(call)
    return bool(call.ids) or call.model.complete  # `None` and nothing else is no id that hides


def _given_up(call: ChatCall) -> Finding:
    """Some models are seen, and the search for more of them was given up."""
    return rule.finding(
        call.source.path,
        call.name_span,
        f"cannot see all models that are asked: {call.model.limits[0]}",
        key=("limits", *call.model.limits[0].key),
        advice="search for other older ids by hand",
        call=call.scope,
    )


def _hidden_parameters(call: ChatCall, hidden: Unresolved) -> Finding:
    """The model is seen, but not all that is sent beside it."""
    return rule.finding(
        call.source.path,
        call.name_span,
        f"cannot see: {hidden}",
        key=("parameters", *hidden.key),
        advice="check there for temperature beside top_p, stream with tools, and thinking",
        call=call.scope,
    )
