"""Which files are read together: those that import one another, as far as a call can matter.

An id that stands in one module can reach a call in another that never says "GLM", so files near a
candidate that ask any chat model are looked at too. A unit is what one process handles at a time.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH116

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from glm_migrate.config.nearest import NearestSettings
from glm_migrate.config.schema import Config
from glm_migrate.project import discovery, prefilter
from glm_migrate.project.boundary import ANYWHERE, Boundary, is_project, project_of
from glm_migrate.project.contents import code_of, plain_code
from glm_migrate.project.file_kinds import (
    NameKind,
    declares_dependencies,
    is_settings_file,
    may_be_read,
)
from glm_migrate.project.handed_settings import handed_out
from glm_migrate.project.prefilter import Share, alone
from glm_migrate.project.searches import Searches
from glm_migrate.project.settings_names import code_among
from glm_migrate.project.settings_units import Words, readers, with_settings, words_of_readers

if TYPE_CHECKING:
    from glm_migrate.project.cache.results import CachedResults

# About 1 kB of tree per byte of source. Larger groups are handled in pieces: there, values are
# followed from a call to the files that it imports from, but not from a function to callers that
# lie in another piece.
MAX_UNIT = 1 << 20
_NAMED = 200  # a hook names fewer files; a run over more is taken for the whole project


@dataclass(frozen=True)
class Unit:
    """Files that are handled together, under one set of settings.

    Attributes:
        files: Those that the run is about.
        context: Others of the project that are read for the values that they hold or use.
        config: Their settings; None where those of the run are theirs.
        elsewhere: Those of `context` that are in other units of the run, as they have settings of
            their own.
    """

    files: tuple[str, ...]
    context: tuple[str, ...] = ()
    config: Config | None = None
    elsewhere: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        return (*self.files, *self.context)


def units(
    files: Sequence[str],
    config: Config,
    share: Share = alone,
    also: Iterable[str] = (),
    words: Iterable[bytes] = (),
    within: Boundary = ANYWHERE,
    results: CachedResults | None = None,
) -> list[Unit]:
    """The units of a run over `files`; files that can't have a finding are in none.

    Where single files are named, as a hook does, the project around them is searched as well, so
    that what is found is the same as in a run over the whole project.

    Args:
        share: Runs a search of many files.
        also: Files of the run that have something to tell whatever is in them.
        words: Further literals in lower case that make a file worth a look.
        within: How far links may lead.
        results: Those of earlier runs.
    """
    extra = tuple(sorted({*prefilter.literals(config), *words}))
    searches = Searches(extra, share, within, results)
    candidates = searches.candidates(files) | dict.fromkeys(also, True)
    is_hook = len(files) <= _NAMED
    asking = searches.asking(files) if is_hook else []
    if not candidates and not asking:
        return []
    near = {project_of(path) for path in (*_carrying(candidates), *asking)}
    around: list[str] = []
    if is_hook:
        named = {Path(path).absolute() for path in files}
        around = [path for path in _around(near, config) if Path(path).absolute() not in named]
        candidates |= searches.candidates(around)
        asking += searches.asking(around)
    else:
        asking = searches.asking(_under(files, near))
    work = partial(_together, files, around, candidates, asking, searches)
    if results is None:
        return work()
    return _remembered(results, (files, around, candidates, asking), searches, work)


def _remembered(
    results: CachedResults,
    found: tuple[Sequence[str], Sequence[str], Mapping[str, bool], Sequence[str]],
    searches: Searches,
    work: Callable[[], list[Unit]],
) -> list[Unit]:
    """The units as in the last run, if no file has changed since and projects begin where they did.

    Args:
        found: What the searches came upon.
    """
    files, around, candidates, asking = found
    near = {project_of(path) for path in candidates if may_be_read(Path(path))}
    holders = {*candidates, *asking, *(_under([*files, *around], near) if near else ())}
    projects = [f"{path}={project_of(path)}" for path in sorted(holders)]
    parts = [",".join(searches.words), *files, "", *around, "", *_named(candidates), "", *asking]
    name = results.name("units", *parts, "", *projects)
    state = results.state((*files, *around))
    known = results.known(name, state) if state else None
    if _are_units(known):
        return [Unit(tuple(own), tuple(context)) for own, context in known]
    units = work()
    if state:
        results.keep(name, state, [[unit.files, unit.context] for unit in units])
    return units


def _named(candidates: Mapping[str, bool]) -> Iterator[str]:
    return (f"{carries:d}{path}" for path, carries in candidates.items())


def _are_units(value: object) -> TypeGuard[list[tuple[list[str], list[str]]]]:
    """Whether it is a list of units as they are kept: the names of their files, and of others."""
    return isinstance(value, list) and all(
        isinstance(unit, list)
        and len(unit) == 2
        and all(
            isinstance(part, list) and all(isinstance(path, str) for path in part) for part in unit
        )
        for unit in value
    )


def _together(
    files: Sequence[str],
    around: Sequence[str],
    candidates: dict[str, bool],
    asking: Sequence[str],
    searches: Searches,
) -> list[Unit]:
    """The units that what a search came upon makes up."""
    within, every = searches.within, [*files, *around]
    said = _words(candidates, within)
    candidates |= dict.fromkeys(_reading(every, said, within), True)
    traces = tuple({*searches.extra, *(word for own in said.values() for word in own.every)})
    reached = _reached(
        code_among(every), code_among(_carrying(candidates)), sorted(traces), searches
    )
    return _grouped(set(files), {*candidates, *reached}, asking, said, within)


def oversized(files: Iterable[str], named: Iterable[str]) -> Iterator[str]:
    """Those of `files` that are settings, named, and too large; found by a search they are data."""
    named = {os.path.normpath(path) for path in named}
    for path in named.intersection(files):
        if is_settings_file(Path(path)) and _size(path) > NameKind.SETTINGS.facts.limit:
            yield path


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:  # the name of what is on standard input, or to be reported later
        return 0


def _words(paths: Iterable[str], within: Boundary) -> dict[str, Words]:
    """What the readers of each settings file among `paths` say."""
    settings = (path for path in paths if may_be_read(Path(path)))
    texts = ((path, _bytes(path, within)) for path in settings)
    return {path: words_of_readers(path, data) for path, data in texts if data is not None}


def _reading(paths: Sequence[str], words: Mapping[str, Words], within: Boundary) -> Iterator[str]:
    """The files with code that may read one of the settings files."""
    near = {project_of(path) for path in words}
    for path in code_among(_under(paths, near)) if words else ():
        data = _bytes(path, within)
        if data is not None and any(readers(words, path, data)):
            yield path


def _carrying(candidates: Mapping[str, bool]) -> list[str]:
    return [path for path, carries in candidates.items() if carries]


def _reached(
    files: Sequence[str], holders: Sequence[str], extra: Sequence[bytes], searches: Searches
) -> set[str]:
    """Those of `files` that a trace in `holders` can reach, project by project."""
    by_project: dict[Path, list[str]] = {}
    for path in holders:
        by_project.setdefault(project_of(path), []).append(path)
    found: set[str] = set()
    for project, own in by_project.items():
        near = list(_under(files, {project}))
        if len(near) > 1:  # else there is no other file that a trace could reach
            found |= _reached_in(str(project), near, own, extra, searches)
    return found


def _reached_in(
    project: str,
    files: Sequence[str],
    holders: Sequence[str],
    extra: Sequence[bytes],
    searches: Searches,
) -> set[str]:
    """The same for one project; as in an earlier run, if all contents are the same."""
    results = searches.results
    work = partial(_traced, files, holders, extra, searches.within)
    if results is None:
        return work()
    words = (word.hex() for word in extra)
    name = results.name("reached", project, *words, "", *holders, "", *files)
    state = results.contents(files, (project,))
    known = results.known(name, state)
    if isinstance(known, list) and all(isinstance(path, str) for path in known):
        return set(known)
    found = work()
    results.keep(name, state, sorted(found))
    return found


def _traced(
    files: Sequence[str], holders: Sequence[str], extra: Sequence[bytes], within: Boundary
) -> set[str]:
    from glm_migrate.project.trace_graph import TraceGraph

    shown = {os.path.abspath(path): path for path in files}  # noqa: PTH100
    graph = TraceGraph(shown, partial(_plain_code, within=within), extra)
    return {shown[path] for path in graph.reached(map(os.path.abspath, holders))}


def by_settings(work: Iterable[Unit], settings: NearestSettings) -> Iterator[Unit]:
    """`work` with each unit's files under their own settings, the rest of the unit as context."""
    for unit in work:
        configs = {path: settings.of(path) for path in unit.files}
        distinct = {id(config): config for config in configs.values()}
        for config in distinct.values():
            own = tuple(path for path in unit.files if configs[path] is config)
            others = tuple(path for path in unit.files if configs[path] is not config)
            own_config = None if config is settings.run.config else config
            yield Unit(own, (*unit.context, *others), own_config, others)


def _grouped(
    wanted: set[str],
    candidates: set[str],
    asking: Iterable[str],
    words: Mapping[str, Words],
    within: Boundary,
) -> list[Unit]:
    texts: dict[Path, bytes] = {}
    alone: set[str] = set()
    for path in sorted({*candidates, *asking}):
        data = _bytes(path, within)
        code = None if data is None else code_of(path, data)
        if code is None or len(code) > MAX_UNIT // 2:
            alone.add(path)
        else:
            texts[Path(path)] = code
    result: list[Unit] = []
    settings = {Path(path): texts.pop(Path(path)) for path in words if Path(path) in texts}
    together = list(_joined(texts, frozenset(map(Path, candidates))))
    known = {str(path): words[str(path)] for path in settings}
    read = list(_read(known, together, texts)) if known else []
    texts |= settings
    for group in with_settings(together, read, settings):
        for part in _parts(group, texts):
            inner = tuple(path for path in part if path in wanted)
            if all(map(declares_dependencies, inner)):  # no code was seen that reads them
                continue
            if candidates.intersection(part):
                result.append(Unit(inner, tuple(path for path in part if path not in wanted)))
    others = (path for path in alone & wanted & candidates if not declares_dependencies(path))
    result += (Unit((path,)) for path in others)
    return sorted(result, key=lambda unit: unit.files)


def _read(
    words: Mapping[str, Words], groups: Iterable[Sequence[Path]], texts: Mapping[Path, bytes]
) -> Iterator[tuple[Path, Path]]:
    """Settings files, each with a file with code that may read it."""
    for group in groups:
        beside = [texts[path].lower() for path in group] if len(group) > 1 else []
        for path in group:
            for one in readers(words, str(path), texts[path], beside):
                yield Path(one), path


def _joined(texts: Mapping[Path, bytes], candidates: frozenset[Path]) -> Iterator[tuple[Path, ...]]:
    """The files that belong together; one that may take down its process is handled alone."""
    from glm_migrate.project.module_index import Imports
    from glm_migrate.project.parser_limits import is_suspicious

    imports = Imports(texts, candidates)
    together = imports.groups()
    near = (path for group in together if len(group) > 1 for path in group)
    alone = {path for path in near if is_suspicious(texts[path])}
    yield from handed_out(texts, imports.groups(without=alone) if alone else together)
    yield from ((path,) for path in alone)


def _parts(group: Sequence[Path], texts: Mapping[Path, bytes]) -> Iterator[list[str]]:
    """A group in pieces that fit into memory, neighbours by path together."""
    part: list[str] = []
    size = 0
    for path in sorted(group):
        if part and size + len(texts[path]) > MAX_UNIT:
            yield part
            part, size = [], 0
        part.append(str(path))
        size += len(texts[path])
    yield part


def _around(near: Iterable[Path], config: Config) -> list[str]:
    """The files of the projects that the named ones belong to, where it is plain what those are."""
    folders = [str(folder) for folder in near if is_project(folder)]
    return discovery.files(folders, config) if folders else []


def _under(paths: Iterable[str], folders: set[Path]) -> Iterator[str]:
    """Those of `paths` that lie below one of `folders`; by text, for there can be many."""
    heads = tuple(f"{str(folder).rstrip(os.sep)}{os.sep}" for folder in folders)
    here = os.getcwd() + os.sep  # noqa: PTH109
    absolute = ((path, path if os.path.isabs(path) else here + path) for path in paths)  # noqa: PTH117
    return (path for path, full in absolute if full.startswith(heads))


def _plain_code(path: str, within: Boundary) -> bytes | None:
    data = _bytes(path, within)
    return None if data is None else plain_code(path, data)


def _bytes(path: str, within: Boundary) -> bytes | None:
    try:
        return within.read(path)
    except OSError:  # to be reported by whoever reads it next
        return None
