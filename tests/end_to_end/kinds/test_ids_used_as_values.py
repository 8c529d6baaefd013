"""An id that is also a value elsewhere: a key, an attribute, a piece of text, a pattern."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import Files, fixed_text, fixes

START = "import json\nimport re\nfrom fnmatch import fnmatch\nfrom zai import ZaiClient\n\n"
ASK = "\nZaiClient().chat.completions.create(model={}, messages=[])\n"


def program(body: str, model: str = "M") -> str:
    return f'{START}M = "glm-4.5"\n{body}{ASK.format(model)}'


HELD = {
    "key of a map made by zip": 'L = dict(zip("glm-4.5 gpt-4o".split(), [1, 2]))\nprint(L[M])\n',
    "key that is put together": 'L = {"glm" + "-4.5": 7}\nprint(L[M])\n',
    "key that is put together, asked by get": 'L = {"glm" + "-4.5": 7}\nprint(L.get(M, 0))\n',
    "key that is formatted": 'V = "4.5"\nL = {f"glm-{V}": 7}\nprint(L[M])\n',
    "key that is filled in": 'L = {"glm-%s" % 4.5: 7}\nprint(L[M])\n',
    "key that format fills in": 'L = {"glm-{}".format(4.5): 7}\nprint(L[M])\n',
    "key that is joined": 'L = {"-".join(["glm", "4.5"]): 7}\nprint(L[M])\n',
    "key of JSON": "L = json.loads('{\"glm-4.5\": 7}')\nprint(L[M])\n",
    "key of JSON in a constant": "TEXT = '{\"glm-4.5\": 7}'\nL = json.loads(TEXT)\nprint(L[M])\n",
    "key of a file": 'with open("l.json") as f:\n    L = json.load(f)\nprint(L[M])\n',
    "key of a comprehension": 'L = {f"glm-{v}": 7 for v in ("4", "4.5")}\nprint(L[M])\n',
    "key through another constant": 'OLD = "glm-4.5"\nL = {OLD: 7}\nprint(L[M])\n',
    "attribute that is set": 'setattr(L, "glm-4.5", 7)\nprint(getattr(L, M))\n',
    "attribute with a default": "print(getattr(L, M, None))\n",
    "name in globals": "print(globals()[M])\n",
    "module": "import importlib\n\nimportlib.import_module(M)\n",
    "compared with a sum": 'print(M == "glm-" + "4.5")\n',
    "compared, from the other side": 'V = "4.5"\nprint(f"glm-{V}" != M.lower())\n',
    "last letter": 'print(M[-1] == "5")\n',
    "slice": "V = M[4:]\n",
    "file pattern": 'print(fnmatch(M, "glm-4.5*"))\n',
    "compiled pattern": 'P = re.compile(r"^glm-4\\.5$")\nprint(bool(P.match(M)))\n',
    "text with several": 'print(M in "glm-4.5,glm-4")\n',
    "text with several, in a constant": 'ALL = "glm-4.5,glm-4"\nprint(M.strip() in ALL)\n',
    "set of a split text": 'print(M in set("glm-4.5 glm-4".split()))\n',
    "list of a split text": 'ALL = "glm-4.5 glm-4".split()\nassert M in ALL\n',
    "position in a list": 'ALL = "glm-4.5 glm-4".split()\nprint(ALL.index(M))\n',
    "parameter of a function": 'def f(m):\n    return m[-3:] == "4.5"\n\n\nf(M)\n',
    "another name": "N = M\nprint(N[-1])\nV = N[-1]\n",
}


@pytest.mark.parametrize("body", HELD.values(), ids=HELD)
def test_a_value_elsewhere_needs_the_users_word(body: str) -> None:
    assert fixes(program(body), "GLM101")[0] == "unsafe"
    assert fixed_text(program(body)) == program(body)


FREE = {
    "start": 'print(M.startswith("glm"))\n',
    "start as a slice": 'print(M[:3] == "glm")\n',
    "shown": 'print(M, f"model {M}")\n',
    "matched by all": 'print(re.match("glm-", M), fnmatch(M, "glm-*"))\n',
    "compared with another id": 'print(M == "gpt-" + "4o")\n',
    "other keys": 'V = "x"\nL = {f"{V}:{V}": 7}\nprint(L.get(M))\n',
    "key by the same name": "L = {M: 7}\nprint(L[M])\n",
    "filled with it": "L = {}\nL[M] = 7\nprint(L[M])\n",
    "counted": "from collections import Counter\n\nL = Counter()\nL[M] += 1\n",
    "served list": "L = [m.id for m in ZaiClient().models.list()]\nprint(M in L)\n",
    "list of others": 'print(M in "gpt-4o gpt-4".split())\n',
    "attribute with another name": 'print(getattr(json, "dumps")(M))\n',
    "parameter": "def f(other):\n    return M == other\n",
    "environment": 'import os\n\nprint(os.environ.get(M, ""))\n',
    "another variable": "def f(M):\n    return M[-1]\n",
}


@pytest.mark.parametrize("body", FREE.values(), ids=FREE)
def test_what_another_id_leaves_as_it_is(body: str) -> None:
    assert fixed_text(program(body)) == program(body).replace('M = "glm-4.5"', 'M = "glm-4.6"')


INVERTED = {
    "comprehension": "R = {v: k for k, v in A.items()}\n",
    "set": "R = set(A.values())\n",
    "set comprehension": "R = {v for v in A.values()}\n",
    "zip": "R = dict(zip(A.values(), A))\n",
    "map": "R = dict(map(reversed, A.items()))\n",
}


@pytest.mark.parametrize("body", INVERTED.values(), ids=INVERTED)
def test_two_ids_that_are_keys_are_not_made_one(body: str) -> None:
    text = f'{START}A = {{"big": "glm-4.5", "old": "glm-4"}}\n{body}print(len(R))\n'
    text += ASK.format('A["big"]') + ASK.format('A["old"]')

    assert fixed_text(text) == text


SETTER = """
class Bot:
    def __init__(self, model):
        self.client = ZaiClient()
        self.model = model

    @property
    def model(self):
        return self._model

    @model.setter
    def model(self, value):
        if {}:
            raise ValueError(value)
        self._model = value

    def ask(self):
        return self.client.chat.completions.create(model=self.model, messages=[])


Bot(M).ask()
"""


@pytest.mark.parametrize(
    "test",
    ['not value.endswith("4.5")', 'value[4:] != "4.5"', 'value not in "glm-4.5 glm-4".split()'],
)
def test_a_setter_that_validates(test: str) -> None:
    text = f'{START}M = "glm-4.5"\n{SETTER.format(test)}'

    assert fixed_text(text) == text


@pytest.mark.parametrize("write", ["bot.model = {}", 'setattr(bot, "model", {})'])
def test_a_setter_that_validates_what_is_assigned(write: str) -> None:
    made = f"bot = Bot(None)\n{write.format('M')}\nbot.ask()\n"
    setter = SETTER.format('value not in "glm-4.5 glm-4".split()').replace("Bot(M).ask()\n", made)
    text = f'{START}M = "glm-4.5"\n{setter}'

    assert fixed_text(text) == text


def test_a_setter_that_does_not() -> None:
    text = f'{START}M = "{{}}"\n{SETTER.replace("{}", "not value")}'

    assert fixed_text(text.format("glm-4.5")) == text.format("glm-4.6")


SIBLINGS = {
    "a dict": 'EXP = {"model": "glm-4.5"}\nassert LOG[-1]["model"] == EXP["model"]\n',
    "a dict, by get": 'EXP = {"model": "glm-4.5"}\nassert EXP.get("model") == LOG[-1]["model"]\n',
    "a constant": 'EXP_MODEL = "glm-4.5"\nassert LOG[-1]["model"] == EXP_MODEL\n',
    "the whole dict": 'EXP = {"model": "glm-4.5"}\nassert LOG[-1] == EXP\n',
    "unittest": 'EXP = {"model": "glm-4.5"}\nt.assertEqual(LOG[-1]["model"], EXP["model"])\n',
}


@pytest.mark.parametrize("body", SIBLINGS.values(), ids=SIBLINGS)
def test_asserted_against_a_sibling(body: str) -> None:
    text = f'{program("LOG = []")}LOG.append({{"model": M}})\n{body}'

    assert fixed_text(text) == text


def test_another_key_of_a_sibling_is_no_reason() -> None:
    text = program('O = {"model": "glm-4.5", "n": 1}\nassert 1 == O["n"]\n')

    assert 'M = "glm-4.6"' in fixed_text(text)


READERS: dict[str, Files] = {
    "by its name": {"use.py": 'from config import M\n\nL = {"glm" + "-4.5": 7}\nprint(L[M])\n'},
    "under another name": {
        "use.py": 'from config import M as N\n\nL = {"glm" + "-4.5": 7}\nprint(L[N])\n'
    },
    "a piece": {"use.py": "from config import M\n\nV = M[-3:]\n"},
    "an attribute": {"use.py": "from config import M\n\nprint(getattr(object(), M, 1))\n"},
    "in a function": {"use.py": 'from config import M\n\n\ndef f():\n    return M[-1] == "5"\n'},
}


@pytest.mark.parametrize("beside", READERS.values(), ids=READERS)
def test_another_module_that_imports_it(beside: dict[str, str]) -> None:
    config = f'{START}M = "glm-4.5"\n'
    ask = f"{START}from config import M\n{ASK.format('M')}"

    assert fixes({"config.py": config, "ask.py": ask, **beside}, "GLM101") == ["unsafe"]
    assert fixes({"config.py": config, "ask.py": ask}, "GLM101") == ["safe"]
