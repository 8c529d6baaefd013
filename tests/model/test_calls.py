"""What a call sends, and which of several wins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.model.calls import Argument, ChatCall, Client
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.values import Constant, Literal, Value
from glm_migrate.text.source import Source, Span

PATH, HERE = Path("a.py"), Span(0, 1)
SOURCE = Source.decode(PATH, b"x = 1\n")


def argument(name: str, *constants: Constant) -> Argument:
    literals = tuple(Literal(one, HERE, PATH) for one in constants)
    return Argument(name, Value(literals, True), HERE, HERE, PATH)


def call(
    *arguments: Argument,
    client: str = "zai",
    method: str = "create",
    unseen: tuple[Unresolved, ...] = (),
) -> ChatCall:
    made = ChatCall(SOURCE, HERE, HERE, Client(client), arguments)
    return replace(made, method=method, unseen=unseen)


def test_the_first_of_two_arguments_wins() -> None:
    first, second = argument("top_p", 0.5), argument("top_p", 0.9)
    one = call(argument("model", "a"), first, second)

    assert one["top_p"] is first
    assert list(one.all("top_p")) == [first, second]
    assert (one.sends("top_p"), one.sends("temperature"), one["temperature"]) == (True, False, None)


def test_no_model_means_not_set_yet() -> None:
    assert [one.value for one in call(argument("model", "a", None, "")).ids] == ["a"]


@pytest.mark.parametrize(
    ("unseen", "reasons"),
    [
        ((), [Reason.NO_MODEL]),
        ((Unresolved(Reason.POSITIONAL_SPREAD, "args"),), [Reason.POSITIONAL_SPREAD]),
    ],
    ids=["none is passed", "it may hide"],
)
def test_a_call_without_a_model_says_why(
    unseen: tuple[Unresolved, ...], reasons: list[Reason]
) -> None:
    model = call(unseen=unseen).model

    assert (model.candidates, model.complete) == ((), False)
    assert [one.reason for one in model.unseen] == reasons


@pytest.mark.parametrize(
    ("client", "method", "gives"),
    [
        ("zai", "create", True),
        ("anthropic", "create", False),
        ("litellm", "messages.create", False),
        ("openai", "parse", True),
    ],
)
def test_which_calls_are_settled_by_completions(client: str, method: str, gives: bool) -> None:
    assert call(client=client, method=method).gives_completions is gives


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        (((5, 0),), ((5, 1),), True),
        (((5, 0),), ((5, 0),), False),
        (((5, 0),), ((9, 1),), False),
        ((), ((5, 1),), False),
        (((5, 1), (9, 0)), ((5, 1), (9, 1)), True),
    ],
)
def test_of_two_arms_of_one_choice_only_one_runs(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...], excluded: bool
) -> None:
    first = replace(argument("temperature", 1), arms=one)
    second = replace(argument("top_p", 1), arms=other)

    assert first.excludes(second) is excluded
    assert not first.excludes(replace(second, path=Path("b.py")))


def test_what_may_be_sent_ends_with_what_is_always_sent() -> None:
    maybe = replace(argument("n", 1), conditional=True)
    either = replace(argument("n", 2), replaceable=True)
    found = call(maybe, either, argument("n", 3), argument("n", 4))

    assert [number for _, _, number in found.numbers("n")] == [1, 2, 3]
    assert list(found.reaching("other")) == []
