"""The Markdown report: what it shows of each call, within the room that there is."""

from __future__ import annotations

from dataclasses import replace

from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.report.migration_report.document import Document
from glm_migrate.report.migration_report.markdown import page
from tests.report.sample_calls import document, placed

CODE = Listing("code", "app.py", (((3, " ", "ask("), (4, " ", "    m)")),))
SAFE = Listing("safe", "app.py", (((1, "-", 'M = "old"'), (1, "+", 'M = "new"')),))


def shown(*listings: Listing) -> Document:
    return document(calls=(replace(placed(), listings=listings),))


def test_the_code_of_a_call_and_its_diff_are_folded() -> None:
    assert page(shown(CODE, SAFE)).partition("<summary>Code")[2].partition("###")[0] == (
        " and diff of each call</summary>\n\n**[app.py:3](app.py#L3)** in `ask`\n"
        "\n```python\nask(\n    m)\n```\n"
        '\nfix writes:\n\n```diff\n-M = "old"\n+M = "new"\n```\n'
        "\n</details>\n\n"
    )


def test_places_that_do_not_follow_each_other_are_apart() -> None:
    apart = Listing("unsafe", "b.py", (((1, "+", "a"),), ((9, "-", "b"),)))

    assert "with --unsafe-fixes in b.py:\n\n```diff\n+a\n@@ … @@\n-b\n```" in page(shown(apart))


def test_no_line_of_code_closes_its_block() -> None:
    quoting = Listing("code", "app.py", (((3, " ", 'x = """'), (4, " ", "````")),))

    assert '`````python\nx = """\n````\n`````\n' in page(shown(quoting))


def test_what_is_left_out_of_a_listing_is_told() -> None:
    assert "```\n\n… 2 more lines\n" in page(shown(replace(CODE, omitted=2)))


def test_code_that_does_not_fit_is_left_out_and_counted() -> None:
    wide = replace(CODE, hunks=(((3, " ", "x" * 20_000),),))
    calls = tuple(replace(placed(), listings=(wide,)) for _ in range(6))
    text = page(document(calls=calls))

    assert len(text) <= 60_000
    assert text.count("```python") == 2
    assert "\nOf 4 more calls they do not fit here.\n" in text
    assert text.count("| [app.py:3](app.py#L3)") == 6


def test_calls_of_which_no_code_is_kept_have_no_block() -> None:
    assert "Code and diff" not in page(document())
