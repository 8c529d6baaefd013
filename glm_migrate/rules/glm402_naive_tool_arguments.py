"""A stream's loop takes a fragment of a tool call for the whole call.

## Why
With `tool_stream=True` the arguments of a tool call come in pieces: `{"ci`, `ty": "Par`, `is"}`.
Only the first piece is sure to have the call's id and name, pieces of several calls can be mixed,
and `arguments` can be null. Code that parses each delta, keeps the last one, looks only at
`tool_calls[0]`, tells calls apart by id or drops pieces without a name works as long as the server
sends every call whole, and breaks when the flag is set.

## Fix
The fragments are joined by `index`, in the loop, and the code that used them moves after the loop,
with its comments, where it gets whole calls. Safe where the program certainly does the same on a
stream of whole calls; where the moved code shares variables with the rest of the loop, or something
yields or breaks, the rewritten loop is only shown; where the loop returns before it, nothing is.
Accumulators that are right but for one line get that line repaired.

## Limits
Only loops that are seen to read the stream of a GLM call. A loop is reported only when it clearly
has one of the known shapes; helpers of SDKs and code that hands fragments on are left alone.

A stream that ends within a call leaves that call's arguments incomplete: parsing them raises, as it
should, and only calls that came whole are run. A handler of yours for arguments that are no JSON,
or a default such as `or "{}"` for empty ones, then handles that call as well. Where the connection
itself breaks, the error comes before any call is run.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.streams import Handling, Naive, StreamLoop
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.glm401_stream_without_tool_stream import (
    is_streamed_with_tools,
    passes_functions,
)
from glm_migrate.rules.loop_examples import BAD, GOOD
from glm_migrate.rules.rule import Rule
from glm_migrate.rules.stream_fixes import fix_of, glm_loops

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    required=True,
    bad=BAD,
    good=GOOD,
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for loop in glm_loops(call, migration):
        yield from _naive(call, loop)
    if _loses_calls(call, migration):
        yield rule.finding(
            call.source.path,
            call.name_span,
            "tools are passed, and the loop that reads the stream never looks at tool_calls",
            key=("tool_calls",),
            severity=Severity.WARNING,
            advice="join the fragments of delta.tool_calls by index, or pass no tools",
            call=call.scope,
        )


def _naive(call: ChatCall, loop: StreamLoop) -> Iterator[Finding]:
    """One finding for each repair."""
    groups: dict[object, list[Naive]] = {}
    for naive in loop.naive:
        groups.setdefault(naive.excerpt.repair if naive.excerpt.repair.edits else None, []).append(
            naive
        )
    for group in groups.values():
        excerpt = group[0].excerpt
        fix, advice = fix_of(excerpt.repair)
        sentences = dict.fromkeys(naive.sentence for naive in group)
        yield rule.finding(
            excerpt.path,
            excerpt.span,
            f"the loop {', and '.join(sentences)}",
            key=tuple(dict.fromkeys(part for one in group for part in (one.shape.name, one.what))),
            fix=fix,
            advice=advice,
            call=call.scope,
        )


def _loses_calls(call: ChatCall, migration: Migration) -> bool:
    """Whether function tools are sent and every loop over the answer is seen to ignore calls."""
    tools, choice = call["tools"], call["tool_choice"]
    if tools is None or not tools.value.candidates or tools.conditional or call.escapes:
        return False
    if choice is not None and choice.value.can_be("none"):
        return False
    ignoring = [loop.handling is Handling.IGNORES for loop in call.consumers]
    return (
        bool(ignoring)
        and all(ignoring)
        and passes_functions(call)
        and is_streamed_with_tools(call, migration)
    )
