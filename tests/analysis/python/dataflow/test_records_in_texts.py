"""Records in texts: the id inside of a variable moves where code is seen to take it out."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from glm_migrate.analysis.python.dataflow.records_in_texts import (
    decoded,
    makes_record,
    record_of,
    record_read,
)
from tests.analysis.python.reading import expression, module, uses
from tests.analysis.settings.project import ASK, findings, fixed

JSON = '{"model": "glm-4.5", "n": 1}'
IMPORTS = "import json\nimport os\n"
READ = 'json.loads(os.environ["LLM"])["model"]'

# Code, the expression that it asks, name and text of the file.
LINKS = [
    (IMPORTS, READ, ".env", f"LLM='{JSON}'\n"),
    (IMPORTS, READ, ".env", f"LLM={JSON}\n"),
    (IMPORTS, READ, ".env", f"export LLM='{JSON}'  # the main one\n"),
    (IMPORTS, READ, ".env", 'LLM=\'{\n  "é": 1,\n  "model": "glm-4.5"\n}\'\n'),
    (IMPORTS, READ, "Dockerfile", f"FROM x\nENV LLM='{JSON}'\n"),
    (IMPORTS, READ, "run.sh", f"export LLM='{JSON}'\n"),
    (IMPORTS, READ, "compose.yaml", f"services:\n  a:\n    environment:\n      LLM: '{JSON}'\n"),
    (IMPORTS, READ, "compose.yaml",
     f"services:\n  a:\n    environment:\n      - 'LLM={JSON}'\n"),
    (IMPORTS, READ, "k8s.yaml",
     f"spec:\n  containers:\n    - env:\n        - name: LLM\n          value: '{JSON}'\n"),
    (IMPORTS + "c = json.loads(os.getenv('LLM') or '{}')\n", 'c["model"]', ".env",
     f"LLM='{JSON}'\n"),
    (IMPORTS + "c = json.loads(os.getenv('LLM', '{}'))\n", 'c.get("model")', ".env",
     f"LLM='{JSON}'\n"),
    (IMPORTS + "c = json.loads(os.environ['LLM'])\n", 'c["a"][0]["model"]', ".env",
     'LLM=\'{"a": [{"model": "glm-4.5"}]}\'\n'),
    ("import os\nimport yaml\n", 'yaml.safe_load(os.environ["LLM"])["model"]', ".env",
     f"LLM='{JSON}'\n"),
    ("from environs import Env\nenv = Env()\n", 'env.json("LLM")["model"]', ".env",
     f"LLM='{JSON}'\n"),
    ("import environ\nenv = environ.Env()\n", 'env.json("LLM", default={})["model"]', ".env",
     f"LLM='{JSON}'\n"),
    ("import json\nfrom decouple import config\n", 'config("LLM", cast=json.loads)["model"]',
     ".env", f"LLM='{JSON}'\n"),
    ("import json\nimport configparser\nc = configparser.ConfigParser()\nc.read('c.ini')\n",
     'json.loads(c["llm"]["options"])["model"]', "c.ini", f"[llm]\noptions = {JSON}\n"),
    ("import os\nfrom pydantic import BaseModel\n\n\nclass LLM(BaseModel):\n    model: str\n",
     'LLM.model_validate_json(os.environ["LLM"]).model', ".env", f"LLM='{JSON}'\n"),
    (IMPORTS + "from pydantic import BaseModel\n\n\nclass LLM(BaseModel):\n    model: str\n",
     'LLM(**json.loads(os.environ["LLM"])).model', ".env", f"LLM='{JSON}'\n"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asked", "name", "text"), LINKS)
def test_the_id_inside_of_a_text_moves(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


@pytest.mark.parametrize(
    ("asked", "name", "text", "expected"),
    [
        pytest.param(READ, ".env", 'LLM="{\\"model\\": \\"glm-4.5\\"}"\n',
                     ["1 GLM101 none"], id="with escapes"),
        pytest.param(READ, "c.yaml", 'env:\n  LLM: "{\\"model\\": \\"glm-4.5\\"}"\n',
                     ["2 GLM101 none"], id="with escapes of YAML"),
        pytest.param(READ, "c.yaml", 'env:\n  LLM: |\n    {"model": "glm-4.5"}\n',
                     ["3 GLM101 none"], id="a block"),
        pytest.param(READ.replace("model", "other"), ".env", f"LLM='{JSON}'\n",
                     ["1 GLM102 none"], id="another key"),
        pytest.param('os.environ["LLM"]["model"]', ".env", f"LLM='{JSON}'\n",
                     ["1 GLM102 none"], id="a text that nothing reads as JSON"),
        pytest.param(READ, ".env", "LLM='{\"model\": \"glm-4.5\"'\n",
                     ["1 GLM102 none"], id="no JSON"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_the_id_is_told_alone(
    asked: str, name: str, text: str, expected: list[str]
) -> None:
    files = {"app/main.py": IMPORTS + ASK.format(asked), f"app/{name}": text}

    assert findings(files) == [f"app/{name}:{one}" for one in expected]
    assert fixed(files) == {}


@pytest.mark.parametrize(
    "default",
    ["'{\"model\": \"glm-4.5\"}'", '"{\\"model\\": \\"glm-4.5\\"}"',
     '"""\n{\n  "model": "glm-4.5"\n}\n"""'],
)  # fmt: skip
def test_a_default_in_a_text_of_code_is_told_and_never_edited(default: str) -> None:
    code = f"{IMPORTS}DEFAULT = {default}\n"
    asked = 'json.loads(os.getenv("LLM", DEFAULT))["model"]'
    files = {"a/main.py": code + ASK.format(asked), "a/.env": 'LLM={"model": "glm-4.6"}\n'}

    assert [one.partition(" ")[2] for one in findings(files)] == ["GLM101 none"]
    assert fixed(files) == {}


def test_only_texts_hold_records() -> None:
    where = module("a = '[1]'\nb = 'x'\nc = [1]\nuse(a)\nuse(b)\nuse(c)\n")
    arguments = [call.args[0].value for call in uses(where)]
    found = [where.resolver.resolve(one, where.symbols.point(one)) for one in arguments]

    assert [record_of(one.found[0]) is not None for one in found] == [True, False, False]
    read = decoded(where, arguments[0], ResolvedValues.sum(found))
    assert [one.module is where for one in read.found] == [False, True]
    assert len(read.unresolved) == 1


def test_a_text_of_code_alone_is_no_record() -> None:
    code = f"import json\nTEXT = '{JSON}'\n{ASK.format('json.loads(TEXT)')}"

    assert fixed({"main.py": code}) == {}
    assert findings({"main.py": code}, codes=("GLM903",)) != []


def test_a_reader_is_known_by_its_full_name() -> None:
    where = module("import json\nimport env\njson.loads('{}')\nenv.json('A')\n")
    read, method = (expression(where, text) for text in ("json.loads('{}')", "env.json('A')"))
    point = where.symbols.point(read)

    assert record_read(where, read, point, 0) is None  # type: ignore[arg-type]
    assert makes_record(method, point) is True  # type: ignore[arg-type]
    assert makes_record(read, point) is False  # type: ignore[arg-type]
