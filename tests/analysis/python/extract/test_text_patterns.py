"""What a text that is put together must look like, as far as it is seen."""

from __future__ import annotations

import re

import libcst as cst
import pytest

from glm_migrate.analysis.python.extract.text_patterns import pattern_of
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "text", "fits"),
    [
        pytest.param('"glm" + "-4.5"', "glm-4.5", True, id="a sum"),
        pytest.param('"glm-" + v', "glm-4.5", True, id="a sum with a gap"),
        pytest.param('f"glm-{v:.1f}"', "glm-4.5", True, id="formatted"),
        pytest.param('f"{a}/glm-{v}"', "glm-4.5", False, id="more in front"),
        pytest.param('"glm-%s" % v', "glm-4.5", True, id="filled in"),
        pytest.param('"{}-{}".format(a, b)', "glm-4.5", None, id="nothing is seen"),
        pytest.param('"glm-{}-air".format(v)', "glm-4.5", False, id="more behind"),
        pytest.param('"-".join(["glm", v])', "glm-4.5", True, id="joined"),
        pytest.param('"-".join(parts)', "glm-4.5", None, id="parts that are not seen"),
        pytest.param('("GLM" + "-4.5").lower()', "glm-4.5", True, id="in another case"),
        pytest.param("v", "glm-4.5", None, id="a name"),
        pytest.param("f(v)", "glm-4.5", None, id="a call"),
    ],
)
def test_pattern_of(code: str, text: str, fits: bool | None) -> None:
    read = module("pass")
    pattern = pattern_of(read, cst.parse_expression(code), read.end)

    found = None if pattern is None else bool(re.fullmatch(pattern, text, re.IGNORECASE))
    assert found is fits
