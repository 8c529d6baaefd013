"""A rule's page: what `glm-migrate rule GLM101` prints, as Markdown or as data.

All of it is read off the rule's file: its docstring, its examples, its attributes. What a fix does
is shown on the examples that the test suite runs, so a page can't promise what the code lacks.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from glm_migrate.text.edits import Applicability

if TYPE_CHECKING:
    from glm_migrate.rules.rule import Example, Rule

_KEPT_AS_IS = ("- ", "* ", "|", "    ", "```", ">")


_FEW = 2  # examples of a kind on a short page


def page(rule: Rule, width: int = 100, *, short: bool = False) -> str:
    """The rule in Markdown, prose wrapped at `width` columns; `short` with a few examples."""
    bad, good = (rule.bad[:_FEW], rule.good[: _FEW - 1]) if short else (rule.bad, rule.good)
    blocks = [f"# {rule.name} ({rule.code})", *_prose(rule, width)]
    for heading, examples in (("reported", bad), ("not", good)):
        if examples:
            blocks.append(f"## Examples that are {heading}")
        for example in examples:
            blocks += _example(rule, example)
    if len(rule.bad) + len(rule.good) > len(bad) + len(good):
        blocks.append(f"`glm-migrate rule {rule.code} --examples` shows all examples.")
    if rule.source:
        blocks.append(f"Source: {rule.source}")
    return "\n\n".join(blocks) + "\n"


def prose(rule: Rule) -> str:
    """The page without its examples, for formats that show it beside each finding."""
    return "\n\n".join(_prose(rule, 100)) + "\n"


def as_json(rule: Rule) -> dict[str, Any]:
    """The rule as plain data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity.word,
        "required": rule.required,
        "default": rule.default,
        "checklist": rule.checklist or None,
        "fix": {"availability": _availability(rule), "applicability": list(_words(rule))},
        "explanation": rule.page,
        "source": rule.source or None,
        "bad": [_example_data(example) for example in rule.bad],
        "good": [_example_data(example) for example in rule.good],
    }


def table(rules: Iterable[Rule]) -> str:
    """The rules as a Markdown table, for the documentation."""
    lines = ["| code | name | severity | finds | fix |", "|---|---|---|---|---|"]
    for rule in rules:
        notes = [rule.severity.word]
        notes += ["required"] if rule.required else []
        notes += [] if rule.default else ["off by default"]
        name = f"[{rule.name}]({rule.source})" if rule.source else rule.name
        finds = rule.summary.replace("|", "\\|")
        fix = ", ".join(_words(rule)) or "–"
        code = f"[{rule.code}](rules/{rule.name}.md)"
        lines.append(f"| {code} | {name} | {', '.join(notes)} | {finds} | {fix} |")
    return "\n".join(lines) + "\n"


def _prose(rule: Rule, width: int) -> Iterator[str]:
    summary, _, sections = rule.page.partition("\n")
    yield _wrapped(summary, width)
    yield _wrapped(_properties(rule), width)
    for paragraph in sections.strip().split("\n\n"):
        heading, newline, text = paragraph.partition("\n")
        if heading.startswith("## ") and newline:
            yield heading
            yield _wrapped(text, width)
        else:
            yield _wrapped(paragraph, width)


def _properties(rule: Rule) -> str:
    from glm_migrate.knowledge.guide import checklist

    item = next((item for item in checklist() if item.key == rule.checklist), None)
    words = " or ".join(_words(rule))
    available = _availability(rule)
    parts = [
        f"Severity: {rule.severity.word}",
        "required for the migration" if rule.required else "",
        "" if rule.default else "off by default: select it by its code",
        f"fix {available} available ({words})" if words else "no fix is applied",
        f"checklist: {item.title}" if item else "",
    ]
    return "; ".join(filter(None, parts)) + "."


def _wrapped(text: str, width: int) -> str:
    if text.startswith(_KEPT_AS_IS):
        return text
    return textwrap.fill(
        " ".join(text.split()), width, break_long_words=False, break_on_hyphens=False
    )


def _example(rule: Rule, example: Example) -> Iterator[str]:
    yield f"### {example.title}"
    if example.config:
        yield f"With these settings:\n\n```toml\n{_settings(example)}```"
    if example.path != "example.py":
        yield f"In `{example.path}`:"
    yield f"```{_language(example)}\n{example.code.rstrip()}\n```"
    if example.beside:
        yield f"With this beside it:\n\n```python\n{example.beside.rstrip()}\n```"
    if lines := _finding_lines(rule, example):
        yield f"Reported:\n\n```text\n{lines}\n```"
    if example.becomes is not None:
        yield f"The {example.applied.word} fix:\n\n```diff\n{_diff(example)}```"


def _finding_lines(rule: Rule, example: Example) -> str:
    """What `check` says about a bad example; nothing of a rule that judges a run, not code."""
    if example not in rule.bad:
        return ""
    from glm_migrate.report.example_findings import said

    return "\n".join(said(rule, example))


def _language(example: Example) -> str:
    """What a fence calls the file's format."""
    suffix = example.path.rpartition(".")[2]
    known = {"py": "python", "cfg": "ini", "txt": "text", "Pipfile": "toml", "ipynb": "json"}
    return known.get(suffix, suffix)


def _settings(example: Example) -> str:
    """The example's settings as users write them; JSON's scalars and lists are TOML as well."""
    from glm_migrate.config.schema import keys

    written = {field: key for key, field in keys().items()}
    return "".join(
        f"{written[field]} = {_toml(value)}\n" for field, value in example.config.items()
    )


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)


def _diff(example: Example) -> str:
    before, after = (
        [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []
        for text in (example.code, example.becomes or "")
    )
    return "".join(unified_diff(before, after, "before.py", "after.py"))


def _words(rule: Rule) -> tuple[str, ...]:
    """The applicabilities that the examples show, the safest first."""
    shown = {example.applied for example in rule.bad if example.becomes is not None}
    return tuple(one.word for one in sorted(Applicability, reverse=True) if one in shown)


def _availability(rule: Rule) -> str:
    """`always`, `sometimes` or `never`, as the examples show."""
    fixed = [example.becomes is not None for example in rule.bad]
    return "never" if not any(fixed) else "always" if all(fixed) else "sometimes"


def _example_data(example: Example) -> dict[str, Any]:
    return {
        "why": example.why,
        "code": example.code,
        "becomes": example.becomes,
        "applicability": example.applied.word if example.becomes is not None else None,
        "findings": example.findings,
        "config": dict(example.config),
        **({"path": example.path} if example.path != "example.py" else {}),
        **({"beside": example.beside} if example.beside else {}),
    }
