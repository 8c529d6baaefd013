"""The migration report as one HTML file."""

from __future__ import annotations

import re

from glm_migrate.report.migration_report.document import State
from glm_migrate.report.migration_report.html import page
from tests.report.sample_calls import GUIDE, document, evidence, item, placed


def test_the_page_says_what_the_report_is_about() -> None:
    text = page(document())

    assert text.startswith("<!DOCTYPE html>\n")
    assert "<title>Migration to glm-4.6</title>" in text
    assert f'<a href="{GUIDE}">' in text
    assert "<p>1 of 2 items can be fixed, 1 is done; 1 call, 1 of 2 files still open.</p>" in text
    assert text.endswith("<footer><p>glm-migrate 1.2.3</p></footer>\n</body>\n</html>\n")


def test_nothing_of_a_checked_file_becomes_markup() -> None:
    hostile = '<script>alert("x")</script>'
    one = evidence(message=hostile, path=f"{hostile}.py", link=f'"{hostile}', advice=hostile)
    text = page(
        document(
            items=(item("sampling", State.FIXABLE, one, note=hostile),),
            calls=(placed(scope=hostile, will=(hostile,)),),
            suppressed=((one, hostile),),
        )
    )

    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 7
    assert 'href="&quot;&lt;script&gt;' in text


def test_code_between_backticks_is_set_as_code_and_a_lonely_backtick_stays() -> None:
    def shown(message: str) -> str:
        return page(document(items=(item("sampling", State.FIXABLE, evidence(message=message)),)))

    assert "drop <code>top_p&lt;1</code> here" in shown("drop `top_p<1` here")
    assert "a ` alone" in shown("a ` alone")


def test_a_state_is_a_word_of_which_the_first_names_the_class() -> None:
    text = page(document(items=(item("sampling", State.DECISION),)))

    assert '<span class="state needs">needs a decision</span>' in text


def test_what_is_empty_is_said_or_left_out() -> None:
    text = page(document(calls=(), files=(), unchecked=(), suppressed=()))

    assert "<p>No GLM call was found.</p>" in text
    assert '<h2 id="unchecked">What was not checked, and why</h2>\n<p>Nothing.</p>' in text
    assert "Suppressed findings" not in text
    assert 'id="files"' not in text


def test_places_that_were_not_checked_are_folded() -> None:
    assert (
        "<li><b>c.yaml</b>: YAML is not read<details><summary>places</summary><ul>"
        "<li><code>c.yaml:1</code></li></ul></details></li>"
    ) in page(document())


def test_a_name_stands_once_before_all_its_values() -> None:
    text = page(document(calls=(placed(will=("Use glm-4.6", "Remove top_p")),)))

    assert "<dt>fix</dt>\n<dd>Use glm-4.6</dd>\n<dd>Remove top_p</dd>" in text


def test_every_element_that_is_opened_is_closed() -> None:
    text = page(document())

    for tag in ("section", "table", "tbody", "thead", "details", "ul", "li", "article", "dl"):
        opened = len(re.findall(rf"<{tag}[ >]", text))
        assert (opened, tag) == (text.count(f"</{tag}>"), tag)
        assert opened
