"""What frameworks hand out as settings, and where it is set."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.framework_settings import (
    app_setting,
    django_setting,
    is_app_config,
)
from tests.analysis.python.reading import module, resolved, uses, written
from tests.analysis.settings.project import findings


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from django.conf import settings\nuse(settings.X)\n", ["'a'"]),
        ("from django import conf\nuse(conf.settings.X)\n", ["'a'"]),
        ("from mine import settings\nuse(settings.X)\n", []),
    ],
)
def test_an_attribute_of_settings(code: str, found: list[str]) -> None:
    where = module(code, settings="X = 'a'\n", other="X = 'b'\n")
    (call,) = uses(where)
    node = call.args[0].value
    assert isinstance(node, cst.Attribute)

    assert written(django_setting(where, node.value, "X", where.symbols.points[call], 0)) == found


@pytest.mark.parametrize(
    ("code", "is_config"),
    [
        ("from flask import current_app\nuse(current_app.config)\n", True),
        ("from flask import Flask\napp = Flask('a')\nuse(app.config)\n", True),
        ("import flask\nuse(flask.current_app.config)\n", True),
        ("use(app.config)\n", False),
        ("from flask import current_app\nuse(current_app.jinja_env)\n", False),
    ],
)
def test_the_configuration_of_an_application(code: str, is_config: bool) -> None:
    where = module(code)
    (call,) = uses(where)

    assert is_app_config(where, call.args[0].value, where.symbols.points[call]) is is_config


@pytest.mark.parametrize(
    "code",
    [
        "app.config['X'] = 'a'\n",
        "app.config.from_mapping(X='a', Y='b')\n",
        "app.config.from_object('here.Config')\nclass Config:\n    X = 'a'\n",
        "app.config.from_object(Config)\nclass Config:\n    X: str = 'a'\n",
    ],
)
def test_where_a_key_is_set(code: str) -> None:
    where = module(f"{code}use(app.config)\n")
    (call,) = uses(where)

    assert written(app_setting(where, "X", call.args[0].value, 0)) == ["'a'"]


def test_a_key_that_is_added_to_is_another_text() -> None:
    where = module("app.config['X'] = 'a'\napp.config['X'] += 'b'\nuse(app.config)\n")
    (call,) = uses(where)

    assert written(app_setting(where, "X", call.args[0].value, 0)) == []


def test_a_test_for_a_part_of_a_setting_holds_its_id() -> None:
    head = "from django.conf import settings\nfrom zai import ZaiClient\n\n"
    asked = "ZaiClient().chat.completions.create(model=settings.MODEL, messages=[])\n"
    files = {"settings.py": "MODEL = 'glm-4.5'\n", "a.py": head + asked}
    tested = {**files, "a.py": f"{files['a.py']}if '4.5' in settings.MODEL:\n    pass\n"}

    assert findings(files) == ["settings.py:1 GLM101 safe"]
    assert findings(tested) == ["settings.py:1 GLM101 unsafe"]


TWO = "from flask import Flask, current_app\na = Flask('a')\nb = Flask('b')\n"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        pytest.param("a.config['M'] = 1\nb.config['M'] = 2\nuse(a.config['M'])", "1", id="items"),
        pytest.param("a.config['M'] = 1\nb.config['M'] = 2\nuse(b.config['M'])", "2", id="other"),
        pytest.param(
            "a.config.update(M=1)\nb.config.from_mapping(M=2)\nuse(a.config['M'])",
            "1",
            id="keywords",
        ),
        pytest.param(
            "class A:\n    M = 1\nclass B:\n    M = 2\na.config.from_object(A)\n"
            "b.config.from_object(B)\nuse(b.config['M'])",
            "2",
            id="classes",
        ),
        pytest.param(
            "class B:\n    M = 2\na.config['M'] = 1\nb.config.from_object(B)\nuse(a.config['M'])",
            "1",
            id="a class of the other",
        ),
        pytest.param(
            "a.config['M'] = 1\nb.config['M'] = 2\nuse(current_app.config['M'])",
            "1 2",
            id="one that is not told",
        ),
        pytest.param(
            "def f(x):\n    x.config['M'] = 1\nb.config['M'] = 2\nuse(a.config['M'])",
            "1",
            id="set on one that is not told",
        ),
        pytest.param(
            "a.config['M'] = 1\nb.config['M'] += 'x'\nuse(a.config['M'])", "1", id="added to"
        ),
        pytest.param(
            "c = a if x else b\na.config['M'] = 1\nb.config['M'] = 2\nuse(c.config['M'])",
            "1 2",
            id="either",
        ),
    ],
)
def test_two_applications_are_kept_apart(code: str, values: str) -> None:
    assert written(resolved(f"{TWO}{code}\n")) == values.split()
