"""What people read: lines, frames, diffs, colours, and what must never be printed."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats import FORMATS, TEXT_FORMATS, render
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source, Span
from tests.examples import examples
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    replacement,
)

QUIET = replace(CONTEXT, quiet=True)


def test_colours_change_nothing_but_the_colour() -> None:
    context = replace(CONTEXT, color=True)

    for name in TEXT_FORMATS:
        colored = render(name, ALL, context)
        assert "\x1b[1;31mGLM101\x1b[0m" in colored
        assert "\x1b[1;33mGLM201\x1b[0m" in colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(name, ALL, CONTEXT)


@examples()
@given(
    st.text(st.sampled_from("ab'\"\n\r\t\x0c中\u0301\x1b "), max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.text("xy\n", max_size=5),
    st.sampled_from(FORMATS),
)
def test_every_format_renders_every_span(
    text: str, one: int, other: int, new: str, name: str
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    code = Source.decode(Path("a.py"), text.encode())
    where = Span(len(text[:start].encode()), len(text[:end].encode()))
    fix = replacement(where, new, Applicability.SAFE)

    rendered = render(
        name, [FileReport(code.path, code, (finding("a.py", where, fix=fix),))], QUIET
    )

    assert rendered.endswith("\n")
    assert "\x1b" not in rendered
    assert "\r" not in rendered


def test_formats_are_known_without_loading_one() -> None:
    code = (
        "import sys, glm_migrate.report.formats as r\n"
        "assert 'full' in r.FORMATS\n"
        "heavy = {'click', 'rich', 'libcst', 'json', 'difflib', 'glm_migrate.rules'}\n"
        "print(heavy & set(sys.modules))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr


def test_text_does_not_load_rich_even_in_colour() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom glm_migrate.report.formats import *\n"
        "from glm_migrate.report import formats as r\n"
        "from glm_migrate.report.context import ReportContext\n"
        "r.render('full', [], ReportContext(Path('/'), color=True))\n"
        "print({'click', 'rich', 'libcst'} & set(sys.modules))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr
