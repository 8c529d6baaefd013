"""Twice the code takes twice the work: function calls are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES, MAX_DEPTH, MAX_RECORDS
from glm_migrate.cli import main
from glm_migrate.engine.check import check
from glm_migrate.project.trace_graph import TraceGraph
from glm_migrate.text.source import Source

_CLIENT = 'from zai import ZaiClient\nclient = ZaiClient(api_key="k")\n'
_CALL = 'client.chat.completions.create(model="glm-4.5", messages=[]'
_LOOP = f"text = ''\nfor chunk in {_CALL}, stream=True):\n"
_SMALL = 60
_TOLERANCE = 1.15  # what sorting, and tables that grow, may take beyond twice the work


def _counted(run: Callable[[], object]) -> int:
    """How many functions are called, Python's own included, while something runs."""
    count = 0

    def count_one(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


def _work(text: str, name: str = "app.py") -> int:
    """What it takes to check `text`."""
    source = Source.decode(Path(name), text.encode())
    return _counted(lambda: check(source))


def _repeated(before: str, line: str, after: str = "") -> Callable[[int], str]:
    return lambda times: before + "".join(line.format(i=i) for i in range(times)) + after


def _linked(before: str, line: str) -> Callable[[int], str]:
    """Lines, each of which names the one before it."""
    return lambda times: before + "".join(line.format(i=i, before=i - 1) for i in range(1, times))


def _asking(model: str) -> str:
    return f"client.chat.completions.create(model={model}, messages=[])\n"


_CASES = {
    "calls": _repeated(_CLIENT, f"{_CALL})\n"),
    "functions": _repeated(_CLIENT, f"def ask_{{i}}():\n    return {_CALL})\n"),
    "loops over answers": _repeated(
        _CLIENT, f"{_LOOP}    text += chunk.choices[0].delta.content\n"
    ),
    "exits of a loop": _repeated(
        _CLIENT + _LOOP,
        "    if chunk.id == {i}:\n        continue\n",
        "    print(chunk.choices[0].delta.content)\n",
    ),
    "fragments in a loop": _repeated(
        _CLIENT + _LOOP, "    text += chunk.choices[0].delta.tool_calls[0].function.arguments\n"
    ),
    "loops over the tool calls of an answer": _repeated(
        _CLIENT + _LOOP,
        "    for call{i} in chunk.choices[0].delta.tool_calls or []:\n"
        "        calls[call{i}.index] += call{i}.function.arguments\n",
    ),
    "texts that a function is given": _repeated(
        f"{_CLIENT}def show(text):\n    return text.strip()\n{_LOOP}",
        "    show(chunk.choices[0].delta.content)\n",
    ),
    "texts that are shown where they are there": _repeated(
        _CLIENT + _LOOP,
        "    if chunk.choices[0].delta.content:\n        print(chunk.choices[0].delta.content)\n",
    ),
    "ids in a table": _repeated("TABLE = {\n", '    "k{i}": "glm-4.5",\n', "}\n"),
    "a table in which models are looked up": _repeated(
        # Of a shorter table each entry is a model that may be meant.
        f"{_CLIENT}MODELS = {{\n" + "".join(f'    "{i}": "glm-4.5",\n' for i in range(MAX_RECORDS)),
        '    "k{i}": "glm-4.5",\n',
        "}\ndef ask(name):\n    client.chat.completions.create(model=MODELS[name], messages=[])\n",
    ),
    "models that are looked up in a table": lambda times: (
        f"{_CLIENT}MODELS = {{\n"
        + "".join(f'    "k{i}": "glm-4.5",\n' for i in range(2 * times))
        + "}\n"
        + "".join(_asking(f'MODELS["k{i}"]') for i in range(times))
    ),
    "tables that are looked up in a table": lambda times: (
        f"{_CLIENT}TABLE = {{\n"
        + "".join(f'    "k{i}": {{"model": "glm-4.5"}},\n' for i in range(2 * times))
        + "}\n"
        + "client.chat.completions.create(messages=[], **TABLE[name])\n" * times
    ),
    "tests before what a function returns": _repeated(
        f"{_CLIENT}def choose(x):\n",
        '    if x == {i}:\n        return "glm-4.5"\n',
        _asking("choose(y)") + _asking("choose(1)"),
    ),
    "ids in a variable that functions are given": _repeated(
        f"{_CLIENT}def ask():\n",
        '    if k{i}:\n        model = "glm-4"\n        show(model)\n',
        f"    {_asking('model')}",
    ),
    "a dict that is changed after each of the calls": _repeated(
        f"{_CLIENT}body = {{}}\n" + "".join(f'body["a{i}"] = 1\n' for i in range(MAX_CHANGES)),
        f'{_CALL}, extra_body=body)\nbody["x{{i}}"] = 1\n',
    ),
    "changes of a value beside a stream": _repeated(
        f"{_CLIENT}found = make()\n",
        "found = found.set({i})\n",
        f"{_LOOP}    found.feed(chunk.choices[0].delta.content)\n",
    ),
    "calls in a function that is called at many places": lambda times: (
        f"{_CLIENT}def ask(x):\n"
        + "".join(f"    if x == {i}:\n        {_CALL}, max_tokens={i})\n" for i in range(times))
        + "".join(f"def test_{i}():\n    assert ask({i})\n" for i in range(2 * times))
    ),
    "ids appended to a list": _repeated("ids = []\n", 'ids.append("glm-4.5")\n'),
    "ids in a list": _repeated("ids = [\n", '    "glm-4.5",\n', "]\n"),
    "ids in a list that is read at many places": lambda times: (
        "ids = [\n" + '    "glm-4.5",\n' * times + "]\n" + "ids.sort()\n" * times
    ),
    "loops over a list that is filled": lambda times: (
        f"{_CLIENT}ids = []\n"
        + "".join(f"ids.append(x{i})\n" for i in range(MAX_CHANGES))
        + f"for model in ids:\n    {_asking('model')}" * times
    ),
    "what a generator yields": _repeated(
        f"{_CLIENT}def models():\n",
        '    yield "glm-4.5"\n',
        f"for model in models():\n    {_asking('model')}",
    ),
    "members that a loop goes over": _repeated(
        f"{_CLIENT}class M(Enum):\n",
        '    A{i} = "glm-4.5"\n',
        f"for model in M:\n    {_asking('model.value')}",
    ),
    "lists that are joined": _repeated(
        f"{_CLIENT}MODELS = []", ' + ["glm-4.5"]', f"\nfor one in MODELS:\n    {_asking('one')}"
    ),
    "calls that spread their arguments": _repeated(
        f"{_CLIENT}def ask(model):\n    {_asking('model')}", 'ask(*("glm-4.5",))\n'
    ),
    "methods that a class keeps": _repeated(
        "class A:\n    def __init__(self, c):\n        self.ask = c.chat.completions.create\n\n",
        '    def ask_{i}(self):\n        self.ask(model="glm-4.5", messages=[])\n',
    ),
    "attributes by name": _repeated(
        f"{_CLIENT}class S:\n    model = 'glm-4.5'\n", _asking("getattr(S, 'model', None)")
    ),
    "attributes that are set by name": lambda times: (
        f"{_CLIENT}class S: pass\ns = S()\n"
        + "".join(f'setattr(s, "m{i}", "glm-4.5")\nvars(s)["n{i}"] = 1\n' for i in range(times))
        + "".join(_asking(f"s.m{i}") for i in range(times))
    ),
    "members of an enumeration": _repeated("class M(Enum):\n", '    A{i} = "glm-4.5"\n'),
    "a variable that code sets": _repeated(
        f"import os\n{_CLIENT}", 'os.environ["M"] = "glm-4.5"\n' + _asking('os.environ["M"]')
    ),
    "variables that code sets to each other": _linked(
        f"import os\n{_CLIENT}",
        'os.environ["M{i}"] = os.environ.get("M{before}", "glm-4.5")\n'
        + _asking('os.environ["M{i}"]'),
    ),
    "a key of a session": _repeated(
        f"import streamlit as st\n{_CLIENT}",
        'st.session_state["m"] = "glm-4.5"\n' + _asking("st.session_state.m"),
    ),
    "keys of a session that are set to each other": _linked(
        f"import streamlit as st\n{_CLIENT}",
        'st.session_state["m{i}"] = st.session_state.get("m{before}", "glm-4.5")\n'
        + _asking('st.session_state["m{i}"]'),
    ),
    "generators that yield from each other": _linked(
        _CLIENT,
        'def g{i}():\n    yield "glm-4.5"\n    yield from g{before}()\n'
        f"for m in g{{i}}():\n    {_asking('m')}",
    ),
    "definitions of a model": _repeated(
        _CLIENT,
        'if k{i}:\n    model = "glm-4.5"\n',
        "client.chat.completions.create(model=model, messages=[])\n",
    ),
}

_SETTINGS = {
    "tables of YAML": ("app.yaml", _repeated("", "k{i}: {{model: glm-4.5}}\n")),
    "records of YAML": ("app.yaml", _repeated("", "- {{model: glm-4.5}}\n")),
    "tables of TOML": ("app.toml", _repeated("", '[k{i}.llm]\nmodel = "glm-4.5"\n')),
    "variables": (".env", _repeated("", "K{i}_MODEL=glm-4.5\n")),
}


# What leads everywhere from everywhere is given up, so that even more of it costs nothing more.
_TANGLES = {
    "calls that ask for any of many models": lambda times: (
        f"{_CLIENT}def choose(x):\n"
        + "".join(f'    if x == {i}:\n        return "glm-4.5"\n' for i in range(times))
        + _asking("choose(y)") * (times // 2)
    ),
    "choices between what was chosen before": _repeated(
        f'{_CLIENT}def ask(x):\n    model = "glm-4.5"\n',
        '    if x > {i}:\n        model = "glm-4" if x else model\n',
        f"    {_asking('model')}",
    ),
    "lists that are put into each other": lambda times: (
        f'{_CLIENT}ids, others = ["glm-4.5"], ["glm-4"]\n'
        + "ids.extend(others)\nothers.extend(ids)\n" * times
        + f"for model in ids:\n    {_asking('model')}"
    ),
    "texts that loops add to": _repeated(
        f'{_CLIENT}def ask(x):\n    model = "glm-4.5"\n',
        "    for i in x:\n        if i:\n            break\n"
        '        model = model + ""\n    else:\n        model = model\n',
        f"    {_asking('model')}",
    ),
}


@pytest.mark.parametrize("case", _CASES)
def test_twice_the_code_takes_twice_the_work(case: str) -> None:
    _assert_linear(_CASES[case])


@pytest.mark.parametrize("case", _SETTINGS)
def test_twice_the_settings_take_twice_the_work(case: str) -> None:
    name, made = _SETTINGS[case]
    _assert_linear(made, name)


@pytest.mark.parametrize("case", _TANGLES)
def test_what_takes_too_much_work_is_given_up(case: str) -> None:
    made = _TANGLES[case]
    large, double = (_work(made(size)) for size in (8 * _SMALL, 16 * _SMALL))
    assert double <= 2 * _TOLERANCE * large


def test_what_lies_too_far_away_is_not_looked_at() -> None:
    def made(hops: int) -> str:
        each = "".join(f"v{i + 1} = v{i}.part.make()\n" for i in range(hops))
        return f"{_CLIENT}v0 = make()\n{each}{_asking(f'v{hops}.model')}"

    _work(made(1))  # what is read once in a process is read
    assert _work(made(2 * MAX_DEPTH)) <= 2 * _TOLERANCE * _work(made(MAX_DEPTH // 2))


def _assert_linear(made: Callable[[int], str], name: str = "app.py") -> None:
    _work(made(_SMALL), name)  # what is read once in a process is read
    small, large, double = (_work(made(size), name) for size in (_SMALL, 2 * _SMALL, 4 * _SMALL))
    assert double - large <= 2 * _TOLERANCE * (large - small)


def test_twice_the_values_that_a_module_hands_out_take_twice_the_work(tmp_path: Path) -> None:
    def work(values: int) -> int:
        consts, use = tmp_path / str(values) / "consts.py", tmp_path / str(values) / "use.py"
        consts.parent.mkdir()
        names = "".join(f'M{number} = "glm-4.5"\n' for number in range(values))
        functions = "".join(f"def f{number}(a):\n    return a\n" for number in range(values))
        handed = "".join(f"f(M{number})\n" for number in range(values))
        consts.write_text(f"from zai import f\n{names}{functions}{handed}")
        use.write_text("from consts import M1\nprint(M1)\n")
        files = [str(consts), str(use)]
        graph = TraceGraph(files, lambda path: Path(path).read_bytes())
        return _counted(lambda: len(graph.reached(files)))

    small, large, double = (work(size) for size in (200, 400, 800))
    assert double - large <= 2 * _TOLERANCE * (large - small)


def test_twice_the_files_of_a_folder_take_twice_the_work(tmp_path: Path) -> None:
    def work(files: int) -> int:
        folder = tmp_path / str(files)
        folder.mkdir()
        for number in range(files):
            (folder / f"ask_{number}.py").write_text(f"{_CLIENT}{_CALL})\n")
        for number in range(50 * files):
            (folder / f"note_{number}.txt").touch()
        command = ["check", "--jobs=1", "--no-cache", "--exit-zero", "-q", str(folder)]
        return _counted(lambda: main.run(command))

    work(2)  # what is read once in a process is read
    small, large, double = (work(files) for files in (8, 16, 32))
    assert double - large <= 2 * _TOLERANCE * (large - small)
