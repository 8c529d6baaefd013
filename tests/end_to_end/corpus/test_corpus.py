"""Real packages that nobody here wrote: what is found there, and what `fix` makes of it.

Every finding was read by a person; `reviewed.jsonl` holds the verdicts. The download is never
skipped in CI: without it these tests fail there.
"""

from __future__ import annotations

import ast
import difflib
import os
import shutil
import subprocess
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.corpus import golden, places, real_packages, wheels
from tests.end_to_end.corpus.real_packages import Corpus

# One worker checks and fixes the corpus, not each.
pytestmark = pytest.mark.xdist_group("corpus")

WRITTEN = ("safe", "unsafe")  # with `--unsafe-fixes`
REPORTS_AN_ID = ("GLM101", "GLM103")
UNTOUCHED = "a line that no fix named was changed"


@dataclass(frozen=True)
class FixedTree:
    """The packages with something to fix, before and after `fix --unsafe-fixes`.

    Attributes:
        packages: Those where `check` offers a fix.
        files: What is read together with a file where it does; of all others, `fix` would do the
            same work as `check` and then write nothing.
        changed: The rewritten files, relative to the root of either tree.
    """

    before: Corpus
    after: Corpus
    packages: tuple[str, ...]
    files: tuple[str, ...]
    changed: tuple[Path, ...]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    try:
        return real_packages.fetch()
    except wheels.WheelsUnavailable as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the corpus can't be downloaded: {error}")


@pytest.fixture(scope="module")
def records(corpus: Corpus) -> list[dict[str, Any]]:
    return corpus.check()


@pytest.fixture(scope="module")
def found(corpus: Corpus, records: list[dict[str, Any]]) -> list[golden.Line]:
    return golden.lines(records, corpus.root)


@pytest.fixture(scope="module")
def fixed(
    corpus: Corpus, found: list[golden.Line], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FixedTree]:
    fixable = {line.path for line in found if line.fix in WRITTEN}
    packages = tuple(sorted({path.partition("/")[0] for path in fixable}))
    together = tuple(corpus.together_with(fixable))
    after = corpus.copy(packages, tmp_path_factory.mktemp("fixed") / "packages")
    options = ("--unsafe-fixes", "--allow-no-vcs")
    run = real_packages.glm_migrate("fix", *options, *together, cwd=after.root)
    assert "GLM904" not in run.stdout, "the tool refused a rewrite of its own"
    files = sorted(path.relative_to(after.root) for path in after.root.rglob("*.py*"))
    changed = (f for f in files if (corpus.root / f).read_bytes() != (after.root / f).read_bytes())
    yield FixedTree(corpus, after, packages, together, tuple(changed))
    shutil.rmtree(after.root)


def test_the_corpus_has_at_least_fifteen_packages(corpus: Corpus) -> None:
    assert len(corpus.packages) >= 15


def test_the_findings_are_the_reviewed_ones(found: list[golden.Line]) -> None:
    expected = [line.finding for line in golden.read()]
    new = [str(line) for line in found if line not in expected]
    gone = [str(line) for line in expected if line not in found]

    assert (new, gone) == ([], []), (
        "run python -m tests.end_to_end.corpus.review and read what it prints"
    )


def test_every_line_was_read_by_a_person() -> None:
    unread = [str(line) for line in golden.read() if line.verdict not in golden.VERDICTS]
    unexplained = [
        str(line) for line in golden.read() if line.verdict != "true" and not line.why.strip()
    ]

    assert (unread, unexplained) == ([], [])


def test_no_fix_is_wrong() -> None:
    assert [str(line) for line in golden.read() if line.fix and line.verdict == "false"] == []


def test_at_most_one_finding_in_a_hundred_is_a_false_alarm() -> None:
    reviewed = golden.read()
    false = [str(line) for line in reviewed if line.verdict == "false"]

    assert len(false) * 100 <= len(reviewed), false


def test_every_old_id_of_the_corpus_has_a_role(corpus: Corpus) -> None:
    listed = {(place.path, place.row, place.col, place.id) for place in places.read()}

    assert set(places.scan(corpus.root)) == listed


def test_every_old_id_that_reaches_a_call_is_reported(found: list[golden.Line]) -> None:
    reported = {(line.path, line.row, line.col) for line in found if line.code in REPORTS_AN_ID}
    missed = [
        str(place)
        for place in places.read()
        if place.role in places.MOVING
        and not place.limit
        and (place.path, place.row, place.col) not in reported
    ]

    assert missed == []


def test_an_old_id_in_another_role_is_not_called_outdated(found: list[golden.Line]) -> None:
    outdated = {(line.path, line.row, line.col) for line in found if line.code == "GLM101"}
    wrong = [
        str(place)
        for place in places.read()
        if place.role not in places.MOVING
        and not place.limit
        and (place.path, place.row, place.col) in outdated
    ]

    assert wrong == []


def test_every_package_with_a_fix_is_fixed(fixed: FixedTree) -> None:
    assert fixed.packages
    assert {file.parts[0] for file in fixed.changed} == set(fixed.packages)


def test_a_fixed_file_still_compiles(fixed: FixedTree) -> None:
    broken = [
        str(file)
        for file in fixed.changed
        if _compiles(fixed.before.root / file) and not _compiles(fixed.after.root / file)
    ]

    assert broken == []


def test_bytes_outside_the_fixes_are_the_same(
    fixed: FixedTree, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    named = _lines_named_by_fixes(records)
    odd = [
        (file, rows)
        for file in fixed.changed
        for rows in _changed_lines(fixed.before.root / file, fixed.after.root / file)
        if not rows & named[str(fixed.before.root / file)]
    ]
    later = _named_once_imports_are_moved(fixed, {file for file, _ in odd}, tmp_path)

    assert [f"{f}:{max(rows)}: {UNTOUCHED}" for f, rows in odd if not rows & later[f]] == []


def test_a_second_fix_changes_nothing(fixed: FixedTree) -> None:
    run = _diff(fixed.after, fixed.files)

    assert run.stdout == ""


def test_the_diff_of_all_fixes_names_the_files_that_fix_changes(fixed: FixedTree) -> None:
    run = _diff(fixed.before, fixed.files)
    named = [line[4:].split("\t")[0] for line in run.stdout.splitlines() if line[:4] == "+++ "]

    assert run.returncode == 1
    assert sorted(Path(name.removeprefix("b/")) for name in named) == list(fixed.changed)


def test_a_wheel_that_climbs_out_of_its_directory_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "evil-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("../outside.py", "")

    with pytest.raises(wheels.UnsafeArchive, match="outside"):
        wheels.unpack(wheel, tmp_path / "inside")
    assert not (tmp_path / "outside.py").exists()


def test_verdicts_survive_new_wording_but_not_a_new_fix(tmp_path: Path) -> None:
    old = golden.Line("a.py", 1, 2, "GLM101", "old words", "", "true", "read")
    golden.write([old], tmp_path / "golden.jsonl")
    reviewed = golden.read(tmp_path / "golden.jsonl")
    reworded = replace(old, message="new words").finding
    fixable = replace(old, fix="safe").finding

    assert golden.merge([reworded], reviewed) == [replace(old, message="new words")]
    assert golden.merge([fixable], reviewed) == [fixable]


def _diff(corpus: Corpus, paths: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return real_packages.glm_migrate("fix", "--unsafe-fixes", "--diff", *paths, cwd=corpus.root)


def _compiles(file: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the packages' own code
        try:
            ast.parse(file.read_bytes())
        except (SyntaxError, ValueError):
            return False
    return True


def _changed_lines(before: Path, after: Path) -> Iterator[set[int]]:
    """Rows (from 1) of `before` that `after` lacks; for an insertion the rows on both sides."""
    old, new = (file.read_bytes().split(b"\n") for file in (before, after))
    for kind, start, end, _, _ in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "insert":
            yield {start, start + 1}
        elif kind != "equal":
            yield from ({row} for row in range(start + 1, end + 1))


def _named_once_imports_are_moved(
    fixed: FixedTree, files: set[Path], folder: Path
) -> dict[Path, set[int]]:
    """The lines that further fixes name in `files` where the newer SDK is imported, by GLM604."""
    if not files:
        return {}
    moved = fixed.before.copy({file.parts[0] for file in files}, folder / "moved")
    together = tuple(moved.together_with({file.as_posix() for file in files}))
    options = ("--select", "GLM604", "--unsafe-fixes", "--allow-no-vcs")
    real_packages.glm_migrate("fix", *options, *together, cwd=moved.root)
    for file in files:  # else the rows of the two trees are not the same
        before, after = ((root / file).read_bytes() for root in (fixed.before.root, moved.root))
        assert before.count(b"\n") == after.count(b"\n")
    named = _lines_named_by_fixes(moved.check(*together))
    return {file: named[str(moved.root / file)] for file in files}


def _lines_named_by_fixes(records: list[dict[str, Any]]) -> dict[str, set[int]]:
    named: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for edit in (record["fix"] or {}).get("edits", ()):
            file = edit.get("filename", record["filename"])
            named[file].update(range(edit["location"]["row"], edit["end_location"]["row"] + 1))
    return named
