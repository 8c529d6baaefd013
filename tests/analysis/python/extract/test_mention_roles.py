"""What an id is for at one place, which decides what may be done to it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.mention_roles import role_of
from glm_migrate.model.mentions import Role
from tests.analysis.python.reading import module

ENUM = "from enum import Enum\n"


@pytest.mark.parametrize(
    ("code", "role"),
    [
        pytest.param("MODEL = ID", Role.SETTING, id="a name that says model"),
        pytest.param("x = ID", Role.OTHER, id="a name that says nothing"),
        pytest.param("models = ID", Role.OTHER, id="a plural"),
        pytest.param("model: str = ID", Role.SETTING, id="an annotated name"),
        pytest.param("c.model = ID", Role.SETTING, id="an attribute"),
        pytest.param("d['model'] = ID", Role.SETTING, id="an entry set"),
        pytest.param("d['name'] = ID", Role.OTHER, id="another entry set"),
        pytest.param("def f(model=ID): pass", Role.SETTING, id="a parameter's default"),
        pytest.param("def f(x=ID): pass", Role.OTHER, id="another parameter's default"),
        pytest.param("Agent(model=ID)", Role.SETTING, id="a keyword"),
        pytest.param("c.responses.create(model=ID, input=x)", Role.SETTING, id="another API"),
        pytest.param("MODEL = os.getenv('M', ID)", Role.SETTING, id="a default of the environment"),
        pytest.param("MODEL = x or ID", Role.SETTING, id="behind or"),
        pytest.param("MODEL = ID if x else y", Role.SETTING, id="in a conditional"),
        pytest.param("def default_model():\n    return ID", Role.SETTING, id="returned"),
        pytest.param("x = {'model': ID}", Role.SETTING, id="an entry"),
        pytest.param("x = [ID, 'b']", Role.LISTED, id="in a list"),
        pytest.param("x = {ID, 'b'}", Role.LISTED, id="in a set"),
        pytest.param("x = Literal[ID]", Role.LISTED, id="in a Literal"),
        pytest.param(
            ENUM + "class M(Enum):\n    A = ID", Role.LISTED, id="a member of an enumeration"
        ),
        pytest.param("x = {ID: 1}", Role.TABLE, id="a key"),
        pytest.param("x = {'model': ID, 'price': 1}", Role.TABLE, id="a record with a price"),
        pytest.param("x = {'model': ID, 'choices': []}", Role.RECORDED, id="a recorded answer"),
        pytest.param("if m == ID: pass", Role.COMPARED, id="compared"),
        pytest.param("if m in (ID, 'b'): pass", Role.COMPARED, id="in a tuple to compare with"),
        pytest.param(
            "match m:\n    case ID: pass".replace("ID", '"glm-4.5"'), Role.COMPARED, id="a case"
        ),
        pytest.param("m.startswith(ID)", Role.COMPARED, id="startswith"),
        pytest.param("assert m == ID", Role.ASSERTED, id="asserted"),
        pytest.param("f.assert_called_with(model=ID)", Role.ASSERTED, id="assert_called_with"),
        pytest.param("x[ID]", Role.KEY, id="looked up"),
        pytest.param("@kind(ID)\ndef f(): pass", Role.KEY, id="a decorator's argument"),
        pytest.param("kinds.register(ID, f)", Role.KEY, id="registered"),
        pytest.param("registered(ID)", Role.OTHER, id="a call that only sounds like it"),
        pytest.param("print(ID)", Role.LABEL, id="printed"),
        pytest.param("table.add_row(ID, 'fast')", Role.LABEL, id="in a table for people"),
        pytest.param(
            "os.environ.setdefault('GLM_MODEL', ID)", Role.SETTING, id="put into the environment"
        ),
        pytest.param("names.setdefault('a', ID)", Role.OTHER, id="put into a table of something"),
        pytest.param("raise ValueError(ID)", Role.LABEL, id="in an error"),
        pytest.param("class A(B, model=ID): pass", Role.OTHER, id="a class keyword"),
        pytest.param("ID", None, id="a docstring"),
        pytest.param("def f():\n    ID", None, id="a function's docstring"),
    ],
)
def test_role(code: str, role: Role | None) -> None:
    where = module(code.replace("ID", '"glm-4.5"') + "\n")
    node = next(s for s in where.symbols.strings if "glm-4.5" in where.code(s))

    ruling = role_of(where, node)

    assert (ruling and ruling[0]) == role
