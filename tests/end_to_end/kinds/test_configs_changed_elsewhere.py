"""Dicts and attributes of a class that are changed from outside of it, by whatever name."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

START = """\
from zai import ZaiClient
client = ZaiClient(api_key="k")
class A:
    CFG = {"model": "glm-4.5"}
    def __init__(self):
        self.cfg = {"model": "glm-4.5"}
        self.temperature = None
    @classmethod
    def tune(cls):
        pass
    def of_class(self):
        client.chat.completions.create(messages=[], **self.CFG)
    def of_object(self):
        client.chat.completions.create(messages=[], **self.cfg)
    def of_field(self):
        t = self.temperature
        client.chat.completions.create(model="glm-4.6", messages=[], temperature=t, top_p=0.5)
class B(A):
    pass
a = A()
"""
OF_CLASS = 'A.CFG["{0}"] = {1}', "A.CFG.update({0}={1})", 'a.CFG["{0}"] = {1}', 'B.CFG["{0}"] = {1}'
OF_OBJECT = (
    'a.cfg["{0}"] = {1}',
    'def f(x: A):\n    x.cfg["{0}"] = {1}',
    'c = a.cfg\nc["{0}"] = {1}',
)
BY_NAME = (
    'setattr(a, "{0}", {1})',
    'vars(a)["{0}"] = {1}',
    'a.__dict__["{0}"] = {1}',
    "a.__dict__.update({0}={1})",
    'vars(a).update({{"{0}": {1}}})',
)


def rows(text: str, code: str) -> list[int]:
    return [one.row for one in found(text, code)]


def test_nothing_is_set() -> None:
    assert rows(START, "GLM202") == [12, 14]
    assert rows(START, "GLM201") == []


@pytest.mark.parametrize("change", OF_CLASS)
def test_a_dict_of_a_class_that_is_changed_from_outside(change: str) -> None:
    assert rows(START + change.format("temperature", 0.2), "GLM202") == [14]


@pytest.mark.parametrize("change", OF_OBJECT)
def test_a_dict_of_an_object_that_is_changed_from_outside(change: str) -> None:
    assert rows(START + change.format("temperature", 0.2), "GLM202") == [12]


def test_a_class_method_changes_the_dict_of_its_class() -> None:
    text = START.replace("        pass\n", '        cls.CFG["temperature"] = 0.2\n', 1)

    assert rows(text, "GLM202") == [14]


def test_another_class_with_a_dict_of_that_name_changes_nothing() -> None:
    other = 'class C:\n    CFG = {}\nC.CFG["temperature"] = 0.2\nx.y.CFG["temperature"] = 0.2\n'

    assert rows(START + other, "GLM202") == [12, 14]


def test_a_base_in_another_file_changes_the_dict() -> None:
    base = 'class Base:\n    def tune(self):\n        self.cfg["temperature"] = 0.2\n'
    text = START.replace("class A:", "from base import Base\nclass A(Base):")

    every = found({"example.py": text, "base.py": base}, "GLM202")
    assert [one.row for one in every] == [13]


@pytest.mark.parametrize("change", BY_NAME)
def test_an_attribute_that_is_set_by_its_name(change: str) -> None:
    text = START + change.format("temperature", 0.2)

    assert [(one.row, one.fix) for one in found(text, "GLM201")] == [(17, "unsafe")]
    assert "temperature=t, top_p=0.5" in fixed_text(text)
