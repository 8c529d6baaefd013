"""INI files, against `configparser`."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.formats import ini_file
from glm_migrate.analysis.value_trees.value_tree import Scalar
from glm_migrate.errors import UnparsableSource
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from tests.analysis.value_trees.formats.trees import document, ids, load_ini, plain, source

DEFAULTS = "[DEFAULT]\nmodel = glm-4.5\n[a]\nx = 1\n[b]\nmodel = y\n"


def test_an_option_of_the_defaults_is_in_every_section_that_does_not_set_it() -> None:
    root = plain(ini_file.read(source("a.ini", DEFAULTS)).roots[0])

    assert {name: root[name] for name in ("a", "b")} == load_ini(DEFAULTS)


def test_what_several_sections_have_is_shared() -> None:
    (scalar,) = {one.span: one for one in ids("a.ini", DEFAULTS) if one.shared}.values()

    assert scalar.shared == UnsafeReason(UnsafeKind.SECTIONS)


def test_keys_are_the_same_in_whatever_case() -> None:
    found = ini_file.read(source("a.ini", "[a]\nModel = glm-4.5\n"))

    assert found.folds_case
    assert plain(found.roots[0]) == {"a": {"model": "glm-4.5"}}


def test_a_value_that_goes_on_in_a_second_line_is_not_edited() -> None:
    (locked,) = (
        one.locked
        for path, one in ini_file.read(source("a.ini", "[a]\nm = glm-4.5\n  more\n")).scalars()
        if path[-1] == "m"
    )

    assert locked


@pytest.mark.parametrize("name", ["a.ini", "a.cfg"])
def test_what_configparser_refuses_is_broken_only_where_the_name_promises_it(name: str) -> None:
    text = "model = glm-4.5\n"
    if name == "a.ini":
        with pytest.raises(UnparsableSource, match="configparser refuses it"):
            document(name, text)
    else:
        assert ini_file.read(source(name, text)).roots == ()


def test_what_is_interpolated_is_not_seen() -> None:
    (scalar,) = (one for _, one in ini_file.read(source("a.ini", "[a]\nm = %(x)s\n")).scalars())

    assert isinstance(scalar, Scalar)
    assert scalar.locked
