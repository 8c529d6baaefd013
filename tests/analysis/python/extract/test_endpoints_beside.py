"""The address that stands beside an id."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.endpoints_beside import endpoint_beside
from glm_migrate.model.calls import Host
from tests.analysis.python.reading import module

URL = '"https://api.z.ai/api/paas/v4"'


@pytest.mark.parametrize(
    ("code", "host"),
    [
        pytest.param(f'x = {{"model": "ID", "base_url": {URL}}}', Host.NATIVE, id="a record"),
        pytest.param(f'f(model="ID", url={URL})', Host.NATIVE, id="a call"),
        pytest.param(f'U = {URL}\nf(model="ID", url=U)', Host.NATIVE, id="a constant"),
        pytest.param(f'class A:\n    m = "ID"\n    url = {URL}', Host.NATIVE, id="a class"),
        pytest.param(f'm = "ID"\nurl = {URL}', Host.UNKNOWN, id="a module"),
        pytest.param(f'f(model="ID", logo={URL})', Host.UNKNOWN, id="another name"),
        pytest.param(
            f'f(model="ID", url={URL}, host="http://localhost")', Host.UNKNOWN, id="two of them"
        ),
    ],
)
def test_endpoint_beside(code: str, host: Host) -> None:
    read = module(code)
    (node,) = (one for one in read.symbols.strings if "ID" in read.code(one))

    assert endpoint_beside(read, node).host is host
