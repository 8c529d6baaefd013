"""Real files, changed at random: lines cut, doubled and swapped, bytes damaged, calls put in."""

from __future__ import annotations

import random
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST = 60_000  # bytes of a file that is changed; the largest ones would take all the time

# Statements with what the rules look for, most of them right, some of them not Python.
CALLS = (
    b'client = __import__("zai").ZaiClient()',
    b'r = client.chat.completions.create(model="glm-4.5", temperature=0.3, top_p=0.5, messages=m)',
    b'for c in client.chat.completions.create(model="glm-4-plus", stream=True, tools=t):',
    b"        print(c.choices[0].delta.content)",
    b"    for call in c.choices[0].delta.tool_calls: json.loads(call.function.arguments)",
    b'MODEL = os.environ.get("GLM_MODEL", "glm-4-air")  # noqa, glm: ignore',
    b'body = {"model": "glm-4.5-air", "temperature": 1, "top_p": .7, **rest}',
    b'requests.post("https://open.bigmodel.cn/api/paas/v4/chat/completions", json=body)',
    b"x = f\"{client.chat.completions.create(model='glm-4.5', messages=[])}\"",
    b"# glm-migrate: ignore[GLM101] it stays until=2020-01-01",
    b"client.chat.completions.create(*a, model=MODEL if (y := 1) else 'glm-4.5', **k)",
    b'completion(model="zai/glm-4.5", max_tokens=99999, messages=m, stream=stream)',
)
# Syntax that only some Pythons read.
SYNTAX = (
    b'print "old", `x`; exec "y" in z',
    b"except ValueError, error: raise E, 1, tb",
    b"async = await = 1",
    b'match x:\n    case {"model": "glm-4.5", **rest} if rest: pass',
    b"type T[A: int = str] = list[A]",
    b"def f[**P](x, /, *, y): return (yield from await_(x))",
    b"""x = f'{f"{x!r:>{w}}"}' rf"\\{x}" """,
    b't = t"{x}"; lambda: (yield)',
    b"try: pass\nexcept A, B: pass\nexcept* C: pass",
    b"with (open(a) as f, open(b) as g): global h",
    b"# -*- coding: latin-1 -*-",
    b"# coding: rot13",
    b"x = 0777L + 1_000 + 0o17 if 1else 2",
)
BYTES = (
    b"\0",
    b"\r",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\x0c",
    b"\t",
    b"\xff\xfe",
    b"\\\n",
    b"\xc3\xa9",
    b"'''",
)


def sources(folders: Sequence[Path] = ()) -> list[Path]:
    """The files to change: those of `folders`, or of this project and of this Python.

    The standard libraries of other Pythons, from 2.7 on, make good `folders`.
    """
    chosen = folders or (ROOT / "fixtures", ROOT / "glm_migrate", Path(_standard_library()))
    return [path for folder in chosen for path in _files(folder)]


def _standard_library() -> str:
    return sysconfig.get_path("stdlib")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if (
            path.is_file()
            and 0 < path.stat().st_size <= LARGEST
            and "site-packages" not in path.parts
        ):
            yield path


def changed(files: Sequence[Path], seed: int) -> bytes:
    """The text of one of `files` after one to six random changes; the same for the same seed."""
    chance = random.Random(seed)
    lines = chance.choice(files).read_bytes().splitlines(keepends=True)
    for _ in range(chance.randint(1, 6)):
        chance.choice(CHANGES)(lines, chance)
    data = b"".join(lines)
    return _damaged(data, chance) if chance.random() < 0.3 else data


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes put in, or cut out, without regard to lines."""
    at = chance.randint(0, len(data))
    if chance.random() < 0.5:
        return data[:at] + chance.choice(BYTES) + data[at:]
    return data[:at] + data[at + chance.randint(1, 200) :]


def _put(lines: list[bytes], texts: Iterable[bytes], chance: random.Random) -> None:
    """Put statements between two lines, as deep as the line before."""
    at = chance.randint(0, len(lines))
    before = lines[at - 1] if at else b""
    indent = before[: len(before) - len(before.lstrip(b" \t"))]
    lines[at:at] = [indent + text + b"\n" for text in texts]


def _put_call(lines: list[bytes], chance: random.Random) -> None:
    first = chance.randrange(len(CALLS))
    _put(lines, CALLS[first : first + chance.randint(1, 4)], chance)


def _put_syntax(lines: list[bytes], chance: random.Random) -> None:
    _put(lines, [chance.choice(SYNTAX)], chance)


def _cut(lines: list[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(lines))
    del lines[at : at + chance.randint(1, 5)]


def _double(lines: list[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(lines))
    lines[at:at] = lines[at : at + chance.randint(1, 20)]


def _swap(lines: list[bytes], chance: random.Random) -> None:
    if lines:
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]


def _indent(lines: list[bytes], chance: random.Random) -> None:
    at = chance.randint(0, len(lines))
    for index in range(at, min(at + 4, len(lines))):
        lines[index] = chance.choice((b"    ", b"\t", b" ")) + lines[index]


def _nest(lines: list[bytes], chance: random.Random) -> None:
    depth = chance.choice((3, 60, 250))
    opened, closed = chance.choice(((b"(", b")"), (b"[", b"]"), (b"{1:", b"}"), (b"f(", b")")))
    _put(lines, [b"x = " + opened * depth + b"'glm-4.5'" + closed * depth], chance)


CHANGES = (_put_call, _put_call, _put_call, _put_syntax, _cut, _double, _swap, _indent, _nest)
