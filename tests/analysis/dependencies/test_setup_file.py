"""The requirements in a `setup.py`, each at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.dependencies.setup_file import setup_entries
from glm_migrate.text.source import Source


def read(text: str) -> list[tuple[str, str, bool]]:
    """Name, text at its place, and whether it can be edited."""
    source = Source.decode(Path("setup.py"), text.encode())
    found = setup_entries(source)
    return [(one.name, source.slice(one.span), not one.locked) for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "s(install_requires=['a>=1', \"b\"])",
            [("a", "a>=1", True), ("b", "b", True)],
            id="list",
        ),
        pytest.param("EXTRAS = {'x': ['a']}", [("a", "a", True)], id="extras"),
        pytest.param("注 = 1; REQUIRED = ['a']", [("a", "a", True)], id="behind wide letters"),
        pytest.param("# \n\nREQUIRED = ['a']", [("a", "a", True)], id="in a later line"),
        pytest.param("s(name='a', keywords=['a'])", [], id="other texts"),
        pytest.param("REQUIRED = 'a\\n'", [("a", "'a\\n'", False)], id="an escape"),
        pytest.param(
            "REQUIRED = '''a\nb'''",
            [("a", "'''a\nb'''", False), ("b", "'''a\nb'''", False)],
            id="lines of one text",
        ),
        pytest.param("N = ['a']\ns(install_requires=N)", [("a", "a", True)], id="a variable"),
        pytest.param("REQUIRED = [", [], id="no Python"),
    ],
)
def test_what_a_setup_file_requires(text: str, found: list[tuple[str, str, bool]]) -> None:
    assert sorted(read(text)) == sorted(found)
