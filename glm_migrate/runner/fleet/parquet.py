"""The records as Parquet, for DuckDB, pandas or Spark: one row a repository, lists as lists.

Written portion by portion from the file of results, so a large fleet takes no more memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

RESULTS = "results.parquet"
_PORTION = 500  # records; each becomes a group of rows
_TEXTS = ("repository", "kind", "revision", "version", "state", "target", "address")
_LISTS = {  # field → text fields of its entries; those with `#` are numbers
    "items": ("item", "state", "#fixable", "#decision", "#unseen"),
    "calls": ("path", "#line", "scope", "client", "endpoint", "state"),
    "models": ("before", "after", "how", "#calls", "price_before", "price_after"),
    "findings": ("item", "path", "#line", "code", "kind", "message", "advice"),
    "decisions": ("code", "path", "#line", "message", "advice"),
    "packages": ("package", "declared", "path"),
    "left_out": ("path", "why"),
}
_NAMES = ("settings", "owners", "patch")


def is_available() -> bool:
    """Whether the library that writes it is installed."""
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None


def write(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write the records to a file, which is there whole or not at all."""
    import pyarrow
    from pyarrow import parquet

    schema = _schema(pyarrow)
    temporary = path.with_name(f".{path.name}.tmp")
    rows = map(_row, records)
    with parquet.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for portion in _portions(rows):
            writer.write_table(pyarrow.Table.from_pylist(portion, schema=schema))
    temporary.replace(path)


def _portions(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while portion := list(islice(rows, _PORTION)):
        yield portion


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its map of items as a list, and its failure in two columns."""
    failure = record["failure"] or {"kind": None, "message": None}
    return {
        **record,
        "items": [{"item": key, **one} for key, one in record["items"].items()],
        "failure_kind": failure["kind"],
        "failure": failure["message"],
    }


def _schema(arrow: Any) -> Any:
    def entry(name: str) -> Any:
        is_number = name.startswith("#")
        return arrow.field(name.lstrip("#"), arrow.int64() if is_number else arrow.string())

    lists = {name: arrow.struct([entry(one) for one in inner]) for name, inner in _LISTS.items()}
    columns = [arrow.field(name, arrow.string()) for name in _TEXTS]
    columns += [arrow.field(name, arrow.int64()) for name in ("schema", "searched")]
    columns += [arrow.field(name, arrow.list_(arrow.string())) for name in _NAMES]
    columns += [arrow.field(name, arrow.list_(inner)) for name, inner in lists.items()]
    columns += [arrow.field(name, arrow.string()) for name in ("failure_kind", "failure")]
    return arrow.schema(columns)
