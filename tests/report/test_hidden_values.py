"""What a report shows of a settings file: keys, ids and punctuation."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.decoding import decode
from glm_migrate.report.hidden_values import hidden
from glm_migrate.report.secrets import masked_in
from glm_migrate.report.unified_diff import of_sources


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("API_KEY=hunter2", "API_KEY=*******"),
        ("export A = \"b c\"", "export A = \"* *\""),
        ("  key: hunter2 # x", "  key: ******* # *"),
        ('{"k": "hunter2", "model": "glm-4.5"}', '{"k": "*******", "model": "glm-4.5"}'),
        ("M: ${M:-glm-4.5}", "M: ${M:-glm-4.5}"),
        ("M=zai:glm-4.5", "M=zai:glm-4.5"),
        ("PASS=glm-secret", "PASS=***-******"),
        ("MIIEow1234==", "**********=="),
        ("  hunter2", "  *******"),
        ("url: https://u:p@h", "url: *****:***:***"),
        ("# plain words", "# ***** *****"),
        ("; old passphrase hunter2", "; *** ********** *******"),
        ('[llm."hunter2"]', '[****"*******"]'),
        ("# PASS=hunter2", "# PASS=*******"),
        ("[hunter2]", "[*******]"),
        ("[[ llm.hunter2 ]]", "[[ *********** ]]"),
        ("[glm-4.5]", "[glm-4.5]"),
        ("ENV M=glm-4.5 P=hunter2", "ENV M=glm-4.5 *=*******"),
    ],
)  # fmt: skip
def test_no_value_is_shown_but_ids(line: str, expected: str) -> None:
    assert hidden(line) == expected
    assert "hunter2" not in hidden(line)
    assert len(hidden(line)) == len(line)


def test_a_diff_of_settings_has_no_other_lines() -> None:
    before = decode(Path(".env"), b"A=hunter2\nM=glm-4.5\nB=hunter2\n")
    after = decode(Path(".env"), b"A=hunter2\nM=glm-4.6\nB=hunter2\n")

    for exact in (True, False):
        diff = of_sources(Path(".env"), before, after, exact=exact)
        assert "hunter2" not in diff
        assert "-M=glm-4.5\n+M=glm-4.6\n" in diff


def test_code_is_shown_as_before() -> None:
    source = decode(Path("a.py"), b"name = 'plain'\n")

    assert masked_in(source, source.text) == source.text
