"""How programs read their settings, as the data has it."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.settings_readers import client_variables, ordered, readers
from glm_migrate.knowledge.sources import DATA, read

TABLES = {
    (table, kind): names
    for table, kinds in read(DATA / "settings_readers.toml").items()
    if table not in ("sources", "client-variables")
    for kind, names in kinds.items()
    if isinstance(names, list)
}


@pytest.mark.parametrize(("table", "kind"), TABLES, ids="/".join)
def test_every_list_is_read_as_a_set_and_in_its_order(table: str, kind: str) -> None:
    names = TABLES[table, kind]

    assert ordered(table, kind) == tuple(names)
    assert readers(table, kind) == set(names)
    assert len(set(names)) == len(names)


def test_a_kind_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        readers("nowhere", "nothing")


def test_which_variables_say_where_a_client_goes() -> None:
    assert "OPENAI_BASE_URL" in client_variables("openai")
    assert client_variables("nobody") == ()
