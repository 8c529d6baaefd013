"""A keyword is written only where the SDK that the project declares takes it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import NAME, fixed, found
from tests.end_to_end.wire.stage import ABSENT, Stage, changed

APP = """from zai import ZaiClient

client = ZaiClient()


def run(messages, tools):
    stream = client.chat.completions.create(
        model="glm-4.6", messages=messages, tools=tools, stream=True, temperature=0.5
    )
    calls = {}
    for chunk in stream:
        if not chunk.choices:
            continue
        for part in chunk.choices[0].delta.tool_calls or []:
            call = calls.setdefault(part.index, {"name": "", "arguments": ""})
            if part.function:
                call["name"] = call["name"] or part.function.name or ""
                call["arguments"] += part.function.arguments or ""
    return calls
"""
KEYWORD = APP.replace("stream=True,", "stream=True, tool_stream=True,")
EXTRA_BODY = APP.replace("stream=True,", 'stream=True, extra_body={"tool_stream": True},')


def project(dependencies: str, **arrays: str) -> str:
    return f'[project]\nname = "app"\nversion = "1"\ndependencies = ["{dependencies}"]\n'


TOO_OLD: dict[str, Mapping[str, str]] = {
    "a pin in a requirements file": {"requirements.txt": "zai-sdk==0.0.3.5\n"},
    "a pin with an extra and a marker": {
        "requirements.txt": "zai_sdk[x]==0.0.3.5 ; python_version > '3.8'\n"
    },
    "a pin with a hash": {"requirements.txt": "zai-sdk==0.0.3.5 --hash=sha256:00\n"},
    "a pin as text": {"requirements.txt": "zai-sdk===0.0.3\n"},
    "a pin of a series": {"requirements.txt": "zai-sdk==0.0.3.*\n"},
    "an upper bound": {"pyproject.toml": project("zai-sdk<0.0.4")},
    "both bounds": {"pyproject.toml": project("zai-sdk>=0.0.1,<0.0.4")},
    "an upper bound that is allowed": {"pyproject.toml": project("zai-sdk<=0.0.3.7")},
    "a compatible release": {"requirements.txt": "zai-sdk~=0.0.3.5\n"},
    "a group of dependencies": {
        "pyproject.toml": '[dependency-groups]\nchat = ["zai-sdk<0.0.4"]\n'
    },
    "Poetry": {"pyproject.toml": '[tool.poetry.dependencies]\nzai-sdk = "0.0.3.5"\n'},
    "Poetry's caret": {"pyproject.toml": '[tool.poetry.dependencies]\nzai-sdk = "^0.0.3"\n'},
    "setup.cfg": {"setup.cfg": "[options]\ninstall_requires =\n    zai-sdk<0.0.4\n"},
    "setup.py": {
        "setup.py": 'from setuptools import setup\n\nsetup(install_requires=["zai-sdk<0.0.4"])\n'
    },
    "Pipfile": {"Pipfile": '[packages]\nzai-sdk = "==0.0.3.5"\n'},
    "constraints": {"requirements.txt": "zai-sdk\n", "constraints.txt": "zai-sdk==0.0.3.5\n"},
    "a folder of requirements": {"requirements/base.txt": "zai-sdk==0.0.3.5\n"},
    "a conda environment": {
        "environment.yml": "dependencies:\n  - python=3.11\n  - pip:\n    - zai-sdk==0.0.3.5\n"
    },
    "one of two files": {
        "requirements.txt": "zai-sdk==0.0.3.5\n",
        "pyproject.toml": project("zai-sdk>=0.0.3"),
    },
    "one of two entries": {
        "requirements.txt": "zai-sdk>=0.1; python_version>'3.8'\n"
        "zai-sdk<0.0.4; python_version<='3.8'\n"
    },
}


@pytest.mark.parametrize("beside", TOO_OLD.values(), ids=TOO_OLD)
def test_an_older_sdk_gets_extra_body(beside: Mapping[str, str]) -> None:
    after = fixed({NAME: APP, **beside})

    assert after[NAME] == EXTRA_BODY
    assert all(beside[name] == text for name, text in after.items() if name != NAME)


TAKEN: dict[str, Mapping[str, str]] = {
    "nothing is declared": {},
    "another package is declared": {"requirements.txt": "openai==1.0\n"},
    "a bare name": {"setup.py": 'setup(install_requires=["zai-sdk"])\n'},
    "a newer pin": {"requirements.txt": "zai-sdk==0.2.3\n"},
    "the first version": {"requirements.txt": "zai-sdk==0.0.4\n"},
    "a series that has it": {"requirements.txt": "zai-sdk==0.1.*\n"},
    "an upper bound above it": {"requirements.txt": "zai-sdk>=0.0.4,<0.1\n"},
    "an address": {"requirements.txt": "zai-sdk @ git+https://example.org/zai@v0.0.3\n"},
    "alternatives": {"pyproject.toml": '[tool.poetry.dependencies]\nzai-sdk = "0.0.3 || ^0.1"\n'},
    "a file that is no TOML": {"setup.cfg": "[options\ninstall_requires = zai-sdk<0.0.4"},
}


@pytest.mark.parametrize("beside", TAKEN.values(), ids=TAKEN)
def test_where_nothing_keeps_it_out_it_is_a_keyword(beside: Mapping[str, str]) -> None:
    assert fixed({NAME: APP, **beside})[NAME] == KEYWORD


def test_a_floor_is_raised_for_the_keyword() -> None:
    after = fixed({NAME: APP, "requirements.txt": "zai-sdk>=0.0.3\n"})

    assert after == {NAME: KEYWORD, "requirements.txt": "zai-sdk>=0.0.4\n"}


PLACES = {
    "the nearest governs": (
        "a/b/app.py",
        {"a/b/requirements.txt": "zai-sdk==0.2.3\n", "requirements.txt": "zai-sdk==0.0.3.5\n"},
        KEYWORD,
    ),
    "the nearest that declares it governs": (
        "a/b/app.py",
        {"a/b/requirements.txt": "httpx\n", "requirements.txt": "zai-sdk==0.0.3.5\n"},
        EXTRA_BODY,
    ),
    "one beside does not": ("a/app.py", {"b/requirements.txt": "zai-sdk==0.0.3.5\n"}, KEYWORD),
    "one below does not": ("app.py", {"b/requirements.txt": "zai-sdk==0.0.3.5\n"}, KEYWORD),
    "the header of a script governs alone": (
        "app.py",
        {"requirements.txt": "zai-sdk==0.2.3\n"},
        '# /// script\n# requires-python = ">=3.10"\n# dependencies = [\n#   "zai-sdk<0.0.4",\n'
        f"# ]\n# ///\n{EXTRA_BODY}",
    ),
    "another header does not": (
        "app.py",
        {},
        f'# /// pyproject\n# dependencies = ["zai-sdk<0.0.4"]\n# ///\n{KEYWORD}',
    ),
}


@pytest.mark.parametrize(("path", "beside", "after"), PLACES.values(), ids=PLACES)
def test_the_nearest_declaration_governs(path: str, beside: Mapping[str, str], after: str) -> None:
    before = after.replace(KEYWORD, APP).replace(EXTRA_BODY, APP)

    assert fixed({path: before, **beside})[path] == after


ZHIPU = (
    'from zhipuai import ZhipuAI\n\nZhipuAI(api_key="k").chat.completions.create(\n'
    '    model="glm-4.6", messages=[], max_tokens=100{}\n)\n'
)


def test_other_fields_of_other_clients_follow_their_own_versions() -> None:
    def after(declared: str) -> str:
        text = ZHIPU.replace("4.6", "4").format("")
        files = {NAME: text, "requirements.txt": f"{declared}\n"}
        config = Config(thinking="keep-off", select=("GLM301",))
        return fixed(files, config=config, unsafe=True)[NAME]

    expected = ZHIPU.replace("4.6", "4")
    keyword, body = (
        ', thinking={"type": "disabled"}',
        ', extra_body={"thinking": {"type": "disabled"}}',
    )
    assert after("zhipuai==2.1.5.20250801") == expected.format(keyword)
    assert after("zhipuai") == expected.format(keyword)
    assert after("zhipuai<2.1.5.20250726") == expected.format(body)


def test_a_field_that_the_declared_version_takes_nowhere_is_told() -> None:
    text = ZHIPU.format(", stream=True, tools=[{'type': 'function'}]")
    beside = {"requirements.txt": "zhipuai==2.0.1\n"}
    (one,) = found({NAME: text, **beside}, "GLM401")

    assert (one.fix, one.advice) == (
        "",
        "set `tool_stream` by hand: no dated source says where zhipuai takes it in the declared "
        "version",
    )


def test_both_placements_send_the_same(wire: Wire, program_stage: Stage) -> None:
    wire.play(Script(content="hi"))
    tools = '[{"type": "function", "function": {"name": "f"}}]'
    tail = f'run([{{"role": "user", "content": "x"}}], {tools})\n'
    old, keyword, body = (
        program_stage.run(text + tail).bodies[0] for text in (APP, KEYWORD, EXTRA_BODY)
    )

    assert keyword == body
    assert changed(old, body) == {"tool_stream": True}
    assert ABSENT not in body.values()


@pytest.mark.parametrize("name", ["requirements.txt", "setup.py", "constraints.txt"])
def test_on_disk_the_files_above_count_whatever_is_passed(workspace: Workspace, name: str) -> None:
    declared = (
        'setup(install_requires=["zai-sdk<0.0.4"])' if name == "setup.py" else "zai-sdk<0.0.4"
    )
    workspace.write({name: f"{declared}\n", "app/chat.py": APP})

    assert workspace.fixed("app/chat.py")["app/chat.py"] == EXTRA_BODY
