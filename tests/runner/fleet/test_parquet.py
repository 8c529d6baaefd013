"""Parquet holds what the lines of JSON hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.runner.fleet import parquet
from tests.report.fleet_report.sample_records import a_failure, a_record

pytestmark = pytest.mark.skipif(
    not parquet.is_available(), reason="the extra 'fleet' is not installed (no pyarrow)"
)


def test_each_record_is_a_row_with_its_lists(tmp_path: Path) -> None:
    from pyarrow.parquet import read_table

    records = [a_record("a", address="1"), a_failure("b"), a_record("c", settings=["glm-4"])]
    parquet.write(records, tmp_path / "x.parquet")
    rows = read_table(tmp_path / "x.parquet").to_pylist()

    assert [row["repository"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["models"] == records[0]["models"]
    assert rows[0]["items"][0]["decision"] == 1
    assert (rows[1]["failure_kind"], rows[1]["models"]) == ("time", [])
    assert rows[2]["settings"] == ["glm-4"]
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


def test_portions_are_groups_of_rows(tmp_path: Path) -> None:
    from pyarrow.parquet import ParquetFile

    count = parquet._PORTION + 1
    parquet.write((a_record(str(one)) for one in range(count)), tmp_path / "x.parquet")

    assert ParquetFile(tmp_path / "x.parquet").num_row_groups == 2
    assert ParquetFile(tmp_path / "x.parquet").metadata.num_rows == count
