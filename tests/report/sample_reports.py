"""Reports as a check makes them, built by hand: reporters are tested without rules or parser.

The run is in `/repo/app` of the repository `/repo`, so the two bases of paths differ.
"""

from __future__ import annotations

from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Hop, Severity, SuppressedBy, Suppression
from glm_migrate.report.context import ReportContext
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span

GUIDE = "https://docs.z.ai/guides/overview/migrate-to-glm-4.6"
CONTEXT = ReportContext(cwd=Path("/repo/app"), root=Path("/repo"), searched=3, version="0.1.0")

LLM = """\
from zai import ZaiClient

MODEL = "glm-4.5"
client = ZaiClient(api_key="a-secret")

def ask(text):
\treturn client.chat.completions.create(
\t\tmodel="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
\t)
"""


def source(path: str, code: str) -> Source:
    return Source.decode(Path(path), code.encode())


def span(code: Source, text: str) -> Span:
    start = code.utf8.index(text.encode())
    return Span(start, start + len(text.encode()))


def finding(
    path: str,
    where: Span,
    code: str = "GLM101",
    message: str = "`glm-4.5` is older than glm-4.6",
    severity: Severity = Severity.ERROR,
    fix: Fix | None = None,
) -> Finding:
    names = {
        "GLM101": "outdated-model-id",
        "GLM201": "temperature-and-top-p",
        "GLM900": "cannot-read",
        "GLM903": "unresolved-call",
    }
    return Finding(Path(path), code, names[code], where, message, severity, fix)


def replacement(where: Span, text: str, applicability: Applicability) -> Fix:
    return Fix(f"Use {text}" if text else "Remove it", (Edit(where, text),), applicability)


def llm() -> FileReport:
    """A safe fix with a trace, an unsafe one with advice, a displayed one, a call not resolved."""
    code = source("llm.py", LLM)
    old, air = span(code, '"glm-4.5"'), span(code, '"glm-4.5-air"')
    call = span(code, LLM[LLM.index("client.chat") : -1])
    safe = Finding(
        Path("llm.py"),
        "GLM101",
        "outdated-model-id",
        old,
        "`glm-4.5` is older than glm-4.6",
        Severity.ERROR,
        replacement(old, '"glm-4.6"', Applicability.SAFE),
        call="app.llm.ask",
        key=("glm-4.5",),
        trace=(Hop(Path("main.py"), 7, "ask"), Hop(Path("llm.py"), 3, "MODEL")),
        url=f"{GUIDE}#1-update-model-identifier",
        checklist="model-identifier",
        required=True,
    )
    unsafe = Finding(
        Path("llm.py"),
        "GLM101",
        "outdated-model-id",
        air,
        "`glm-4.5-air` is older than glm-4.6",
        Severity.ERROR,
        replacement(air, '"glm-4.6"', Applicability.UNSAFE),
        advice="It costs three times as much: decide.",
        url=f"{GUIDE}#1-update-model-identifier",
        checklist="model-identifier",
        required=True,
    )
    display = finding(
        "llm.py",
        call,
        "GLM201",
        "temperature and top_p are both set",
        Severity.WARNING,
        replacement(span(code, ", top_p=0.9"), "", Applicability.DISPLAY),
    )
    unresolved = finding(
        "llm.py", span(code, "client.chat"), "GLM903", "cannot see: messages", Severity.INFO
    )
    return FileReport(Path("llm.py"), code, (safe, unsafe, display, unresolved))


def unread() -> FileReport:
    """A file that could not be decoded: no source, no place."""
    path = Path("gbk file.py")
    return FileReport(path, None, (finding("gbk file.py", Span(0, 0), "GLM900", "not UTF-8"),))


def suppressed() -> FileReport:
    """Findings silenced by a comment with and without a reason, and by the configuration."""
    code = source("old.py", '"glm-4", "glm-4", "glm-4"\n')
    places = [Span(start, start + 7) for start in (0, 9, 18)]
    one, two, three = (finding("old.py", where) for where in places)
    silenced = (
        (one, Suppression(SuppressedBy.COMMENT)),
        (two, Suppression(SuppressedBy.COMMENT, "by contract")),
        (three, Suppression(SuppressedBy.SETTING, "per-file-ignores: old.py")),
    )
    return FileReport(Path("old.py"), code, (), silenced)


def outside() -> FileReport:
    """A file that lies in no directory of the repository."""
    code = source("/else where/ü.py", "名 = 'glm-4'\n")
    where = span(code, "'glm-4'")
    fix = replacement(where, "'glm-4.6'", Applicability.SAFE)
    found = finding("/else where/ü.py", where, message="old: 100%, a,b\nend", fix=fix)
    return FileReport(code.path, code, (found,))


def graded(*found: str) -> FileReport:
    """A report with a finding per word: `safe`, `unsafe`, `none` or `unseen`."""
    code = source("a.py", "x = 'glm-4'\n")
    where = span(code, "'glm-4'")
    grades = {"safe": Applicability.SAFE, "unsafe": Applicability.UNSAFE}
    return FileReport(
        code.path,
        code,
        tuple(
            finding(
                "a.py",
                where,
                "GLM903" if word == "unseen" else "GLM101",
                severity=Severity.INFO if word == "unseen" else Severity.ERROR,
                fix=replacement(where, "'glm-4.6'", grades[word]) if word in grades else None,
            )
            for word in found
        ),
    )


ALL = (llm(), unread(), suppressed(), outside())
