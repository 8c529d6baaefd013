"""What must not leave the machine in a report: the values of secrets, character by character `*`.

Found in two ways. By structure: every string in what is given to something called like a secret,
be it an argument, an assignment, an entry of a dict, a header or a call, also by the name of a
variable. By shape: what vendors' keys look like, and long strings without a pattern, wherever they
stand. Two lines of a file may be needed to see it, so what is quoted from a file is looked up in
the whole of it.

Rather too much is masked than too little. Only a patch is exact: it would not apply otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from glm_migrate.knowledge.lookalikes import as_latin
from glm_migrate.report.hidden_values import hidden
from glm_migrate.report.secret_addresses import in_addresses
from glm_migrate.report.secret_comparisons import compared
from glm_migrate.report.secret_operands import operands
from glm_migrate.text.source import Source

_LEAST = 6  # characters of a value that is also masked where nothing but itself tells what it is
_FARTHEST = 20_000  # characters from a name to the end of its value
_LONGEST = 1 << 20  # characters of a file in which structure is looked for

_WORD = (
    r"(?:(?:api|access|private|subscription)_?-?keys?|secrets?(?:_?-?keys?)?|(?<!max_)token"
    r"|(?<![a-z_])tokens|passw(?:or)?ds?|passphrase|pwd|cookie|authorization|credentials?"
    r"|(?<![a-z])(?:auth|pw|pass_?)|(?:default|extra)_headers"
    r"|web_?-?hook(?:_?(?:ur[il]|address|endpoint))?)"
    r"(?:_?v?\d+x?|_(?:prod|live|main|stag(?:e|ing)|test|dev|backup|old|new))?"
)
_ANYWHERE = re.compile(rf"(?!pass\b){_WORD}(?!\w)", re.IGNORECASE)
_NAME = re.compile(
    _WORD + r"(?=[\"']?\s{0,99}\]?\s{0,99}(?::=?|==?|\+=|!=|,|\(|(?:not\s{1,9})?in\s{0,9}[(\[{]))",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""(?P<string>[rRbBuUfF]{0,2}(?P<quote>\"{3}|'{3}|"|'))|(?P<open>[(\[{])|(?P<close>[)\]}])"""
    r"""|(?P<end>[,;])|(?P<comment>\#)|(?P<line>\r\n|\r|\n)"""
)
_GIVEN = re.compile(r"[\"']?\s{0,99}\]?\s{0,99}(?P<sign>:=?|==?|\+=|!=|,|\(|(?:not\s{1,9})?in\b)")
_LOOKED_UP = re.compile(r"(?:[\w)\]]\[|getenv\(|get\(|environ\(|Header\(|alias=)$")
# Calls whose first argument, given by position, is a secret: those that make clients, and others.
_FIRST = r"\(\s{0,99}(?!\w{1,60}\s{0,9}=[^=])"
_TAKES_SECRET = re.compile(
    r"(?<![\w.])(?:[\w.]{0,60}(?:Zai|ZAI|Zhipu|ZhiPu|OpenAI|Anthropic)\w{0,30}|hmac\.new|Fernet)"
    + _FIRST
)
_TAKES_PASSWORD = re.compile(r"\b(?:login|HTTPBasicAuth|jwt\.(?:en|de)code)(?=\()")
_DOTTED = r"(?P<name>[A-Za-z_][\w.]{0,80}?)"
_END = r"(?:\.\w{1,20}\(\))?\s{0,99}(?:(?=[,)};+\r\n])|\Z)"
_ARGUMENT = re.compile(_DOTTED + _END)
_IN_HEADER = re.compile(
    rf"\bbearer(?:\s{{0,9}}[\"']\s{{0,9}}\+\s{{0,9}}{_DOTTED}{_END}"
    r"|\s\{(?P<inner>[A-Za-z_][\w.]{0,80})\})",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(rf"(?<![\w.]){_DOTTED}\s{{0,9}}(?::[^=\n]{{0,120}})?\+?=(?!=)[ \t]{{0,9}}")
# `A, B = "…", 1`: which string is of which name is not told apart.
_UNPACKED = re.compile(
    r"(?:^|;)\s{0,99}(?P<names>[A-Za-z_]\w{0,80}(?:\s{0,9},\s{0,9}[A-Za-z_]\w{0,80}){1,9})"
    r"\s{0,9}=\s{0,9}(?!=)",
    re.MULTILINE,
)
_STRING = re.compile(r"(?P<quote>[\"'])(?P<secret>[^\"'\n]+)(?P=quote)")
_ALIAS = re.compile(r"(?:Zai|Zhipu)\w{0,30}\s{1,9}as\s{1,9}(?P<name>[A-Za-z_]\w{0,80})")
_MOST_READ = 1 << 20  # characters of all values of variables that are looked at
_SETTING = re.compile(r"[A-Z]{2,20}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]+(?:_[a-z]+)*|[A-Z][a-z-]*")
_SHAPES = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\b(?P<secret>[0-9a-fA-F]{32}\.[0-9A-Za-z]{16})\b", 0),  # Z.ai, Zhipu
        (r"\b(?P<secret>sk-[0-9A-Za-z_-]{6,})", 0),
        (r"\b(?P<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b", 0),
        (r"\b(?P<secret>(?:gh[pousr]|github_pat|glpat|hf|gsk|npm|pypi)[_-]\w{16,})", 0),
        (r"\b(?P<secret>(?:[srp]k_(?:live|test)|dop_v1|shp(?:at|ca|pa|ss))_\w{8,})", 0),
        (r"\b(?P<secret>SG\.[\w-]{8,}\.[\w-]{8,})", 0),
        (r"(?<![\w-])(?P<secret>(?=[0-9a-f]{0,31}[a-f])(?=[a-f]{0,31}\d)[0-9a-f]{32})(?![\w-])", 0),
        (r"\b(?P<secret>AIza[\w-]{30,})", 0),
        (r"\b(?P<secret>(?:xox[abeoprs]|xapp)-[\w-]{8,})", 0),
        (r"(?<![\w-])(?P<secret>eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)", 0),
        (r"-----BEGIN [A-Z ]{3,40}-----(?P<secret>[^-]{1,20000})", 0),
        (
            r"\b(?:bearer|basic)(?:\s|\\n){1,9}[\"']?\s{0,9}\+?\s{0,9}[fFrRbB]{0,2}[\"']?"
            r"(?P<secret>[\w.~+/=-]{8,})",
            re.IGNORECASE,
        ),
        (r"\bbearer[\"']\s{0,9}[fFrRbB]{0,2}[\"']\s{0,9}(?P<secret>[^\"'\s]{6,})", re.IGNORECASE),
        (
            r"\s-H\s{0,9}\\?[\"'][\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40}:\s{0,9}"
            r"(?P<secret>[^\"'\\]{4,200})",
            re.IGNORECASE,
        ),
        (r"\s-u\s{1,9}[^\s:\"']{0,60}:(?P<secret>[^\s\"']{4,})", 0),
        (r"\bexport \w{0,60}(?:KEY|TOKEN|SECRET|PASSWORD)=(?P<secret>[^\s\"'&;{}$<]{4,})", 0),
        (
            r"\bbearer (?:\{\w{0,20}\}|%s)[\"']\s{0,9}(?:\.format\(|%)\s{0,9}\(?"
            r"[\"'](?P<secret>[^\"'\s]{6,})",
            re.IGNORECASE,
        ),
        # The second half of a key whose first half shows what it is.
        (
            r"\b(?:sk-|gh[pousr]_|github_pat_|glpat-|hf_|gsk_|AKIA|AIza|xox[abeoprs]-)[\w-]{0,60}"
            r"[\"'][\s+\\)(]{0,99}[rRbBuUfF]{0,2}[\"'](?P<secret>[\w.-]{4,200})",
            0,
        ),
        (r"[\"']token (?P<secret>[^\"'\s{}]{8,})", re.IGNORECASE),
        (r"://[^/\s:@\"'{}]{0,200}:(?P<secret>[^@\s\"'{}]{1,200})@", 0),
        (r"://(?P<secret>[^/\s:@\"'{}]{16,200})@", 0),
        (
            r"[?&](?:[\w-]{0,30}?(?:key|token|secret|password|signature)|auth|sig|pwd|pass)="
            r"(?P<secret>[^&\s\"'#{}]{1,400})",
            re.IGNORECASE,
        ),
        # The same in pieces: `"https://me:" + "…"`, `"…?key=" + "…"`, `("sig", "…")`.
        (
            r"(?:://[^/\s:@\"'{}]{0,200}:|[?&][\w-]{0,30}=)[\"'][\s+\\)(]{0,99}[rRbBfF]{0,2}[\"']"
            r"(?P<secret>[^\s\"'{}]{1,400})",
            0,
        ),
        (
            r"[\"'](?:sig|sign|signature|pass)[\"']\s{0,9}[,:\]]\s{0,9}=?\s{0,9}[rRbBfF]{0,2}[\"']"
            r"(?P<secret>[^\s\"'{}]{1,400})",
            re.IGNORECASE,
        ),
        (
            r"\b(?:password|passphrase|key|token) is (?P<secret>(?=[^\s\"']*\d)[^\s\"']{6,})",
            re.IGNORECASE,
        ),
        (
            r"(?:api_?-?key|secret|token|password|passwd|pwd)\s{0,9}[=:]\s{0,9}"
            r"(?P<secret>(?=[a-zA-Z_-]{0,60}\d)[\w-]{12,})",
            re.IGNORECASE,
        ),
        (r"(?<![\w])(?P<secret>[0-9A-Za-z]{20,})(?![\w])", 0),
    )
)
# `KEY = "…"`: most keys are no secrets, so the value must look like one.
_KEYLIKE = re.compile(
    r"(?<![a-z])key\s{0,9}(?::[^=\n]{0,40})?=\s{0,9}[rRbBuUfF]{0,2}[\"'](?P<secret>[^\"'\s]{16,})[\"']",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)  # many findings can share a long line
def masked(text: str) -> str:
    """`text` with every character of what looks like a secret's value as `*`."""
    return _starred(text, _spans(text))


def masked_in(source: Source, text: str) -> str:
    """A piece of a file, or of what becomes of it, without the secrets that the file shows.

    Of a settings file no value is shown that is no model id.
    """
    if source.hides_values:
        return hidden(_starred(text, [span for span in _by_shape(text) if span[1] > span[0]]))
    for value in _values(source.text):
        if value in text:
            text = text.replace(value, "*" * len(value))
    return masked(text)


@lru_cache(maxsize=8)
def _values(text: str) -> tuple[str, ...]:
    """The secrets of a file, a line each, the longest first."""
    found = {line for start, end in _spans(text) for line in text[start:end].splitlines()}
    distinct = {value for value in found if len(value) >= _LEAST and "glm-" not in value.lower()}
    return tuple(sorted(distinct, key=lambda value: (-len(value), value)))


def _spans(text: str) -> list[tuple[int, int]]:
    text = as_latin(text)
    found = [span for span in _by_shape(text) if span[1] > span[0]]
    if len(text) <= _LONGEST:
        found += _by_structure(text)
    return found


def _starred(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        for index in range(start, end):
            if characters[index] not in "\r\n":
                characters[index] = "*"
    return "".join(characters)


def _by_shape(text: str) -> Iterator[tuple[int, int]]:
    yield from in_addresses(text)
    *known, any_run = _SHAPES
    for pattern in known:
        yield from (match.span("secret") for match in pattern.finditer(text))
    for match in any_run.finditer(text):
        if _is_random(match["secret"]):
            yield match.span("secret")
    for match in _KEYLIKE.finditer(text):
        value = match["secret"]
        mixed = any(map(str.isdigit, value)) or value not in (value.lower(), value.upper())
        if mixed and "glm" not in value.lower():
            yield match.span("secret")


def _is_random(run: str) -> bool:
    """Whether letters of both cases and digits follow each other without a pattern.

    In a random string 6 of 10 characters are of another kind than the one before; in a name of
    words, two for each word.
    """
    kinds = [1 if one.isdigit() else 2 if one.islower() else 3 for one in run]
    changes = sum(before != after for before, after in pairwise(kinds))
    return len(set(kinds)) == 3 and changes >= 0.45 * len(run)


def _by_structure(text: str) -> list[tuple[int, int]]:
    found = list(_given_to(_NAME, text))
    for pattern in (_TAKES_SECRET, _TAKES_PASSWORD, *_aliases(text)):
        strings = _given_to(pattern, text)
        found += [(start, end) for start, end in strings if "glm-" not in text[start:end]]
    spans, names = compared(text, _ANYWHERE)
    found += _not_of_model(text, spans)
    return found + _by_name(text, names)


def _not_of_model(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield from ((start, end) for start, end in spans if "glm-" not in text[start:end].lower())


def _given_to(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The strings in the values that follow what `pattern` finds; each is looked at once."""
    done = 0
    for match in pattern.finditer(text):
        if match.end() >= done:
            strings, done = _strings_of_value(text, match.end())
            yield from strings


def _strings_on_line(text: str, start: int) -> list[tuple[int, int]]:
    """The strings from a place to the end of its line."""
    end = _end_of_line(text, start)
    return [match.span("secret") for match in _STRING.finditer(text, start, end)]


def _aliases(text: str) -> Iterator[re.Pattern[str]]:
    """Calls of a client of the vendor's under another name."""
    names = {match["name"] for match in _ALIAS.finditer(text)}
    if names:
        either = "|".join(map(re.escape, sorted(names)))
        yield re.compile(rf"(?<![\w.])(?:{either}){_FIRST}")


def _by_name(text: str, names: set[str]) -> list[tuple[int, int]]:
    """The strings in variables that are compared with a secret, or given to something called so."""
    given = [_ARGUMENT.match(text, match.end()) for match in _TAKES_SECRET.finditer(text)]
    names |= {match["name"] for match in given if match}
    names |= {match["name"] or match["inner"] for match in _IN_HEADER.finditer(text)}
    for pattern in (_NAME, _TAKES_SECRET):
        names |= _parts_given_to(pattern, text)
    return list(_not_of_model(text, _held(text, names))) if names else []


def _parts_given_to(pattern: re.Pattern[str], text: str) -> set[str]:
    """The names from which the values are put together that follow what `pattern` finds."""
    found: set[str] = set()
    done = 0
    for match in pattern.finditer(text):
        if match.end() >= done:
            _, done = _strings_of_value(text, match.end())
            sign = _GIVEN.match(text, match.end())
            found |= operands(text, sign.end() if sign else match.end(), done).names
    return found


def _held(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """The strings that become part of variables, by way of others too."""
    assigned: dict[str, list[int]] = {}
    for match in _ASSIGNED.finditer(text):
        assigned.setdefault(match["name"], []).append(match.end())
    waiting, left = list(names), _MOST_READ
    while waiting and left > 0:
        for start in assigned.pop(waiting.pop(), ()):
            end = _strings_of_value(text, start)[1]
            parts, left = operands(text, start, end), left - (end - start)
            waiting += parts.names
            yield from parts.strings
    for match in _UNPACKED.finditer(text):
        if not names.isdisjoint(match["names"].replace(" ", "").split(",")):
            yield from _strings_on_line(text, match.end())


def _strings_of_value(text: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """The strings in what is given to a name that ends at `start`, and where its entry ends."""
    sign = _GIVEN.match(text, start)
    position = start = sign.end() if sign else start
    calls, annotation = (
        sign is not None and sign["sign"] == "(",
        sign is not None and sign["sign"] == ":",
    )
    depth, found = int(calls), []
    limit = position + _FARTHEST
    while (token := _TOKEN.search(text, position, limit)) is not None:
        position = token.end()
        if token["string"]:
            end = _end_of_string(text, token["quote"], position)
            if not _names_something(text, position, end, annotation and depth == 0):
                found.append((position, end))
            position = end + len(token["quote"])
        elif token["open"]:
            depth += 1
        elif token["comment"]:
            position = _end_of_line(text, position)
        elif _ends(token, depth - bool(token["close"]), calls, text[start : token.start()]):
            return found, position
        elif token["close"]:
            depth -= 1
    return found, limit


def _ends(token: re.Match[str], depth: int, calls: bool, before: str) -> bool:
    """Whether an entry is over with `token`, at whose right side `depth` brackets are open."""
    if token["close"]:
        return depth < int(calls)
    if token["line"]:
        value = before.strip()
        return depth == 0 and value != "" and not value.endswith("\\")
    return token["end"] == ";" or depth == 0


def _names_something(text: str, start: int, end: int, annotation: bool) -> bool:
    """Whether a string is the name of a setting or a type, not a value."""
    word = text[start:end]
    after = text[end + 1 : end + 8].lstrip()
    if annotation and after.startswith("=") and not after.startswith("=="):
        return True
    before = text[max(0, start - 24) : start - 1].rstrip()
    return _LOOKED_UP.search(before) is not None and _SETTING.fullmatch(word) is not None


def _end_of_string(text: str, quote: str, start: int) -> int:
    position = start
    while position < len(text):
        if text[position] == "\\":
            position += 2
        elif text.startswith(quote, position) or (len(quote) == 1 and text[position] in "\r\n"):
            return position
        else:
            position += 1
    return len(text)


def _end_of_line(text: str, start: int) -> int:
    found = re.compile(r"[\r\n]").search(text, start)
    return found.start() if found else len(text)
