"""Small random programs about one variable, and what each of their uses of it really read.

The interpreter is the oracle: a program is run on every sequence of decisions up to a length, and
notes the value of `v` at each numbered `use`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

from hypothesis import strategies as st

_DECISIONS = 6


class Stop(BaseException):
    """The decisions are used up."""


Block = list[str]
SIMPLE = "set set use use walrus exit".split()
COMPOUND = "if ifelse elif while for loopvar try finally with match".split()


def indented(block: Block) -> Block:
    return [f"    {line}" for line in block]


@st.composite
def blocks(draw: st.DrawFn, counter: list[int], depth: int, loop: bool) -> Block:
    """Statements that set, use and branch on nothing but decisions; `v` is the one variable."""
    lines: Block = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(statements(counter, depth, loop))
    return lines


@st.composite
def statements(draw: st.DrawFn, counter: list[int], depth: int, loop: bool) -> Block:
    kind = draw(st.sampled_from(SIMPLE + (COMPOUND if depth else [])))
    counter[0] += 1
    number = counter[0]

    def inner(inside_loop: bool = loop) -> Block:
        return indented(draw(blocks(counter, depth - 1, inside_loop)))

    if kind == "set":
        return [f"v = 'v{number}'"]
    if kind == "use":
        return [f"use({number}, v)"]
    if kind == "walrus":
        return [f"if (v := 'v{number}') and c():", *inner_or_pass(draw, counter, depth, loop)]
    if kind == "exit":
        return ["if c():", f"    {draw(st.sampled_from(exits(loop)))}"]
    if kind == "if":
        return ["if c():", *inner()]
    if kind == "ifelse":
        return ["if c():", *inner(), "else:", *inner()]
    if kind == "elif":
        return ["if c():", *inner(), "elif c():", *inner(), "else:", *inner()]
    if kind == "while":
        return ["while c():", *inner(True), *maybe_else(draw, inner)]
    if kind == "for":
        return ["for _ in forever():", *inner(True), *maybe_else(draw, inner)]
    if kind == "loopvar":
        return [f"for v in ['v{number}', 'w{number}']:", *inner(True), *maybe_else(draw, inner)]
    if kind == "try":
        return ["try:", *inner(), "except ValueError:", *inner(), *maybe_else(draw, inner)]
    if kind == "finally":
        return ["try:", *inner(), "finally:", *inner(False)]
    if kind == "with":
        return ["with suppress(ValueError):", *inner()]
    return ["match c():", "    case True:", *indented(inner()), "    case _:", *indented(inner())]


def inner_or_pass(draw: st.DrawFn, counter: list[int], depth: int, loop: bool) -> Block:
    return indented(draw(blocks(counter, depth - 1, loop))) if depth else ["    pass"]


def maybe_else(draw: st.DrawFn, inner: Callable[[], Block]) -> Block:
    return ["else:", *inner()] if draw(st.booleans()) else []


def exits(loop: bool) -> list[str]:
    return ["return", "raise ValueError", *(["break", "continue"] if loop else [])]


@st.composite
def functions(draw: st.DrawFn) -> str:
    """The source of `def run(): …`."""
    body = draw(blocks([0], depth=draw(st.integers(1, 3)), loop=False))
    return "\n".join(["def run():", "    v = 'v0'", *indented(body), "    use(999, v)", ""])


def really_read(code: str) -> dict[int, set[str]]:
    """Use number → the values that some run read there."""
    seen: dict[int, set[str]] = defaultdict(set)
    compiled = compile(code, "example.py", "exec")
    for decisions in product((True, False), repeat=_DECISIONS):
        _run(compiled, iter(decisions), seen)
    return seen


def _run(compiled: object, decisions: Iterator[bool], seen: dict[int, set[str]]) -> None:
    from contextlib import suppress

    def decide() -> bool:
        for decision in decisions:
            return decision
        raise Stop

    def forever() -> Iterator[None]:
        while decide():
            yield

    def use(number: int, value: str) -> None:
        seen[number].add(value)
        if decide():
            raise ValueError

    world = {"c": decide, "forever": forever, "use": use, "suppress": suppress}
    exec(compiled, world)  # type: ignore[arg-type]
    with suppress(Stop, ValueError, UnboundLocalError):
        world["run"]()  # type: ignore[operator]
