"""Which declared dependencies concern the code, and that a rewrite declares the same packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.dependencies.declared import declared, verify
from glm_migrate.errors import FileError, FixRejected
from glm_migrate.model.dependencies import Dependency, Need
from glm_migrate.text.source import Source

NEED = Need("zai-sdk", "0.0.4", Path("app.py"), 1, "tool_stream")
ALSO = Need("Zai_SDK", "0.2.0", Path("b.py"), 2, "thinking")
OTHER = Need("zhipuai", "2.1.5", Path("app.py"), 3, "thinking")


def source(text: str, name: str = "requirements.txt") -> Source:
    return Source.decode(Path(name), text.encode())


def sites(text: str, *needs: Need, name: str = "requirements.txt") -> list[Dependency]:
    errors: list[FileError] = []
    found = list(declared(source(text, name), needs, errors))
    assert errors == []
    return found


def test_only_the_packages_that_the_code_needs_are_sites() -> None:
    (site,) = sites("requests>=2\nzai-sdk>=0.0.1\n", NEED)

    assert site.package == "zai-sdk"
    assert site.source.slice(site.span) == "zai-sdk>=0.0.1"
    assert site.needs == (NEED,)


def test_a_constraint_is_kept_with_the_place_of_its_version() -> None:
    (site,) = sites("zai-sdk >= 0.0.1, <1\n", NEED)

    assert [(one.operator, one.version) for one in site.bounds] == [(">=", "0.0.1"), ("<", "1")]
    assert [site.source.slice(one.version_span) for one in site.bounds] == ["0.0.1", "1"]


def test_all_needs_of_one_package_go_together_however_it_is_spelled() -> None:
    (site,) = sites("ZAI.sdk\n", NEED, OTHER, ALSO)

    assert site.package == "zai-sdk"
    assert site.needs == (NEED, ALSO)
    assert site.bounds == ()
    assert site.insert is not None


def test_a_package_that_is_declared_twice_is_two_sites() -> None:
    text = (
        '[project]\ndependencies = ["zai-sdk"]\n[project.optional-dependencies]\nx = ["zai-sdk"]\n'
    )

    assert len(sites(text, NEED, name="pyproject.toml")) == 2


@pytest.mark.parametrize("text", ["", "requests\n", "# zai-sdk\n"])
def test_a_file_that_does_not_declare_the_package_has_no_site(text: str) -> None:
    assert sites(text, NEED) == []


def test_a_file_that_cannot_be_read_is_an_error_and_no_site() -> None:
    errors: list[FileError] = []

    found = list(declared(source("[project\n", "pyproject.toml"), [NEED], errors))

    assert found == []
    assert [error.path for error in errors] == [Path("pyproject.toml")]


def test_a_rewrite_that_only_moves_a_bound_is_accepted() -> None:
    verify(source("zai-sdk>=0.0.1\nrequests\n"), source("zai-sdk>=0.0.4\nrequests\n"))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("zai-sdk2>=0.0.4\nrequests\n", id="another package"),
        pytest.param("zai-sdk>=0.0.4\n", id="one less"),
        pytest.param("requests\nzai-sdk>=0.0.4\n", id="another order"),
    ],
)
def test_a_rewrite_that_declares_other_packages_is_rejected(after: str) -> None:
    with pytest.raises(FixRejected, match="would declare other packages"):
        verify(source("zai-sdk>=0.0.1\nrequests\n"), source(after))
