"""The dependency allows a version of the SDK that the code does not run with.

## Why
A keyword that came with a later release is a TypeError in an older one: `tool_stream=` needs
zai-sdk 0.0.4. Where an older version is installed already, or a resolver prefers the lowest, the
program fails at its first such call.

## Fix
The lower bound is raised in place; markers, extras, comments and every other byte stay. Safe for a
bound and where none is written. Unsafe for an exact pin, because a lock file or hashes may hold it
too; requirements with hashes are only reported.

## Limits
Only where the code of the same run passes such a keyword, and only files in the directory of that
code or above it: `requirements*.txt`, `pyproject.toml` (PEP 621, dependency groups, Poetry, uv,
PDM, Hatch), `setup.cfg`, `Pipfile`. Lock files are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.dependencies import Bound, Dependency, Need
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.versions import allows, highest, is_older, narrows, version
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span

_CODE = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    'client.chat.completions.create(model="glm-4.6", messages=[], stream=True, tool_stream=True)\n'
)
_FLOORS = (">=", ">", "~=", "==", "===", "^", "~", "")


def _pyproject(requirement: str) -> str:
    head = '[project]\nname = "app"\n'
    return f'{head}dependencies = [\n    "httpx",  # http\n    "{requirement}",\n]\n'


rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/tools/stream-tool",
    bad=(
        Example(
            "a floor in a requirements file",
            "zai-sdk[a] >= 0.0.3, <1 ; python_version > '3.8'  # chat\n",
            "zai-sdk[a] >= 0.0.4, <1 ; python_version > '3.8'  # chat\n",
            path="requirements.txt",
            beside=_CODE,
        ),
        Example(
            "no floor in pyproject.toml",
            _pyproject("zai-sdk"),
            _pyproject("zai-sdk>=0.0.4"),
            path="pyproject.toml",
            beside=_CODE,
        ),
        Example(
            "Poetry",
            '[tool.poetry.dependencies]\nzai_sdk = { version = "^0.0.3", extras = ["a"] }\n',
            '[tool.poetry.dependencies]\nzai_sdk = { version = "^0.0.4", extras = ["a"] }\n',
            path="pyproject.toml",
            beside=_CODE,
        ),
        Example(
            "setup.cfg",
            "[options]\ninstall_requires =\n    httpx\n    zai-sdk~=0.0.2\n",
            "[options]\ninstall_requires =\n    httpx\n    zai-sdk~=0.0.4\n",
            path="setup.cfg",
            beside=_CODE,
        ),
        Example(
            "Pipfile",
            '[packages]\nzai-sdk = "*"\n',
            '[packages]\nzai-sdk = ">=0.0.4"\n',
            path="Pipfile",
            beside=_CODE,
        ),
        Example(
            "a pin needs the user's word",
            "zai-sdk==0.0.3\n",
            "zai-sdk==0.0.4\n",
            applied=Applicability.UNSAFE,
            path="requirements.txt",
            beside=_CODE,
        ),
        Example(
            "hashes",
            "zai-sdk==0.0.3 \\\n    --hash=sha256:00\n",
            path="requirements.txt",
            beside=_CODE,
        ),
        Example(
            "every version of a series",
            "zai-sdk==0.0.*\n",
            "zai-sdk>=0.0.4,==0.0.*\n",
            path="requirements.txt",
            beside=_CODE,
        ),
        Example(
            "a text is pinned",
            "zai-sdk===0.0.3\n",
            path="requirements.txt",
            beside=_CODE,
        ),
        Example(
            "an upper bound in the way",
            "zai-sdk>=0.0.1,<0.0.4\n",
            path="requirements.txt",
            beside=_CODE,
        ),
    ),
    good=(
        Example("high enough", "zai-sdk>=0.1\n", path="requirements.txt", beside=_CODE),
        Example("a newer series", "zai-sdk==0.1.*\n", path="requirements.txt", beside=_CODE),
        Example(
            "the code needs nothing newer",
            "zai-sdk>=0.0.1\n",
            path="requirements.txt",
            beside=_CODE.replace("tool_stream=True", 'extra_body={"tool_stream": True}'),
        ),
        Example("another package", "openai>=0.0.3\n", path="requirements.txt", beside=_CODE),
        Example("no code in this run", "zai-sdk>=0.0.3\n", path="requirements.txt"),
    ),
)


@rule.on(Dependency)
def check(site: Dependency, migration: Migration) -> Iterator[Finding]:
    wanted = highest([need.version for need in site.needs])
    need = next(one for one in site.needs if one.version == wanted)
    if not _allows_older(site, wanted):
        return
    fix, advice = _fix(site, need)
    yield rule.finding(
        site.source.path,
        site.span,
        f"{need.reason}= needs {need.package} {wanted}, but an older version is allowed",
        key=(need.package, wanted, need.reason),
        fix=fix,
        advice=advice,
        trace=(Hop(need.path, need.line, need.reason),),
    )


def _floor(site: Dependency) -> Bound | None:
    """The bound that keeps older versions out; None where nothing does."""
    floors = {_lowest(bound): bound for bound in site.bounds if bound.operator in _FLOORS}
    return floors[highest(list(floors))] if floors else None


def _is_series(bound: Bound) -> bool:
    """Whether it is a pin to each version of a series, `==0.0.*`."""
    return bound.operator in ("==", "") and bound.version.endswith(".*")


def _lowest(bound: Bound) -> str:
    return bound.version.removesuffix(".*") if _is_series(bound) else bound.version


def _allows_older(site: Dependency, wanted: str) -> bool:
    known = [bound for bound in site.bounds if bound.operator != "!="]
    if any(version(_lowest(bound)) is None for bound in known):
        return False
    floor = _floor(site)
    return floor is None or is_older(_lowest(floor), wanted)


def _fix(site: Dependency, need: Need) -> tuple[Fix | None, str]:
    floor = _floor(site)
    others = [
        (bound.operator or "==", bound.version)
        for bound in site.bounds
        if bound is not floor or _is_series(bound)
    ]
    if site.locked:
        return None, "it is written with escapes; raise it by hand"
    if site.hashed:
        return None, "its hashes must change with it; recompile the file"
    if not allows(others, need.version):
        return None, "another bound keeps the needed version out; raise both"
    if floor is not None and floor.operator == "===":
        return None, "`===` compares versions as text; change the pin by hand"
    edit = _edit(site, floor, need.version)
    if edit is None:
        return None, "write a lower bound by hand"
    title = f"Require {need.package} {need.version} or newer"
    if floor is not None and floor.operator in ("==", "") and not _is_series(floor):
        return Fix(
            title, (edit,), Applicability.UNSAFE
        ), "this is an exact pin; update the lock file as well"
    return Fix(title, (edit,), Applicability.SAFE), ""


def _edit(site: Dependency, floor: Bound | None, wanted: str) -> Edit | None:
    text = f">={wanted}"
    if floor is None or _is_series(floor) or narrows(floor.operator, floor.version, wanted):
        if site.any_version is not None:
            return Edit(site.any_version, text)
        if site.bounds:
            first = site.bounds[0].span.start
            return Edit(Span(first, first), f"{text},")
        return None if site.insert is None else Edit(Span(site.insert, site.insert), text)
    if floor.operator == ">":
        blank = site.source.slice(Span(floor.span.start + 1, floor.version_span.start))
        return Edit(floor.span, f">={blank}{wanted}")
    return Edit(floor.version_span, wanted)
