"""Reads of a delta's text, as the modules that judge them get them."""

from __future__ import annotations

from glm_migrate.analysis.python.streams.answer_parts import AnswerParts, parts
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import BlockIndex, Consumer, PartUse
from tests.analysis.python.reading import module

RAW = """import json
for line in use().iter_lines():
    delta = json.loads(line)["choices"][0]["delta"]
"""


WORDS = """def words():
    for chunk in use():
        yield chunk.choices[0].delta.content
"""


def last_read(code: str) -> tuple[Consumer, PartUse]:
    """The loop over `use()`, and its last read of the content."""
    where = module(code)
    root = where.symbols.by_called["use"][0]
    answer = AnswerParts([root])
    seen = tuple(PartUse(where, node, reading) for node, reading in parts(answer, where))
    loop = next(one.reading.loop for one in seen if one.reading.loop is not None)
    reads = [one for one in seen if one.is_(Part.CONTENT) and not one.reading.yielded]
    return Consumer(where, loop, seen, answer, BlockIndex(), seen), reads[-1]
