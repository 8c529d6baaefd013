"""Files that could take the process down with them: which they are, and where they are handled.

The parser is native code that recurses: deep nesting or long chains overflow its stack, and that
kills the process. Such files go to a process of their own, with a large stack and a time limit.
"""

from __future__ import annotations

import re
import sys
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from glm_migrate.runner.run import Order, Outcome

_LARGE = 1 << 20  # bytes; from here on parsing takes seconds and gigabytes
_DEEP = 100  # brackets in brackets; the parser dies at about 1,200
_LONG = 400  # links of a chain of operators, calls, strings or branches; it dies at about 10,000
_STACK = 512 << 20  # bytes of address space; only what is used takes memory
_SECONDS = 30  # for any file, and as much again for each megabyte
_ROUNDS = 5  # a rewrite parses a file several times

_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_PAIRS = (b"()", b"[]", b"{}")
_STEP = {ord(char): 1 if char in "([{" else -1 for char in "()[]{}"}
_LINK = re.compile(rb"\b(?:and|or|not|if|else|await|lambda)\b|[-+*/%@&|^~.<>=(\[]")
_STARTS = (*b"+ - * / % & | ^ . < > =".split(), b"and ", b"or ", b"if ", b"else ", b"not ")
_ENDS = (*b"+ - * / % & | ^ . \\".split(), b" and", b" or", b" not")


def is_suspicious(data: bytes) -> bool:
    """Whether parsing these bytes might end or stall the process.

    Errs on the side of suspicion: brackets in strings and comments count.
    """
    return (
        len(data) > _LARGE
        or _is_deep(data)
        or data.count(b"elif") > _LONG
        or _indentation(data) > _LONG
        or _has_long_line(data)
        or _has_long_chain(data)
    )


def _is_deep(data: bytes) -> bool:
    """Whether brackets stand in more than `_DEEP` others, told by pairs that are taken away."""
    rest = brackets = data.translate(None, _NO_BRACKETS)
    for taken in range(0, _DEEP, len(_PAIRS)):  # a round takes away as many levels at most
        if taken + _depth_at_most(rest) <= _DEEP:
            return False
        for pair in _PAIRS:
            rest = rest.replace(pair, b"")
    return _depth(brackets) > _DEEP


def _depth_at_most(brackets: bytes) -> int:
    return len(brackets) - sum(map(brackets.count, (b")", b"]", b"}")))


def _depth(brackets: bytes) -> int:
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _indentation(data: bytes) -> int:
    """Columns of the most indented line; blocks are at least one column deep each."""
    return max(map(len, re.findall(rb"^[ \t]+(?=\S)", data, re.MULTILINE)), default=0)


def _has_long_line(data: bytes) -> bool:
    lines = (line for line in data.split(b"\n") if len(line) > _LONG)
    return any(sum(1 for _ in _LINK.finditer(line)) > _LONG for line in lines)


def _has_long_chain(data: bytes) -> bool:
    """Whether many lines in a row go on with what the line before began."""
    length = 0
    for line in data.split(b"\n"):
        length = length + 1 if _goes_on(line.strip()) else 0
        if length > _LONG:
            return True
    return False


def _goes_on(line: bytes) -> bool:
    is_string = line.endswith((b'"', b"'")) and line[:3].lstrip(b"rbfuRBFU")[:1] in (b'"', b"'")
    return is_string or line.startswith(_STARTS) or line.endswith(_ENDS)


def outcome(path: Path, data: bytes, order: Order) -> Outcome:
    """Handle a file in a process of its own; when that dies, the file is named, nothing else."""
    import pickle
    import subprocess

    from glm_migrate.errors import UnreadableSource
    from glm_migrate.runner.run import failed

    seconds = _SECONDS * (1 + len(data) / (1 << 20)) * (_ROUNDS if order.fix else 1)
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import child; child()"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=pickle.dumps((path, data, order)),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode == 0:
            result: Outcome = pickle.loads(done.stdout)
            return result
        reason = f"the parser gave up on it ({_ending(done.returncode, done.stderr)})"
    except subprocess.TimeoutExpired:
        reason = f"parsing takes more than {seconds:.0f} seconds"
    advice = "simplify its longest expression or exclude the file"
    return failed(path, None, UnreadableSource(path, f"{reason}; {advice}"), order)


def child() -> None:
    """The other process: order in on standard input, outcome out on standard output."""
    import pickle
    import threading

    order = pickle.load(sys.stdin.buffer)
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_answer, args=(order, answer))
    thread.start()
    thread.join()


def _answer(order: tuple[Path, bytes, Order], stream: BinaryIO) -> None:
    import pickle

    from glm_migrate.runner.run import handle_one

    pickle.dump(handle_one(*order), stream)
    stream.flush()


def _ending(code: int, errors: bytes) -> str:
    """How a process ended, in a few words."""
    if code < 0:
        import signal

        return f"it ended by {signal.Signals(-code).name}"
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    return last or f"it ended with {code}"
