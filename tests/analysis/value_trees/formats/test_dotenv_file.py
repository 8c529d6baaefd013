"""`.env` files, against python-dotenv."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.analysis.value_trees.formats import (
    dotenv_file,
)
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Scalar,
    scalars,
)
from glm_migrate.model.values import UNSEEN
from glm_migrate.text.source import Source
from tests.analysis.value_trees.formats.trees import (
    WORDS,
    is_known,
    load_env,
    plain,
)
from tests.examples import examples


@examples(300)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), WORDS, st.sampled_from(["", *"'\""])), max_size=4)
)
def test_any_env_file_is_read_as_dotenv_reads_it(lines: list[tuple[str, str, str]]) -> None:
    text = "\n".join(f"{key}={quote}{value}{quote}" for key, value, quote in lines)
    source = Source.decode(Path(".env"), text.encode())
    try:
        (root,) = dotenv_file.read(source).roots
    except BrokenFile:
        return
    found = {key: value for key, value in load_env(text).items() if value is not None}

    assert is_known(plain(root), found)
    for _, scalar in scalars(root):
        if not scalar.locked and scalar.value is not UNSEEN:
            assert source.slice(scalar.span) == scalar.value


@pytest.mark.parametrize(
    ("line", "written", "is_editable"),
    [
        pytest.param("M=glm-4.5", "glm-4.5", True, id="plain"),
        pytest.param("export M = glm-4.5  # why", "glm-4.5", True, id="exported, with a comment"),
        pytest.param("M='glm-4.5'", "glm-4.5", True, id="in quotes"),
        pytest.param('M="glm-4.5\\n"', "glm-4.5\\n", False, id="with an escape"),
        pytest.param("M=${N:-glm-4.5}", "glm-4.5", True, id="behind a variable"),
    ],
)
def test_the_bytes_of_a_value(line: str, written: str, is_editable: bool) -> None:
    source = Source.decode(Path(".env"), f"# é\n{line}\nZ=1\n".encode())
    entry = next(one for one in dotenv_file.read(source).roots[0].entries if one.key == "M")  # type: ignore[union-attr]
    assert isinstance(entry.value, Scalar)

    assert source.slice(entry.value.span).strip() == written
    assert entry.value.locked is not is_editable
