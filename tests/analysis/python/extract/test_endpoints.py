"""Where a client sends its requests, by the address that it is given."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.extract.endpoints import url_of
from glm_migrate.model.calls import Host
from tests.analysis.python.reading import expression, module

NATIVE = "https://api.z.ai/api/paas/v4"


@pytest.mark.parametrize(
    ("code", "call", "expected"),
    [
        pytest.param("", f"C(url={NATIVE!r})", Host.NATIVE, id="a keyword"),
        pytest.param(f"d = {{'url': {NATIVE!r}}}\n", "C(**d)", Host.NATIVE, id="in a dict"),
        pytest.param("d = {'key': 1}\n", "C(**d)", None, id="not in a dict"),
        pytest.param("", "C(key=1)", None, id="none"),
        pytest.param("", "C(url='')", None, id="an empty one is none"),
        pytest.param("", "C(url=unknown)", Host.UNKNOWN, id="not seen"),
        pytest.param(
            f"u = {NATIVE!r}\nd = {{}}\nif u:\n    d['url'] = u\n",
            "C(**d)",
            Host.NATIVE,
            id="where it is set",
        ),
        pytest.param(
            f"d = {{}}\nif other:\n    d['url'] = {NATIVE!r}\n", "C(**d)", None, id="perhaps"
        ),
    ],
)
def test_the_address_is_found(code: str, call: str, expected: Host | None) -> None:
    where = module(f"{code}{call}\n")
    node = expression(where, call)
    assert isinstance(node, cst.Call)
    endpoint = url_of(where, node, where.end, ("url",))

    assert (endpoint.host if endpoint else None) is expected
