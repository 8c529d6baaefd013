"""`[tool.glm-migrate]` and its twin on the command line → `Config`.

One validator serves both: the fields of `Config` are the schema, so a setting is added in one
place. A layer is a dict of checked field values; layers are stacked by `stack`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from glm_migrate.config.excluded import EXCLUDED
from glm_migrate.errors import ConfigError
from glm_migrate.knowledge.lookalikes import as_latin
from glm_migrate.text.file_suffixes import CODE, SETTINGS_GLOBS
from glm_migrate.text.quoting import ID

# How findings are written; each is a renderer of `report.formats`.
OUTPUT_FORMATS = (
    *("short", "full", "concise", "grouped", "json", "json-lines", "github", "sarif", "gitlab"),
    *("junit", "rdjson", "pylint", "azure"),
)


class Place(NamedTuple):
    """A line of a file: its absolute path, the cell of a notebook (else 0), and the row.

    With a `code` only what that rule says about it.
    """

    path: str
    cell: int
    row: int
    code: str = ""


@dataclass(frozen=True)
class Config:
    """Everything a run can be told; field `per_file_ignores` is the key `per-file-ignores`.

    Attributes:
        exclude: Globs that replace the built-in list; `extend_exclude` adds to either.
        settings_files: Which ids in settings files are told: those that code is seen to ask or that
            stand beside the vendor's name (`linked`), every one (`all`), or none (`off`).
        settings_include: Globs under which a search finds settings files, as `include` for code.
        settings_exclude: Globs of settings files that are left out, beside those of `exclude`.
        sampling_keep: Which of `temperature` and `top_p` stays when both are set.
        thinking: What to do where the old model had no thinking: `keep-off`, `on` or `leave`.
        models: The user's own moves, old id → new id; they are `safe` because the user decided.
        model_aliases: Names that the user's code uses for GLM models, alias → GLM id.
        known_clients: Dotted names of factories that return a GLM client.
        confirmed: What a person says about an item of the checklist, by its key; for a report.
        evidence: File in which `verify` keeps what it proved, relative to `root`.
        baseline: File with the findings that are accepted for now, absolute; empty for none.
        accept: Rules whose unsafe fixes this run applies; not a setting but `--accept`.
        accept_at: Places where it applies them; the same.
        only_accepted: No other fix is applied, not even a safe one; `--interactive`.
        root: The directory that globs with a slash are relative to; not a setting but the place
            of the configuration file.
    """

    target: str = "glm-4.6"
    select: tuple[str, ...] = ("GLM",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    fail_on: str = "warning"
    include: tuple[str, ...] = tuple(f"*{one}" for one in CODE)
    exclude: tuple[str, ...] = tuple(sorted(EXCLUDED))
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    settings_files: str = "linked"
    settings_include: tuple[str, ...] = SETTINGS_GLOBS
    settings_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    output_format: str = "short"
    sampling_keep: str = "temperature"
    thinking: str = "leave"
    models: dict[str, str] = field(default_factory=dict)
    model_aliases: dict[str, str] = field(default_factory=dict)
    known_clients: tuple[str, ...] = ()
    confirmed: dict[str, str] = field(default_factory=dict)
    evidence: str = ".glm-migrate-evidence.json"
    baseline: str = ""
    accept: tuple[str, ...] = field(default=(), metadata={"key": None})
    accept_at: tuple[Place, ...] = field(default=(), metadata={"key": None})
    only_accepted: bool = field(default=False, metadata={"key": None})
    root: Path = field(default=Path(), metadata={"key": None})


Layer = dict[str, Any]  # field name → value of that field's type

GLOBS = frozenset(
    {"include", "exclude", "extend_exclude", "per_file_ignores"}
    | {"settings_include", "settings_exclude"}
)
_SELECTORS = frozenset(
    {"select", "ignore", "extend_select", "extend_ignore"}
    | {"extend_safe_fixes", "extend_unsafe_fixes", "unfixable", "per_file_ignores"}
)
_IDS = frozenset({"models", "model_aliases"})
_LONGEST_GLOB = 1000
_ADDING = frozenset({"ignore", "extend_select", "extend_ignore", "extend_exclude"})


@cache
def keys() -> dict[str, str]:
    """Key as users write it → field; `sampling.keep` is `keep` in the table `sampling`."""
    names = [one.name for one in fields(Config) if one.metadata.get("key", one.name)]
    return {_key(name): name for name in names}


def _key(name: str) -> str:
    return name.replace("_", ".") if name.startswith("sampling_") else name.replace("_", "-")


def validate(table: Mapping[str, object], where: str) -> Layer:
    """The settings of `table` as field values.

    Args:
        table: Keys as users write them.
        where: The file that holds them; empty for flags.

    Raises:
        ConfigError: a key or a rule is unknown, or a value has the wrong type.
    """
    layer: Layer = {}
    for key, value in _flat(table, where):
        if key not in keys():
            raise ConfigError(f"{where}: unknown key {key!r}{_nearest(key, keys())}")
        name = keys()[key]
        layer[name] = _typed(name, value, f"{where}: {key!r}" if where else f"--{key}")
    return layer


def _flat(table: Mapping[str, object], where: str) -> list[tuple[str, object]]:
    """The pairs of `table`, those of its table `sampling` under their dotted keys."""
    nested = table.get("sampling", {})
    if not isinstance(nested, Mapping):
        raise ConfigError(f"{where}: 'sampling' must be a table, not {_shown(nested)}")
    inner = [(f"sampling.{key}", value) for key, value in nested.items()]
    return [(key, value) for key, value in table.items() if key != "sampling"] + inner


def _typed(name: str, value: object, what: str) -> object:
    declared = next(str(one.type) for one in fields(Config) if one.name == name)
    fits, words = _TYPES[declared]
    if not fits(value):
        hint = f"; write [{_shown(value)}]" if _is_str(value) and "list" in words else ""
        raise ConfigError(f"{what} must be {words}, not {_shown(value)}{hint}")
    _check_choice(name, value, what)
    settled = _frozen(value)
    if name in _SELECTORS:
        _check_selectors(settled, what)
    if name == "confirmed":
        _check_items(settled, what)
    if name in _IDS:
        _check_ids(settled, what)
    if name == "models":
        _check_moves(settled, what)
    if name == "known_clients":
        _check_names(settled, what)
    if name in GLOBS:
        _check_globs(settled, what)
    return settled


def _check_ids(ids: Mapping[str, str], what: str) -> None:
    """Refuse to write what is no id, and what is plainly a typing error for a known one."""
    for new in ids.values():
        if not ID.fullmatch(new):
            raise ConfigError(f"{what}: {new[:100]!r} is no model id{_nearest_id(new)}")
        if (latin := as_latin(new)) != new:
            raise ConfigError(f"{what}: {new!r} only looks like {latin!r}, its letters are others")
        if hint := _misspelt(new):
            raise ConfigError(f"{what}: {new!r} is no known model id{hint}")


def _misspelt(id: str) -> str:
    """The known id that `id` has all letters and digits of, as a question; else nothing."""
    if id.lower() in _targets():  # nearly always so, and the list of all ids is long
        return ""
    from glm_migrate import knowledge

    if knowledge.spelling(id) is not None:
        return ""
    letters = _letters(id)
    alike = (one for one in sorted(knowledge.all_spellings(), key=len) if _letters(one) == letters)
    return next((f"; did you mean {one!r}?" for one in alike), "")


def _letters(id: str) -> str:
    return "".join(char for char in id.lower() if char.isalnum())


def _nearest_id(word: str) -> str:
    from glm_migrate import knowledge

    return _nearest(word[:100], tuple(sorted(knowledge.all_spellings())))


def _check_names(names: tuple[str, ...], what: str) -> None:
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise ConfigError(
                f"{what} must hold dotted names such as 'myapp.llm.get_client', not {name!r}"
            )


def _check_globs(globs: Iterable[str], what: str) -> None:
    for glob in globs:
        if len(glob) > _LONGEST_GLOB or "\0" in glob:
            short = f"{glob[:40]!r}…" if len(glob) > 40 else repr(glob)
            raise ConfigError(f"{what}: a glob has at most {_LONGEST_GLOB} characters, not {short}")


def _check_moves(models: Mapping[str, str], what: str) -> None:
    """Refuse moves that lead back to where they began: no run would come to an end."""
    moves = {old.lower(): new.lower() for old, new in models.items()}
    for old in models:
        way = [old.lower()]
        while (new := moves.get(way[-1])) is not None and len(way) <= len(moves):
            way.append(new)
        if new is not None:
            from glm_migrate.rules.codes import OUTDATED_MODEL_ID

            kept = f"to keep an id, ignore {OUTDATED_MODEL_ID}"
            raise ConfigError(f"{what} maps {old!r} back to itself; {kept}")


def _check_items(confirmed: Mapping[str, str], what: str) -> None:
    from glm_migrate.knowledge.guide import checklist

    known = tuple(item.key for item in checklist())
    for key, text in confirmed.items():
        if key not in known:
            listed = ", ".join(map(repr, known))
            raise ConfigError(f"{what} knows the items {listed}, not {key!r}{_nearest(key, known)}")
        if not text.strip():
            raise ConfigError(f"{what}: {key!r} must say who confirms it, and why")


def is_toml(name: object) -> bool:
    """Whether it is the path of a TOML file, as of a target of the user's own."""
    return isinstance(name, str) and name.lower().endswith(".toml")


def _check_choice(name: str, value: object, what: str) -> None:
    if name == "target" and is_toml(value):
        return
    if name == "baseline" and value and not is_toml(value):
        raise ConfigError(f"{what} must name a .toml file, not {value!r}")
    if name not in _CHOICES or value == getattr(Config, name):
        return  # the default needs no list of the others, which would have to be read
    if value not in (known := _CHOICES[name]()):
        if name == "target":
            raise ConfigError(f"{what}: {_not_shipped(str(value))}")
        listed = ", ".join(map(repr, known))
        raise ConfigError(
            f"{what} must be one of {listed}, not {value!r}{_nearest(str(value), known)}"
        )


def _check_selectors(value: Any, what: str) -> None:
    from glm_migrate.errors import UsageError
    from glm_migrate.rules.selectors import codes

    lists = value.values() if isinstance(value, dict) else [value]
    try:
        for selector in (one for many in lists for one in many):
            codes(selector)
    except UsageError as error:
        raise ConfigError(f"{what}: {error}") from None


def stack(file: Layer, above: Layer) -> Layer:
    """The settings of a file with those of the command line on top.

    As in ruff, `--select` starts anew, `--ignore` and the `--extend-…` flags add, others replace.
    """
    merged = dict(file)
    if "select" in above:
        for name in ("ignore", "extend_select", "extend_ignore"):
            merged.pop(name, None)
    for name, value in above.items():
        merged[name] = (*merged.get(name, ()), *value) if name in _ADDING else value
    return merged


def _not_shipped(target: str) -> str:
    from glm_migrate.knowledge.target_facts import not_shipped

    return not_shipped(target)


def _targets() -> tuple[str, ...]:
    from glm_migrate import knowledge

    return knowledge.targets()


_CHOICES: dict[str, Callable[[], tuple[str, ...]]] = {
    "target": _targets,
    "output_format": lambda: OUTPUT_FORMATS,
    "fail_on": lambda: ("error", "warning", "info"),
    "sampling_keep": lambda: ("temperature", "top_p"),
    "thinking": lambda: ("keep-off", "on", "leave"),
    "settings_files": lambda: ("linked", "all", "off"),
}


def _is_str(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_str, value))


def _is_table_of(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Mapping) and all(map(fits, value.values()))


_TYPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "str": (_is_str, "a string"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "tuple[str, ...]": (_is_list, "a list of strings"),
    "dict[str, str]": (_is_table_of(_is_str), "a table of strings"),
    "dict[str, tuple[str, ...]]": (_is_table_of(_is_list), "a table of lists of rules"),
}


def _frozen(value: object) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(value, Mapping):
        return {str(key): _frozen(item) for key, item in value.items()}
    return value


def _shown(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)


def _nearest(word: str, known: Mapping[str, str] | tuple[str, ...]) -> str:
    from glm_migrate.rules.selectors import did_you_mean

    return did_you_mean(word, known)
