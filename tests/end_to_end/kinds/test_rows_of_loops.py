"""Rows that a loop unpacks, entries of a dict, texts that are cut: names bound by their place."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "import os\nfrom openai import OpenAI\n\n"
GLM, OPENAI = "https://api.z.ai/api/paas/v4", "https://api.openai.com/v1"
ASK = "OpenAI(base_url=url).chat.completions.create(model=model, messages=[])"
ROWS = {
    "in the loop": f"for url, model in [('{GLM}', 'glm-4.5'), ('{OPENAI}', 'gpt-4o')]:\n"
    f"    {ASK}\n",
    "under a name": f"VENDORS = [('a', '{GLM}', 'glm-4.5'), ('b', '{OPENAI}', 'gpt-4o')]\n"
    f"for name, url, model in VENDORS:\n    {ASK}\n",
    "in a function": f"VENDORS = (('{OPENAI}', 'gpt-4o'), ('{GLM}', 'glm-4.5'))\n\n\ndef ask():\n"
    f"    for url, model in VENDORS:\n        print({ASK})\n",
    "in a comprehension": f"VENDORS = [('{GLM}', 'glm-4.5'), ('{OPENAI}', 'gpt-4o')]\n"
    f"answers = [{ASK} for url, model in VENDORS]\n",
    "of a dict": f"VENDORS = {{'{GLM}': 'glm-4.5', '{OPENAI}': 'gpt-4o'}}\n"
    f"for url, model in VENDORS.items():\n    {ASK}\n",
    "rows with names": f"ROW = ('{GLM}', 'glm-4.5')\nfor url, model in [ROW]:\n    {ASK}\n",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS)
def test_model_and_address_of_one_row_go_together(text: str) -> None:
    (one,) = found(HEAD + text, "GLM101")

    assert fixed_text(HEAD + text, "GLM101", unsafe=True) == HEAD + text.replace(
        "glm-4.5", "glm-4.6"
    )
    assert found(HEAD + text, "GLM903", "GLM102") == []
    assert one.fix in ("safe", "unsafe")


@pytest.mark.parametrize("name", ["in the loop", "under a name", "in a comprehension", "of a dict"])
def test_a_row_with_an_address_is_no_list_of_models(name: str) -> None:
    assert fixes(HEAD + ROWS[name], "GLM101") == ["safe"]


def test_a_row_of_another_vendor_is_none_of_ours() -> None:
    text = ROWS["in the loop"].replace("glm-4.5", "gpt-4.1")

    assert found(HEAD + text.replace(GLM, OPENAI)) == []


def test_rows_that_are_not_seen_are_told() -> None:
    text = f"url = '{GLM}'\nfor _, model in load():\n    {ASK}\n"

    assert [one.code for one in found(HEAD + text, "GLM903")] == ["GLM903"]


CUT = {
    "partition": "vendor, _, model = 'zai/glm-4.5'.partition('/')\n",
    "a name": "SPEC = 'zai/glm-4.5'\nvendor, _, model = SPEC.partition('/')\n",
    "split": "vendor, model = 'zai:glm-4.5'.split(':', 1)\n",
    "from the end": "vendor, model = 'glm:zai/glm-4.5'.rsplit('/', 1)\n",
    "a default": "vendor, model = os.getenv('SPEC', 'zai:glm-4.5').split(':')\n",
    "from the middle": "model, _, date = 'glm-4.5 2025'.rpartition(' ')\n",
}


@pytest.mark.parametrize("line", CUT.values(), ids=CUT)
def test_a_part_of_a_text_is_one_finding(line: str) -> None:
    text = f"{HEAD}{line}url = '{GLM}'\n{ASK}\n"

    assert [(one.code, one.fix) for one in found(text, "GLM101", "GLM102")] == [("GLM101", "")]
    assert fixed_text(text, "GLM101", unsafe=True) == text


COMPUTED = {
    "a prefix taken away": "MODEL = 'zai/glm-4.5'\nmodel = MODEL.removeprefix('zai/')\n",
    "an item": "model = 'zai/glm-4.5'.split('/')[1]\n",
    "a part of a slice": "MODEL = 'zai/glm-4.5'\nmodel = MODEL[4:]\n",
}


@pytest.mark.parametrize("line", COMPUTED.values(), ids=COMPUTED)
def test_the_text_that_an_id_is_made_of_is_no_second_finding(line: str) -> None:
    text = f"{HEAD}{line}url = '{GLM}'\n{ASK}\n"

    assert [one.code for one in found(text, "GLM101", "GLM102")] == ["GLM101"]


def test_a_text_that_no_call_is_made_of_is_still_told() -> None:
    text = (
        f"{HEAD}OTHER = 'zai/glm-4.5'\nmodel = 'zai/glm-4.5'.split('/')[1]\nurl = '{GLM}'\n{ASK}\n"
    )

    assert [(one.row, one.code) for one in found(text, "GLM101", "GLM102")] == [
        (4, "GLM102"),
        (5, "GLM101"),
    ]


ENUM = "from enum import Enum, auto\n\n\nclass Vendor(Enum):\n    GLM = {}\n    OTHER = {}\n\n\n"
TABLES = (
    f"URLS = {{Vendor.GLM: '{GLM}', Vendor.OTHER: '{OPENAI}'}}\n"
    "MODELS = {Vendor.GLM: 'glm-4.5', Vendor.OTHER: 'gpt-4o'}\n\n\n"
)
KEYED = (
    "def ask(vendor{}):\n    url, model = URLS[vendor], MODELS[vendor]\n    return " + ASK + "\n"
)


@pytest.mark.parametrize("values", [("'glm'", "'gpt'"), ("auto()", "auto()"), ("1", "2")])
@pytest.mark.parametrize("call", ["", "\n\nask(Vendor.GLM)\n"])
def test_tables_by_members_of_an_enumeration(values: tuple[str, str], call: str) -> None:
    text = HEAD + ENUM.format(*values) + TABLES + KEYED.format(": Vendor") + call

    assert fixes(text, "GLM101") == ["safe"]
    assert found(text, "GLM903") == []


def test_the_member_of_another_vendor_asks_that_one() -> None:
    text = HEAD + ENUM.format("'glm'", "'gpt'") + TABLES
    text += ASK.replace("url", "URLS[Vendor.OTHER]", 1).replace(
        "base_URLS[Vendor.OTHER]", "base_url"
    )
    text = text.replace("base_url=url", "base_url=URLS[Vendor.OTHER]")
    text = text.replace("model=model", "model=MODELS[Vendor.OTHER]")

    assert found(text, "GLM101", "GLM201", "GLM903") == []


UNPACKED = {
    "a pair": f"PAIR = ('{GLM}', 'glm-4.5')\n\n\nclass Bot:\n    def __init__(self):\n"
    "        self.url, self.model = PAIR\n\n",
    "a table by member": ENUM.format("'glm'", "'gpt'")
    + f"CONF = {{Vendor.GLM: ('{GLM}', 'glm-4.5'), Vendor.OTHER: ('{OPENAI}', 'gpt-4o')}}\n\n\n"
    "class Bot:\n    def __init__(self, vendor=Vendor.GLM):\n"
    "        self.url, self.model = CONF[vendor]\n\n",
    "a table by text": f"CONF = {{'glm': ('{GLM}', 'glm-4.5'), 'gpt': ('{OPENAI}', 'gpt-4o')}}\n"
    "\n\nclass Bot:\n    def __init__(self, vendor='glm'):\n"
    "        self.url, self.model = CONF[vendor]\n\n",
}
METHOD = (
    "    def ask(self):\n        client = OpenAI(base_url=self.url)\n"
    "        return client.chat.completions.create(model=self.model, messages=[])\n"
)


@pytest.mark.parametrize("made", UNPACKED.values(), ids=UNPACKED)
def test_attributes_that_are_unpacked_together(made: str) -> None:
    (one,) = found(HEAD + made + METHOD, "GLM101")

    assert found(HEAD + made + METHOD, "GLM903", "GLM102") == []
    assert one.fix in ("safe", "unsafe")
    after = fixed_text(HEAD + made + METHOD, "GLM101", unsafe=True)
    assert after == HEAD + (made + METHOD).replace("glm-4.5", "glm-4.6")
