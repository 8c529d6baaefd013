"""The migration report as plain lines."""

from __future__ import annotations

from dataclasses import replace

from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.report.migration_report.document import State
from glm_migrate.report.migration_report.text import page
from tests.report.sample_calls import GUIDE, about, document, evidence, item, placed


def test_the_report_has_every_part_in_order() -> None:
    model, sampling = about("model-identifier"), about("sampling")

    assert page(document()) == (
        "Migration to glm-4.6\n"
        "1 of 2 items can be fixed, 1 is done; 1 call, 1 of 2 files still open\n"
        "□■ 1 of 2 items settled\n"
        f"Guide: {GUIDE}\n"
        "Cost change over all calls: unknown\n\n"
        f"1. {model.title}: fixable (1 fixable)\n"
        "   1 call checked.\n"
        f"   {model.url}\n"
        "   - app.py:3 GLM101 [fixable] it is old\n"
        f"2. {sampling.title}: done\n"
        "   \n"
        f"   {sampling.url}\n"
        "   - [seen] temperature=0.2 at app.py:3\n\n"
        "Calls (1)\n"
        "  app.py:3 in ask: `fix` settles it\n"
        "    client: zai-sdk, sends to Z.AI or BigModel\n"
        "    model: glm-4.5 → glm-4.6\n"
        "    price of 1M tokens in/out: unknown\n"
        "    context: unknown\n"
        "    thinking: on\n"
        "    sampling: temperature=0.2\n\n"
        "What was not checked, and why\n"
        "  - c.yaml: YAML is not read\n"
        "      c.yaml:1\n\n"
        "Suppressed findings\n"
        "  - app.py:9 GLM101 it is old too (by contract)\n"
    )


def test_what_is_empty_is_said_or_left_out() -> None:
    lines = page(document(calls=(), unchecked=(), suppressed=())).splitlines()

    assert lines[-4:] == ["Calls (0)", "", "What was not checked, and why", "  - nothing"]


def test_a_call_at_module_level_names_no_scope() -> None:
    assert "\n  app.py:3: `fix` settles it\n" in page(document(calls=(placed(scope=""),)))


def test_accepted_evidence_gives_the_reason_and_evidence_without_a_code_names_none() -> None:
    accepted = evidence("accepted", advice="read by Li")
    found = page(
        document(
            items=(item("sampling", State.UNSEEN, accepted, evidence("unseen", "top_p: `x`")),)
        )
    )

    assert "   - app.py:3 GLM101 [accepted] it is old (read by Li)\n" in found
    assert "   - app.py:3 [not seen] top_p: `x`\n" in found


def test_a_suppression_without_a_reason_gives_none() -> None:
    found = page(document(suppressed=((evidence("accepted"), ""),)))

    assert found.endswith("\n  - app.py:3 GLM101 it is old\n")


CODE = Listing("code", "app.py", (((3, " ", "ask("), (4, " ", "    m)")),), omitted=5)
CHANGE = ((2, " ", "a"), (3, "-", 'M = "old"'), (3, "+", 'M = "new"')), ((11, "-", "top_p"),)


def call_of(*listings: Listing, detailed: bool = False) -> str:
    text = page(document(calls=(replace(placed(), listings=listings),), detailed=detailed))
    return text.partition("sampling: temperature=0.2\n")[2].partition("\n\n")[0]


def test_of_a_call_its_first_line_is_shown_and_what_fixes_change() -> None:
    assert call_of(CODE, Listing("safe", "app.py", CHANGE)) == (
        "    code: ask(\n"
        "    fix writes:\n"
        '         - M = "old"\n'
        '       3 + M = "new"\n'
        "         - top_p"
    )


def test_all_of_it_is_shown_where_the_run_says_so() -> None:
    assert call_of(CODE, Listing("unsafe", "b.py", CHANGE), detailed=True) == (
        "    code:\n"
        "      3   ask(\n"
        "      4       m)\n"
        "      … 5 more lines\n"
        "    with --unsafe-fixes in b.py:\n"
        "       2   a\n"
        '         - M = "old"\n'
        '       3 + M = "new"\n'
        "       …\n"
        "         - top_p"
    )
