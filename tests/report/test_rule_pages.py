"""Rule pages: what `glm-migrate rule` prints, and the table of `docs/rules.md`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from glm_migrate.model.findings import Severity
from glm_migrate.report import rule_pages
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability

# A rule of its own, so that its page does not change with the catalogue's. Its docstring is that of
# a module of the catalogue's form: code, name.
MODULE = "glm_migrate.rules.glm999_made_up"
DOCSTRING = """\
A made-up rule | with a bar.

## Why
One sentence that is long enough to be wrapped when the page is narrow. And one more.

A second paragraph.

- a list item that is kept as it is, however long the line may be, since it is a list item

## Fix
Safe: `a` becomes `b`.

## Limits
None.
"""

PAGE = """\
# made-up (GLM999)

A made-up rule | with a bar.

Severity: error; required for the migration; off by default:
select it by its code; fix sometimes available (safe or
unsafe); checklist: Sampling parameters.

## Why

One sentence that is long enough to be wrapped when the page
is narrow. And one more.

A second paragraph.

- a list item that is kept as it is, however long the line may be, since it is a list item

## Fix

Safe: `a` becomes `b`.

## Limits

None.

## Examples that are reported

### Plain

```python
a
c
```

The safe fix:

```diff
--- before.py
+++ after.py
@@ -1,2 +1,2 @@
-a
+b
 c
```

### With the user's word

With these settings:

```toml
sampling.keep = "top_p"
per-file-ignores = { "tests/**" = ["GLM1"] }
unsafe-fixes = true
```

```python
a
```

The unsafe fix:

```diff
--- before.py
+++ after.py
@@ -1 +0,0 @@
-a
```

### No fix

```python
a()
```

## Examples that are not

### Already right

```python
b
```

Source: https://example.org/rule
"""


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    monkeypatch.setitem(sys.modules, MODULE, ModuleType(MODULE, DOCSTRING))
    settings = {
        "sampling_keep": "top_p",
        "per_file_ignores": {"tests/**": ("GLM1",)},
        "unsafe_fixes": True,
    }
    return Rule(
        MODULE,
        severity=Severity.ERROR,
        checklist="sampling",
        source="https://example.org/rule",
        required=True,
        default=False,
        bad=(
            Example("plain", "a\nc\n", "b\nc\n"),
            Example(
                "with the user's word", "a\n", "", applied=Applicability.UNSAFE, config=settings
            ),
            Example("no fix", "a()\n"),
        ),
        good=(Example("already right", "b\n"),),
    )


def test_page(rule: Rule) -> None:
    assert rule_pages.page(rule, 60) == PAGE


def test_prose_is_the_page_without_examples(rule: Rule) -> None:
    prose = rule_pages.prose(rule)

    assert prose.startswith("A made-up rule | with a bar.\n\nSeverity: error;")
    assert prose.endswith("## Limits\n\nNone.\n")
    assert "```" not in prose


def test_a_page_without_examples_and_source(rule: Rule) -> None:
    bare = Rule(MODULE, severity=Severity.INFO, checklist="", source="")

    page = rule_pages.page(bare, 200)

    assert "\nSeverity: info; no fix is applied.\n" in page
    assert page.endswith("## Limits\n\nNone.\n")


def test_as_json(rule: Rule) -> None:
    data = rule_pages.as_json(rule)

    assert json.loads(json.dumps(data)) == {
        "code": "GLM999",
        "name": "made-up",
        "summary": "A made-up rule | with a bar",
        "severity": "error",
        "required": True,
        "default": False,
        "checklist": "sampling",
        "fix": {"availability": "sometimes", "applicability": ["safe", "unsafe"]},
        "explanation": DOCSTRING.strip(),
        "source": "https://example.org/rule",
        "bad": [
            {
                "why": "plain",
                "code": "a\nc\n",
                "becomes": "b\nc\n",
                "applicability": "safe",
                "findings": 1,
                "config": {},
            },
            {
                "why": "with the user's word",
                "code": "a\n",
                "becomes": "",
                "applicability": "unsafe",
                "findings": 1,
                "config": {
                    "sampling_keep": "top_p",
                    "per_file_ignores": {"tests/**": ["GLM1"]},
                    "unsafe_fixes": True,
                },
            },
            {
                "why": "no fix",
                "code": "a()\n",
                "becomes": None,
                "applicability": None,
                "findings": 1,
                "config": {},
            },
        ],
        "good": [
            {
                "why": "already right",
                "code": "b\n",
                "becomes": None,
                "applicability": None,
                "findings": 1,
                "config": {},
            }
        ],
    }


def test_table(rule: Rule) -> None:
    bare = Rule(MODULE, severity=Severity.INFO, checklist="", source="", bad=(Example("x", "a\n"),))
    always = Rule(
        MODULE,
        severity=Severity.WARNING,
        checklist="",
        source="",
        bad=(Example("x", "a\n", "b\n"),),
    )

    assert rule_pages.table([rule, bare, always]) == (
        "| code | name | severity | finds | fix |\n"
        "|---|---|---|---|---|\n"
        "| [GLM999](rules/made-up.md) | [made-up](https://example.org/rule) "
        "| error, required, off by default "
        "| A made-up rule \\| with a bar | safe, unsafe |\n"
        "| [GLM999](rules/made-up.md) | made-up | info | A made-up rule \\| with a bar | – |\n"
        "| [GLM999](rules/made-up.md) | made-up | warning "
        "| A made-up rule \\| with a bar | safe |\n"
    )
    assert rule_pages.as_json(bare)["fix"] == {"availability": "never", "applicability": []}
    assert rule_pages.as_json(always)["fix"] == {
        "availability": "always",
        "applicability": ["safe"],
    }


@pytest.mark.parametrize("rule_", all_rules(), ids=lambda one: one.code)
def test_every_page_can_be_read(rule_: Rule) -> None:
    page = rule_pages.page(rule_, 80)

    prose = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    long = [line for line in prose.splitlines() if len(line) > 80 and "https:" not in line]
    assert "```" not in prose
    assert re.findall(r"^## (?:Why|Fix|Limits)$", prose, re.MULTILINE) == [
        *("## Why", "## Fix", "## Limits"),
    ]
    assert [line for line in long if not line.startswith(("- ", "* ", "|", "    "))] == []
    json.dumps(rule_pages.as_json(rule_))


def test_the_documentation_has_the_table_of_the_rules() -> None:
    page = Path(__file__).parents[2] / "docs/rules.md"
    text = page.read_text(encoding="utf-8")

    shown = text.partition("<!-- rules -->\n")[2].partition("<!-- /rules -->")[0]

    assert shown.strip() == rule_pages.table(all_rules()).strip()


def test_an_example_of_another_file_names_it_and_what_stands_beside_it() -> None:
    text = rule_pages.page(next(rule for rule in all_rules() if rule.code == "GLM602"))

    assert "In `requirements.txt`:\n\n```text\nzai-sdk[a]" in text
    assert "In `setup.cfg`:\n\n```ini\n[options]" in text
    assert "In `Pipfile`:\n\n```toml\n[packages]" in text
    assert "With this beside it:\n\n```python\nfrom zai import ZaiClient" in text


def test_a_short_page_has_a_few_examples_and_says_how_to_see_the_others() -> None:
    rule = next(rule for rule in all_rules() if rule.code == "GLM101")
    short = rule_pages.page(rule, short=True)

    assert short.count("\n### ") == 3
    assert "`glm-migrate rule GLM101 --examples` shows all examples." in short
    assert "--examples" not in rule_pages.page(rule)
