"""The merged report in GitHub's Markdown: all tables, and of the repositories the worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glm_migrate.report.fleet_report.fleet_tables import cells, headline, tables
from glm_migrate.report.fleet_report.summary import Row, Summary
from glm_migrate.report.migration_report.markdown import cell

_ROWS = 200  # repositories; the other formats have them all
_LONGEST = 50  # rows of another table


def page(fleet: Summary) -> str:
    return "\n".join(_lines(fleet)) + "\n"


def _lines(fleet: Summary) -> Iterator[str]:
    yield "# Migration of the fleet\n"
    yield f"{headline(fleet)}.\n"
    for table in tables(fleet):
        yield f"## {table.title}\n"
        yield from _table(table.columns, [[cell(one) for one in row] for row in table.rows])
        yield ""
    yield "## Repositories, the worst first\n"
    yield from _repositories(fleet.rows)


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], most: int = _LONGEST
) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows[:most])
    if len(rows) > most:
        yield f"\n{len(rows) - most} more rows are in `report.html` and `report.json`."


def _repositories(rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    columns = list(cells(rows[0]))
    fields = [_row(row) for row in rows[:_ROWS]]
    yield from _table([*columns, "patch"], fields, _ROWS)
    if len(rows) > _ROWS:
        yield f"\n{len(rows) - _ROWS} more repositories are in `report.html` and `report.json`."


def _row(row: Row) -> list[str]:
    fields = {name: cell(text) for name, text in cells(row).items()}
    if row.has_page:
        fields["repository"] = f"[{fields['repository']}](pages/{row.file}.html)"
    if row.failure:
        fields["state"] += f": {cell(row.failure)}"
    patch = f"[patch](patches/{row.file}.patch)" if row.patched else ""
    return [*fields.values(), patch]
