"""Files → the few that can matter, by a search of their bytes.

Exact, and far cheaper than any parser: no file that can have a finding is passed over. Nothing is
decoded here, and a file that is no candidate is never looked at again.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH114, PTH119

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from glm_migrate.project.contents import searchable
from glm_migrate.project.own_output import is_own_output
from glm_migrate.project.settings_names import format_of_name
from glm_migrate.text import guarded

if TYPE_CHECKING:
    from glm_migrate.config.schema import Config
    from glm_migrate.project.boundary import Boundary

# One literal each, because only those are searched at memory speed; all are lower case.
_NEEDLES = tuple(
    re.compile(needle).search for needle in (rb"glm", rb"z(?:hipu|[.-]?ai)", rb"bigmodel")
)
# What a hit must look like: an id (`glm-4.5`, `chatglm_turbo`, `glm4`, an id cut in two strings), a
# suppression, one of the vendor's packages, classes, organisations or hosts. `sm.GLM(` and `glm::`
# are other people's names.
_MENTION = re.compile(
    rb"chatglm|glm-|glm[0-9]|glm[\"'][\s\\+()]*[a-z]{0,2}[\"'][-0-9]"
    rb"|zhipu|(?<![a-z0-9])z[.-]?ai(?![a-z0-9])|zai(?:client|model|provider|chat)"
    rb"|bigmodel\.cn|open\.bigmodel"
).search

# The marks of UTF-16, whose letters are two bytes each.
_WIDE = (b"\xff\xfe", b"\xfe\xff")

# What a call of any vendor's chat model looks like: such a file may get its id from another one.
_COMPLETING = (b"completions", b"ChatCompletion")
_ASKING = (b"ChatOpenAI", b"litellm")

# An id behind whatever route, or what can be put together to one: `"glm"`, `"glm-"`. `"glm4_moe"`,
# `"GlmForCausalLM"` and `"glm47_tool_parser"` are none.
_CARRIED = re.compile(
    rb"[\"'][\w:/.@-]*glm(?:(?:[0-9]-[0-9]|[-_][0-9a-z])[\w:/.@-]*|[-_]?)[\"']"
    rb"|[\"'][^\"'\s]*(?:z\.ai|bigmodel)[^\"'\s]*[\"']"
    rb"|(?:import|from)[ \t]+(?:zai|zhipuai)\b|zhipuai\(|zaiclient\(|zhipuaiclient\("
).search

# An id or an address in settings, where quotes are often left out.
_IN_SETTINGS = (b"glm", b"bigmodel.cn", b"z.ai")
_SET = re.compile(rb"glm[-_]?[0-9z]|chatglm|bigmodel\.cn|\bz\.ai\b|glm-migrate:").search

# A request whose body other code builds: `json=self.body(messages)`.
_POSTED = re.compile(rb"\b(?:json|data|content)\s*=\s*(?!\{)[\w(]").search

Hits = dict[int, bool]  # number of a file → whether it carries a value
Search = Callable[[Iterable[int]], Hits]  # of the files with these numbers
Share = Callable[[Search, int], Hits]  # runs a search of so many files


def mentions_glm(data: bytes, extra: Sequence[bytes] = ()) -> bool:
    """Whether a file with these bytes can have a finding.

    Args:
        data: In any encoding that holds ASCII letters as ASCII, or UTF-16 with its mark.
        extra: Further literals in lower case that make a file worth a look.
    """
    lowered = data.lower()
    if any(needle(lowered) for needle in _NEEDLES) and _MENTION(lowered):
        return True
    if any(literal in lowered for literal in extra):
        return True
    # Python can't run a file in UTF-16, and whoever reads it next says so.
    return data[:2] in _WIDE and mentions_glm(data[2:].replace(b"\0", b""), extra)


def asks_a_model(data: bytes) -> bool:
    """Whether a file with these bytes may call a chat model, of whatever vendor."""
    is_completing = b"ompletion" in data and any(word in data for word in _COMPLETING)
    return is_completing or any(word in data for word in _ASKING)


def may_ask(data: bytes) -> bool:
    """Whether a part of a file may ask a chat model, be it with a request made by hand."""
    by_hand = (b"messages" in data and b"model" in data) or _POSTED(data) is not None
    return by_hand or asks_a_model(data) or _making()(data) is not None


@cache
def _making() -> Callable[[bytes], re.Match[bytes] | None]:
    """A search for what makes an object that asks a model, by the names that the data know."""
    from glm_migrate import knowledge

    names = sorted({name.rpartition(".")[2] for name in knowledge.constructors()})
    return re.compile(rb"\b(?:%s)\s*\(" % b"|".join(name.encode() for name in names)).search


def carries_a_value(data: bytes, extra: Sequence[bytes] = ()) -> bool:
    """Whether a file that mentions GLM holds something that can reach a call in another file.

    That is an id or an address as a string of its own, or a client; prose about GLM is neither.
    """
    lowered = data.lower()
    return _CARRIED(lowered) is not None or any(literal in lowered for literal in extra)


def carries_a_setting(data: bytes, extra: Sequence[bytes] = ()) -> bool:
    """Whether a settings file holds an id, an address or a word about this tool.

    What this tool wrote of findings is no settings file, whatever it is called.
    """
    if is_own_output(data):
        return False
    lowered = data.lower()
    if any(needle in lowered for needle in _IN_SETTINGS) and _SET(lowered):
        return True
    return any(literal in lowered for literal in extra)


def literals(config: Config) -> tuple[bytes, ...]:
    """What else can make a file worth a look: the user's own names for models and clients."""
    factories = (name.rpartition(".")[2] for name in config.known_clients)
    words = {*config.model_aliases, *config.models, *factories}
    return tuple(sorted(word.lower().encode() for word in words if word))


def alone(search: Search, count: int) -> Hits:
    """A search of `count` files in this process."""
    return search(range(count))


def candidates(
    files: Sequence[str],
    extra: Sequence[bytes] = (),
    share: Share = alone,
    within: Boundary | None = None,
) -> dict[str, bool]:
    """Those of `files` that mention GLM or can't be read, each real file once, in their order.

    With each goes whether it carries a value that can matter to another file. A file that is gone
    is left out: git lists deleted files, and a link may lead nowhere.

    Args:
        share: Runs the search, in whatever processes.
    """
    found = mentioning(files, extra, share, within)
    return {path: found[path] for path in each_once(tuple(found))}


def mentioning(
    files: Sequence[str],
    extra: Sequence[bytes] = (),
    share: Share = alone,
    within: Boundary | None = None,
) -> dict[str, bool]:
    """The same for every file by itself, so that one file can have several names in the result."""
    hits = share(lambda indexes: _search(files, indexes, extra, within), len(files))
    return {files[index]: hits[index] for index in sorted(hits)}


def _search(
    files: Sequence[str], share: Iterable[int], extra: Sequence[bytes], within: Boundary | None
) -> dict[int, bool]:
    """The candidates of a share, each with whether it carries a value."""
    hits: dict[int, bool] = {}
    read = within.read if within else guarded.read
    for index in share:
        is_settings = bool(format_of_name(os.path.basename(files[index])))
        limit = guarded.LARGEST_SETTINGS if is_settings else guarded.LARGEST
        try:
            data = read(files[index], limit=limit)
        except (FileNotFoundError, IsADirectoryError):
            continue
        except OSError as error:  # to be reported by whoever reads it next
            if not is_settings or error.errno != errno.EFBIG:  # so much is data
                hits[index] = False
            continue
        if is_settings:
            if carries_a_setting(data, extra):
                hits[index] = True
            continue
        text = searchable(files[index], data)
        if mentions_glm(text, extra):
            hits[index] = carries_a_value(text, extra)
    return hits


def each_once(paths: Sequence[str]) -> list[str]:
    """`paths` without second names of one file: a link gives way to what it leads to."""
    best: dict[str, str] = {}
    for path in paths:
        real = os.path.realpath(path)
        if real not in best or not os.path.islink(path):
            best[real] = path
    chosen = set(best.values())
    return [path for path in paths if path in chosen]
