"""Forty settings files of odd make: one intended edit each, every other byte as it was."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix, fix_project
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.write import commit
from glm_migrate.text.edits import Applicability
from tests.examples import examples

ID = Config(select=("GLM101",))
OLD, NEW = b"glm-4.5", b"glm-4.6"
HERE = "<here>"  # where the id stands that moves
URL = "https://api.z.ai/api/paas/v4"

# Name of the file → texts by what is odd about them.
FILES = {
    "c.yaml": {
        "plain": f"llm:\n  model: {HERE}\n  base_url: {URL}\n",
        "a comment with the id": f"# glm-4.5\nmodel: {HERE} # not glm-4\nbase_url: {URL}\n",
        "single quotes": f"model: '{HERE}'\nbase_url: '{URL}'\n",
        "double quotes": f'"model": "{HERE}"\n"base_url": "{URL}"\n',
        "odd blanks": f"model   :    {HERE}   \nbase_url:  {URL}\n\n\n",
        "flow": f"llm: {{model: {HERE}, base_url: '{URL}', x: [1, {{y: z}}]}}  # {{}}\n",
        "flow over lines": f"llm: {{\n  model: {HERE},\n  base_url: '{URL}',\n}}\n",
        "a folded block": f"model: >-\n    {HERE}\nbase_url: {URL}\n",
        "a literal block": f"model: |-\n  {HERE}\n\n\nbase_url: {URL}\n",
        "a tag": f"model: !!str {HERE}\nbase_url: {URL}\n",
        "tags of others": f"a: !Ref x\nb: !!python/name:os.system ''\nmodel: {HERE}\nbase_url: {URL}\n",
        "an anchor that nobody uses": f"model: &m {HERE}\nbase_url: {URL}\n",
        "a merged table": f"b: &b\n  url: {URL}\nc:\n  <<: *b\n  model: {HERE}\n",
        "several documents": f"%YAML 1.1\n---\na: 1\n...\n---\nmodel: {HERE}\nbase_url: {URL}\n",
        "CRLF": f"model: {HERE}\r\nbase_url: {URL}\r\n",
        "mixed line ends": f"model: {HERE}\r\nbase_url: {URL}\nx: 1\r",
        "no final newline": f"base_url: {URL}\nmodel: {HERE}",
        "other letters": f"模型: 智谱 \U0001f600\nmodel: {HERE}  # é\nbase_url: {URL}\n",
        "an explicit key": f"? model\n: {HERE}\n? base_url\n: {URL}\n",
        "a default": f"model: ${{M:-{HERE}}}\nbase_url: {URL}\n",
        "a quoted default": f'model: "${{oc.env:M,{HERE}}}"\nbase_url: {URL}\n',
        "a long file": f"model: {HERE}\nbase_url: {URL}\n" + "x: [glm, '#', \"a\\\"b\"]\n" * 1,
    },
    ".env": {
        "plain": f"A_URL={URL}\nA_MODEL={HERE}\n",
        "export": f"export A_URL={URL}\n  export  A_MODEL={HERE}   # glm-4\n",
        "blanks": f"A_URL = '{URL}'\nA_MODEL = \"{HERE}\"\n",
        "CRLF and mark": f"\ufeffA_URL={URL}\r\nA_MODEL={HERE}\r\n",
        "lines that are none": f"hello\n=x\nA_URL={URL}\nA_MODEL={HERE}\n#A_MODEL=glm-4.5\n",
        "a value over lines": f'K="a\nA_MODEL=glm-4.5\n"\nA_URL={URL}\nA_MODEL={HERE}\n',
        "a default": f"A_URL={URL}\nA_MODEL=${{X:-{HERE}}}\n",
    },
    "c.json": {
        "plain": f'{{\n  "model": "{HERE}",\n  "base_url": "{URL}"\n}}\n',
        "one line": f'{{"a":[1,2.50,1e9,null],"model":"{HERE}","base_url":"{URL}"}}',
        "escapes": f'{{"k":"\\u4e2d\\/\\n","model":"{HERE}","base_url":"https:\\/\\/api.z.ai\\/api"}}',
        "tabs and CRLF": f'{{\r\n\t"model" :\t"{HERE}" ,\r\n\t"base_url": "{URL}"\r\n}}\r\n',
        "comments": f'// glm-4.5\n{{"model": "{HERE}", /* x */ "base_url": "{URL}",}}\n',
        "mark": f'\ufeff{{"model": "{HERE}", "base_url": "{URL}"}}\n',
        "half a character": f'{{"x": "\\ud83d", "model": "{HERE}", "base_url": "{URL}"}}',
    },
    "c.toml": {
        "plain": f'[llm]\nmodel = "{HERE}" # glm-4.5\nbase_url = "{URL}"\n',
        "a literal": f"llm.model = '{HERE}'\nllm.base_url = '{URL}'\n",
        "three quotes": f'model = """{HERE}"""\nbase_url = \'\'\'{URL}\'\'\'\n',
        "a table in a line": f'd = 1979-05-27\na = {{model = "{HERE}", url = "{URL}"}}\r\n',
        "an array of tables": f'[[p]]\nx = 0xff\n[[p]]\nmodel = "{HERE}"\nurl = "{URL}"\n',
    },
    "c.ini": {
        "plain": f"[llm]\nmodel = {HERE}\nbase_url = {URL}\n",
        "colons and capitals": f"; glm-4.5\n[L L]\nModel:{HERE}\nURL : {URL}\n  # x\n",
        "percent": f"[llm]\nmodel={HERE}\nurl={URL}\nx = %(model)s\n",
    },
}  # fmt: skip
CASES = [
    pytest.param(name, text, id=f"{name}, {odd}")
    for name, texts in FILES.items()
    for odd, text in texts.items()
]


def stored(text: str, id: bytes) -> bytes:
    return text.encode().replace(HERE.encode(), id)


def test_there_are_forty() -> None:
    assert len(CASES) >= 40
    assert all(text.count(HERE) == 1 for texts in FILES.values() for text in texts.values())


@pytest.mark.parametrize(("name", "text"), CASES)
def test_only_the_id_changes(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    before = stored(text, OLD)
    path.write_bytes(before)
    fixed = fix(decode(path, before), ID)
    commit([FileReplacement(path, before, fixed.after.data)])

    assert path.read_bytes() == stored(text, NEW)
    assert check(decode(path, path.read_bytes()), ID) == ()


CALL = (
    "import {0}\nfrom zai import ZaiClient\n\nZaiClient().chat.completions.create(\n"
    "    messages=[], **{0}.{1}(open('{2}'))\n)\n"
)


@pytest.mark.parametrize(
    ("code", "name", "text"),
    [
        pytest.param(
            CALL.format("yaml", "safe_load", "c.yaml"),
            "c.yaml",
            "# 200000\r\nmodel: glm-4.6\r\nmax_tokens:  {}  # {{a}}",
            id="YAML",
        ),
        pytest.param(
            CALL.format("json", "load", "c.json"),
            "c.json",
            '{{"n": 200000,\t"model": "glm-4.6","max_tokens":{}\n}}',
            id="JSON",
        ),
        pytest.param(
            CALL.format("toml", "load", "c.toml"),
            "c.toml",
            'model = "glm-4.6"\nmax_tokens = {}#x\n',
            id="TOML",
        ),
    ],
)
def test_only_a_number_over_the_limit_changes(code: str, name: str, text: str) -> None:
    before = text.format(200000).encode()
    project = Project([decode(Path("a.py"), code.encode()), decode(Path(name), before)])
    plan = fix_project(project, Config(select=("GLM501",)), at_least=Applicability.UNSAFE)

    assert [one.after.data for one in plan.files if one.before.path == Path(name)] == [
        text.format(131072).encode()
    ]


BLANK = st.text(" ", max_size=3)
COMMENT = st.sampled_from(["", "  # glm-4.5", " # 中", "\t#"])
QUOTE = st.sampled_from(["", "'", '"'])
LINE_END = st.sampled_from(["\n", "\r\n"])
OTHERS = st.lists(
    st.sampled_from(["a: 1", "b: [x, 'y', {z: 1}]", "c: é", "d: |\n  glm-4.5 in a text", "# glm-4.5"]),
    unique=True,
)  # fmt: skip


@given(st.tuples(BLANK, QUOTE, BLANK, COMMENT), OTHERS, LINE_END, st.booleans())
@examples(60)
def test_any_yaml_keeps_all_but_the_id(
    odd: tuple[str, str, str, str], others: list[str], line_end: str, marked: bool
) -> None:
    blank, quote, after, comment = odd
    lines = [*others, f"model:{blank or ' '}{quote}{HERE}{quote}{after}{comment}", f"url: {URL}", ""]
    text = line_end.join("\n".join(lines).split("\n"))
    head = codecs.BOM_UTF8 if marked else b""
    fixed = fix(decode(Path("c.yaml"), head + stored(text, OLD)), ID)

    assert fixed.after.data == head + stored(text, NEW)
