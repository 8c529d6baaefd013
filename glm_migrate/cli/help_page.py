"""The page that `--help` prints: the flags of a command, under headings.

Headings go by the name of the parameter, so a flag stands under the same one on every command. What
has no heading here is the command's own and comes first.
"""

from __future__ import annotations

from collections.abc import Mapping

import click

OWN = "Options"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    OWN: (),
    "Fixes": (*("interactive", "agreement", "unsafe_fixes", "diff", "patch"),),
    "Uncommitted changes": ("allow_dirty", "allow_staged", "allow_no_vcs"),
    "Accepted findings": ("baseline", "diff_base", "add_ignore", "until"),
    "Real service": ("record", "replay", "live", "max_calls", "max_cost", "yes"),
    "Rules": (
        *("target", "select", "ignore", "extend_select", "extend_ignore", "per_file_ignores"),
    ),
    "Files": (
        *("exclude", "extend_exclude", "include", "force_exclude", "respect_gitignore"),
        *("stdin_filename", "show_files"),
    ),
    "Settings": ("config", "isolated", "show_settings"),
    "Output": (
        *("style", "output_format", "output_file", "repo_url", "statistics"),
        *("explain_resolution", "color", "quiet", "silent", "verbose"),
    ),
    "Exit code": ("fail_on", "fail_unless_green", "exit_zero", "exit_non_zero_on_fix"),
    "Limits": ("timeout", "memory", "checkout_size"),
    "Speed": ("jobs", "remembers", "cache_dir"),
    "Help": (),
}
_HEADINGS = {name: heading for heading, names in SECTIONS.items() for name in names}


def write_options(
    command: click.Command, context: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the flags of `command`, in the order in which it has them, under their headings."""
    records: dict[str, list[tuple[str, str]]] = {heading: [] for heading in SECTIONS}
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            records[_heading(option)].append(record)
    filled = {heading: rows for heading, rows in records.items() if rows}
    if list(filled) in (["Help"], [OWN, "Help"]):  # too few for headings
        filled = {OWN: [row for rows in filled.values() for row in rows]}
    for heading, rows in filled.items():
        with formatter.section(heading):
            formatter.write_dl(rows)


def _heading(option: click.Parameter) -> str:
    return "Help" if "--help" in option.opts else _HEADINGS.get(option.name or "", OWN)
