"""Which write of a session, or of the environment, decides what is read of it."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.environment_writes import is_environment
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS_BETWEEN
from glm_migrate.analysis.python.dataflow.shared_writes import shared_write
from glm_migrate.analysis.python.syntax.string_literals import text_of
from tests.analysis.python.reading import module, uses
from tests.analysis.settings.project import findings

SET = "os.environ['M'] = 'x'\n"


def decided(code: str) -> str | None:
    """What the argument of the last `use(…)`, an item of the environment, surely is."""
    where = module(f"import os\nfrom lib import use\n{code}\n")
    read = list(uses(where))[-1].args[0].value
    assert isinstance(read, cst.Subscript)
    found = shared_write(where, "environment", is_environment, "M", read.value)
    return None if found is None else text_of(found)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f"{SET}use(os.environ['M'])", "x", id="before it"),
        pytest.param(f"{SET}{SET.replace('x', 'y')}use(os.environ['M'])", "y", id="the last one"),
        pytest.param(
            f"def f():\n    {SET}    c = Client()\n    use(os.environ['M'])",
            "x",
            id="in a function",
        ),
        pytest.param(f"{SET}if a:\n    use(os.environ['M'])", "x", id="before a branch"),
        pytest.param(f"for a in b:\n    {SET}    use(os.environ['M'])", "x", id="in each round"),
        pytest.param(f"use(os.environ['M'])\n{SET}", None, id="behind it"),
        pytest.param(f"if a:\n    {SET}use(os.environ['M'])", None, id="in one case"),
        pytest.param(f"try:\n    {SET}except E: pass\nuse(os.environ['M'])", None, id="in a try"),
        pytest.param(f"{SET}for a in b:\n    use(os.environ['M'])", None, id="before a loop"),
        pytest.param(f"{SET}def f():\n    use(os.environ['M'])", None, id="in another function"),
        pytest.param(
            f"def g(): pass\n{SET}g()\nuse(os.environ['M'])", None, id="a function in between"
        ),
        pytest.param(f"{SET}load_dotenv()\nuse(os.environ['M'])", None, id="a file in between"),
        pytest.param(
            f"{SET}os.environ.update(a)\nuse(os.environ['M'])", None, id="others in between"
        ),
        pytest.param(f"{SET}os.environ[a] = 'y'\nuse(os.environ['M'])", None, id="any key"),
        pytest.param(f"{SET}os.environ['M'] += 'y'\nuse(os.environ['M'])", None, id="added to"),
        pytest.param("os.environ['N'] = 'x'\nuse(os.environ['M'])", None, id="another key"),
        pytest.param(
            SET + "print()\n" * MAX_CALLS_BETWEEN + "use(os.environ['M'])",
            None,
            id="many calls in between",
        ),
    ],
)
def test_the_write_that_decides(code: str, expected: str | None) -> None:
    assert decided(code) == expected


@pytest.mark.parametrize(
    ("head", "place"),
    [
        pytest.param("import os\n", 'os.environ["MODEL"]', id="a variable"),
        pytest.param("import streamlit as st\n", "st.session_state.model", id="a session"),
        pytest.param("import streamlit as st\n", 'st.session_state["model"]', id="by its key"),
    ],
)
def test_a_page_of_another_vendor_is_not_told(head: str, place: str) -> None:
    ask = f"model={place}, messages=[], temperature=0.1, top_p=0.2)\n"
    first = (
        f"{head}import two\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
        f'{place} = "glm-4.6"\nclient.chat.completions.create({ask}'
    )
    second = (
        f"{head}from openai import OpenAI\n\n\ndef go():\n"
        f'    {place} = "gpt-4"\n    return OpenAI().chat.completions.create({ask}'
    )

    assert findings({"one.py": first, "two.py": second}, codes=("GLM201",)) == [
        "one.py:7 GLM201 safe"
    ]


def test_a_widget_may_put_another_one() -> None:
    code = (
        "import streamlit as st\nfrom zai import ZaiClient\n\n"
        'st.session_state["m"] = "glm-4.5"\nst.selectbox("m", ["glm-4"], key="m")\n'
        'ZaiClient().chat.completions.create(model=st.session_state["m"], messages=[])\n'
    )

    assert [one.partition(" ")[0] for one in findings({"a.py": code})] == ["a.py:4", "a.py:5"]
