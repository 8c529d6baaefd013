"""Every message of the rules in one table, to be read as a whole.

`python -m tests.rules.message_table` prints what the rules say about their examples: message, note
and title of the fix, each wording once. A reader who knows only the vendor's guide should
understand every line of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

from glm_migrate.config.schema import Config
from glm_migrate.model.findings import Finding
from glm_migrate.report.example_findings import findings, source_of
from glm_migrate.rules.catalogue import all_rules

COLUMNS = ("rule", "message", "note", "fix")
Row = tuple[str, str, str, str]


def rows() -> Iterator[Row]:
    """What is said, each wording of a rule once."""
    for rule in all_rules():
        said: dict[Row, None] = {}
        for example in rule.bad:
            config = replace(Config(), **example.config)
            found = findings(source_of(example.code, example.path), rule, config, example)
            said.update(dict.fromkeys(map(_row, found)))
        yield from said


def _row(finding: Finding) -> Row:
    return finding.code, finding.message, finding.advice, finding.fix.title if finding.fix else ""


def table() -> str:
    """The rows in Markdown."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *rows()]
    escaped = ((one.replace("|", "&#124;") for one in row) for row in lines)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)


if __name__ == "__main__":
    sys.stdout.write(table())
