"""Pictures of terminal sessions for the documentation: `python -m tests.end_to_end.recordings`.

Each is what the commands print on a terminal, about a copy of an example project; a test makes them
anew and compares. Nothing is drawn by hand, and no picture loads anything.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.end_to_end.pseudo_terminal import ROOT, on_terminal

PICTURES = ROOT / "docs" / "recordings"
COLUMNS = 104
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_THEME = TerminalTheme(
    (30, 34, 42),
    (220, 223, 228),
    [
        *((40, 44, 52), (240, 113, 120), (152, 195, 121), (229, 192, 123)),
        *((97, 175, 239), (198, 120, 221), (86, 182, 194), (220, 223, 228)),
    ],
)
# As rich's own, but for fonts, which a picture on a page may not load.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@dataclass(frozen=True)
class Recording:
    """A session: the commands that are run one after another in a copy of a project.

    Attributes:
        project: Of the examples.
        commands: Each with the lines that are typed into it.
    """

    project: str
    title: str
    commands: tuple[tuple[str, tuple[str, ...]], ...]


RECORDINGS: Mapping[str, Recording] = {
    "check": Recording("zai-script", "What must change", (("check zai-script", ()),)),
    "fix-diff": Recording(
        "zai-script", "What fix would write", (("fix --diff -q zai-script", ()),)
    ),
    "fix-interactive": Recording(
        "zai-script",
        "One by one",
        (("fix -i --select GLM101 zai-script", ("y", "?", "n")),),
    ),
    "report": Recording("zai-script", "How far the migration is", (("report -q zai-script", ()),)),
}


def pictures() -> Iterator[tuple[str, str]]:
    """The name of each recording, and the SVG that it makes."""
    for name, recording in RECORDINGS.items():
        yield name, picture(name, recording)


def picture(name: str, recording: Recording) -> str:
    """One recording as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="standard"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "assistant")
        shutil.copytree(
            ROOT / "fixtures" / recording.project / "before", folder / recording.project
        )
        for command, typed in recording.commands:
            console.print(Text(f"$ glm-migrate {command}", style="bold"))
            console.print(Text.from_ansi(session(command, typed, folder)))
    return console.export_svg(
        title=recording.title, theme=_THEME, code_format=_SVG, unique_id=f"recording-{name}"
    )


def session(command: str, typed: tuple[str, ...], folder: Path) -> str:
    """What a command prints on a terminal, with the day of this recording taken out."""
    _, printed = on_terminal(*command.split(), cwd=folder, typed=typed, columns=COLUMNS)
    return _DAY.sub("2026-11-28", printed.rstrip("\n"))


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures():
        (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
