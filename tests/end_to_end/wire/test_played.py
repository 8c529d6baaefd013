"""Programs that share a process are told apart, and one that fails is said to fail."""

from __future__ import annotations

import pytest

from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.wire.played import played
from tests.end_to_end.wire.stage import Stage

URL = '"https://api.z.ai/api/paas/v4/chat/completions"'
PROGRAM = f"""import requests
for number in range(int(input())):
    body = {{"model": "glm-4.6", "messages": [{{"role": "user", "content": "WORD"}}]}}
    answer = requests.post({URL}, json=body).json()
    print("WORD", answer["choices"][0]["message"]["content"], "earlier" in globals())
earlier = True
"""


def test_each_program_has_its_own_streams_and_names(wire: Wire, program_stage: Stage) -> None:
    one, two = (PROGRAM.replace("WORD", word) for word in ("one", "two"))
    streams = {"a": Script(content="A"), "b": Script(content="B")}
    first, second = played(wire, program_stage, (one, streams), (two, {"c": Script(content="C")}))

    assert first.lines == {"a": "one A False", "b": "one B False"}
    assert second.lines == {"c": "two C False"}
    assert second.bodies["c"]["messages"] == [{"role": "user", "content": "two"}]


@pytest.mark.parametrize("program", ["raise LookupError", "print('more')", ""])
def test_a_program_that_fails_or_prints_something_else_is_noticed(
    wire: Wire, program_stage: Stage, program: str
) -> None:
    with pytest.raises(AssertionError):
        played(wire, program_stage, (program, {"a": Script(content="A")}))
