"""Which modules a trace reaches: those that read it, are handed it, or ask with it."""

from __future__ import annotations

import pytest

from glm_migrate.project import trace_graph
from glm_migrate.project.trace_graph import TraceGraph

MODEL = 'MODEL = "glm-4.5"\n'
ASKS = "def ask(model):\n    client.chat.completions.create(model=model)\n"


def reached(*holders: str, **texts: str) -> set[str]:
    """The files that a trace in `holders` (default: all that are named `config`) reaches."""
    files = {f"/p/{name.replace('__', '/')}.py": text.encode() for name, text in texts.items()}
    files = {path.replace("/init.py", "/__init__.py"): data for path, data in files.items()}
    graph = TraceGraph(files, files.get)
    found = graph.reached(f"/p/{name}.py" for name in holders or ("config",))
    return {path.removeprefix("/p/").removesuffix(".py") for path in found}


@pytest.mark.parametrize(
    ("reader", "is_reached"),
    [
        pytest.param("from config import MODEL\nf(MODEL)\n", True, id="a name"),
        pytest.param("from config import MODEL as M\nf(M)\n", True, id="by another name"),
        pytest.param("import config\nf(config.MODEL)\n", True, id="of its module"),
        pytest.param("import config as c\nf(c.MODEL)\n", True, id="of a module by another name"),
        pytest.param("from config import *\nf(MODEL)\n", True, id="all names"),
        pytest.param("def g():\n    from config import MODEL\n    f(MODEL)\n", True, id="inside"),
        pytest.param("from config import OTHER\nf(OTHER)\n", False, id="another name"),
        pytest.param("import config\nf(config.OTHER)\n", False, id="another name of the module"),
        pytest.param("from config import MODEL\n", False, id="never read"),
        pytest.param("from elsewhere import MODEL\nf(MODEL)\n", False, id="another module's"),
    ],
)
def test_who_reads_a_trace(reader: str, is_reached: bool) -> None:
    assert ("reader" in reached(config=MODEL + "OTHER = 1\n", reader=reader)) is is_reached


@pytest.mark.parametrize(
    ("code", "is_reached"),
    [
        pytest.param("f(settings.model)", True, id="the attribute"),
        pytest.param("f(settings)", True, id="the whole"),
        pytest.param("f(settings.dump())", True, id="a method"),
        pytest.param("f(settings.debug)", False, id="another attribute"),
    ],
)
def test_attributes_without_a_trace_are_told_apart(code: str, is_reached: bool) -> None:
    config = (
        'class Settings:\n    debug = False\n    model = "glm-4.5"\n\n    def dump(self): ...\n\n\n'
        "settings = Settings()\n"
    )
    reader = f"from config import settings\n{code}\n"

    assert ("reader" in reached(config=config, reader=reader)) is is_reached


def test_a_name_that_is_handed_on_is_followed() -> None:
    assert reached(
        config=MODEL,
        pkg__init="from config import MODEL\n",
        made="from pkg import MODEL\nCHOSEN = MODEL\n",
        reader="from made import CHOSEN\nf(CHOSEN)\n",
    ) == {"config", "pkg/__init__", "made", "reader"}


def test_what_is_handed_a_trace_is_reached() -> None:
    main = "from config import MODEL\nfrom wire import send\nfrom log import tell\n\n"
    found = reached(
        config=MODEL,
        main=main + "send(MODEL)\ntell(1)\n",
        wire="def send(m): ...\n",
        log="def tell(n): ...\n",
    )

    assert found == {"config", "main", "wire"}


def test_the_way_from_what_is_handed_a_trace_to_a_call() -> None:
    found = reached(
        config=MODEL,
        main="from config import MODEL\nfrom service import Service\n\nService(MODEL)\n",
        service="from base import ask\nfrom log import tell\n\n\nclass Service:\n"
        "    def run(self):\n        tell(1)\n        ask(self.model)\n",
        base=ASKS,
        log="def tell(n): ...\n",
        other=ASKS,
    )

    assert found == {"config", "main", "service", "base"}


def test_callers_of_what_has_a_trace_in_its_code_are_reached_and_theirs_are_not() -> None:
    found = reached(
        config='def ask(text):\n    create(model="glm-4.5")\n',
        caller="from config import ask\n\n\ndef handle():\n    ask(1)\n",
        server="from caller import handle\n\nhandle()\n",
    )

    assert found == {"config", "caller"}


def test_names_that_lead_in_a_circle_come_to_an_end() -> None:
    assert reached(
        config="from b import B\n" + MODEL + "A = B\n", b="from config import A\nB = A\nf(B)\n"
    ) == {"config"}


def test_prose_is_no_trace() -> None:
    assert reached(config='"""Asks glm-4.5."""\n# glm-4.5\n', main="import config\n") == set()


def test_a_project_in_which_everything_leads_to_everything_is_read_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trace_graph, "MAX_TRACED", 100)
    texts = {
        f"m{number}": f"from m{number - 1} import N{number - 1}\nN{number} = N{number - 1}\n"
        for number in range(1, 50)
    }
    found = reached("m0", m0='N0 = "glm-4.5"\n', **texts)

    assert {"m0", "m1"} <= found
    assert len(found) < 10
