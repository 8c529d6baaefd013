"""Names made of an id: attributes, modules, keys and files that are found by them."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.extract.made_names import made_name
from tests.analysis.python.reading import module

NAMED = {
    "an attribute": ('getattr(limits, MODEL.replace("-", "_"))', "the name of an attribute"),
    "an attribute, formatted": ('getattr(limits, f"run_{MODEL}")', "the name of an attribute"),
    "a module": ('import_module("models." + MODEL)', "the name of a module in import_module(…)"),
    "a name of the module": ('globals()[MODEL.upper().replace("-", "_")]', "a name in `globals()`"),
    "a key in another spelling": ('PRICES[MODEL.replace("-", "_")]', "looked up in `PRICES`"),
    "a key with a route": ('ROUTES["zai/" + MODEL]', "looked up in `ROUTES`"),
    "a file, opened": ('open("prompts/{}.txt".format(MODEL))', "a file that is read"),
    "a file, opened with its mode": ('open(f"{MODEL}.txt", "rb")', "a file that is read"),
    "a path in parts": ('open(os.path.join("prompts", MODEL))', "a file that is read"),
    "a path, read": ('(Path("prompts") / MODEL).read_text()', "a file that is read"),
}
FREE = {
    "the id itself": "getattr(limits, MODEL)",
    "another argument": 'getattr(MODEL.lower(), "x")',
    "a file that is written": 'open(f"{MODEL}.txt", "w")',
    "a file in a mode that is not seen": 'open(f"{MODEL}.txt", mode)',
    "a path, written": '(Path("out") / MODEL).write_text("")',
    "a directory": 'os.makedirs(f"out/{MODEL}")',
    "a key of other words": 'NAMES["x" + MODEL]',
    "a key that is set": 'PRICES["x" + MODEL] = 1',
    "a table that is not seen": 'tables["x" + MODEL]',
    "what a call gives": 'load()["x" + MODEL]',
    "shown": 'print(f"asks {MODEL}")',
    "split": 'getattr(limits, MODEL.split("-"))',
}
HEAD = 'PRICES = {"glm_4_plus": 1}\nROUTES = {"zai/glm-4-plus": 1}\nNAMES = {"x": 1, **more}\n'


def name_of(code: str) -> str:
    where = module(f"{HEAD}{code}\n")
    (read,) = where.symbols.uses["MODEL"]
    assert isinstance(read, cst.Name)
    return str(made_name(where, read, "glm-4-plus") or "")


@pytest.mark.parametrize(("code", "what"), NAMED.values(), ids=NAMED)
def test_what_is_found_by_the_name_is_told(code: str, what: str) -> None:
    assert what in name_of(code)


@pytest.mark.parametrize("code", FREE.values(), ids=FREE)
def test_what_is_not_found_by_it_is_free(code: str) -> None:
    assert name_of(code) == ""
