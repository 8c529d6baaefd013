"""Imports of a library that has a successor: every use of it, or why not all are seen."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.sdk_imports import sdk_imports
from glm_migrate.model.mentions import SdkImport
from tests.analysis.python.reading import module


def site(code: str, **modules: str) -> SdkImport:
    (found,) = sdk_imports(module(f"{code}\n", **modules))
    return found


def names(found: SdkImport) -> list[tuple[str, int]]:
    """Each name of the library with its line."""
    return [(one.name, found.source.position(one.span.start).line) for one in found.names]


FROM = "from zhipuai import ZhipuAI\n"
MADE = f"{FROM}client = ZhipuAI(api_key=key)"


def test_an_import_is_found_with_every_use() -> None:
    found = site(MADE)

    assert found.client == "zhipuai"
    assert names(found) == [("ZhipuAI", 1), ("ZhipuAI", 2)]
    assert [found.source.slice(span) for span in found.modules] == ["zhipuai"]
    assert found.source.slice(found.span) == "zhipuai"
    assert found.unseen == ()


def test_a_module_is_followed_to_what_is_taken_from_it() -> None:
    found = site("import zhipuai\nclient = zhipuai.ZhipuAI(api_key=key)\nzhipuai.core.x")

    assert names(found) == [("ZhipuAI", 2), ("core", 3)]
    assert [found.source.position(span.start).line for span in found.modules] == [1, 2, 3]


def test_another_name_of_the_module_or_class_stays_as_it_is() -> None:
    of_module = site("import zhipuai as z\nz.ZhipuAI(api_key=key)")
    of_class = site("from zhipuai import ZhipuAI as Client\nClient(api_key=key)")

    assert [of_module.source.slice(span) for span in of_module.modules] == ["zhipuai"]
    assert names(of_module) == [("ZhipuAI", 2)]
    assert names(of_class) == [("ZhipuAI", 1)]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import os", id="another library"),
        pytest.param("from zhipuai_tools import x", id="a name that only begins so"),
        pytest.param("from zai import ZaiClient", id="the successor"),
        pytest.param("from .zhipuai import ZhipuAI", id="a neighbour of that name"),
        pytest.param("x = 'zhipuai'", id="a text"),
    ],
)
def test_a_file_without_such_an_import_has_no_site(code: str) -> None:
    assert list(sdk_imports(module(f"{code}\n"))) == []


def test_the_library_itself_is_left_alone() -> None:
    where = module(FROM, **{"zhipuai/__init__": "", "zhipuai/_client": "class ZhipuAI: pass\n"})

    assert list(sdk_imports(where)) == []


@pytest.mark.parametrize(
    ("call", "keyless"),
    [
        pytest.param("ZhipuAI()", True, id="without a key"),
        pytest.param("ZhipuAI(api_key=key)", False, id="with one"),
        pytest.param("ZhipuAI(base_url=url)", True, id="with something else"),
        pytest.param("ZhipuAI(**{'api_key': key})", False, id="with one in a dict"),
        pytest.param("ZhipuAI(**options)", True, id="with an unknown dict"),
        pytest.param("f(ZhipuAI)", False, id="not made here"),
    ],
)
def test_whether_the_environment_gives_the_key(call: str, keyless: bool) -> None:
    assert site(f"{FROM}client = {call}").keyless is keyless


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param(f"{FROM}from zhipuai import *", "`import *` hides what is used", id="a star"),
        pytest.param(
            "from zhipuai.core import x\nx()", "a submodule is imported", id="a submodule"
        ),
        pytest.param("import zhipuai.core", "a submodule is imported", id="an imported submodule"),
        pytest.param(
            f"{FROM}ZhipuAI = None", "`ZhipuAI` is assigned elsewhere too", id="bound elsewhere"
        ),
        pytest.param(
            "import zhipuai\nf(zhipuai)",
            "the module `zhipuai` is passed to other code",
            id="handed on",
        ),
        pytest.param(f"{FROM}class A(ZhipuAI): pass", "it has a subclass", id="derived"),
        pytest.param(
            f"{FROM}zai = 1",
            "the name `zai` already means something else in this file",
            id="the new name",
        ),
        pytest.param(
            f"{FROM}patch('app.ZhipuAI')", "the string at line 2 names `ZhipuAI`", id="a text"
        ),
    ],
)
def test_what_keeps_the_uses_from_being_all_seen_is_said(code: str, why: str) -> None:
    assert why in map(str, site(code).unseen)


@pytest.mark.parametrize(
    ("other", "unseen"),
    [
        pytest.param(
            "from example import ZhipuAI\n",
            ("other.py refers to `ZhipuAI` in this file",),
            id="taken",
        ),
        pytest.param(
            "patch('example.ZhipuAI')\n",
            ("other.py refers to `ZhipuAI` in this file",),
            id="patched",
        ),
        pytest.param("from zhipuai import ZhipuAI\n", (), id="taken from the library itself"),
        pytest.param("# ZhipuAI\n", (), id="in a comment"),
    ],
)
def test_another_file_that_takes_the_name_from_here_is_told(
    other: str, unseen: tuple[str, ...]
) -> None:
    (found,) = (
        one
        for one in sdk_imports(module(f"{MADE}\n", other=other))
        if one.source.path.stem == "example"
    )

    assert tuple(map(str, found.unseen)) == unseen


def test_a_name_of_another_scope_is_no_use() -> None:
    found = site(f"{MADE}\ndef f(ZhipuAI):\n    ZhipuAI()")

    assert names(found) == [("ZhipuAI", 1), ("ZhipuAI", 2)]
    assert not found.keyless


def test_every_name_that_the_file_reads_is_told() -> None:
    assert {"ZhipuAI", "key"} <= site(MADE).words
