"""A verification as JUnit XML: a case for each call, failed, skipped where it was never reached."""

from __future__ import annotations

from xml.etree import ElementTree

from glm_migrate.inventory.evidence import FAILED, PASSED
from glm_migrate.report.text_style import clean
from glm_migrate.report.verification_report.wording import STATES, line
from glm_migrate.runner.verification.verified_calls import ERROR, SiteResult, Verification


def page(result: Verification) -> str:
    root = ElementTree.Element("testsuites", name="glm-migrate verify")
    counts = {
        "tests": str(len(result.sites) + 1),
        "failures": str(len(result.in_state(FAILED)) + _has_failed(result)),
        "errors": "0",
    }
    suite = ElementTree.SubElement(root, "testsuite", {"name": clean(result.command), **counts})
    _program(suite, result)
    for site in result.sites:
        _case(suite, site)
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _has_failed(result: Verification) -> bool:
    return any(one.level == ERROR for one in result.general)


def _program(suite: ElementTree.Element, result: Verification) -> None:
    case = ElementTree.SubElement(suite, "testcase", name="the program", classname="verify")
    if _has_failed(result):
        text = "\n".join(line(one) for one in result.general if one.level == ERROR)
        ElementTree.SubElement(case, "failure", message=text.partition("\n")[0]).text = text


def _case(suite: ElementTree.Element, site: SiteResult) -> None:
    name = clean(f"{site.place} {site.scope}".strip())
    case = ElementTree.SubElement(suite, "testcase", name=name, classname=clean(site.path))
    errors = [line(one) for one in site.observations if one.level == ERROR]
    if errors:
        ElementTree.SubElement(case, "failure", message=errors[0]).text = "\n".join(errors)
    elif site.state != PASSED:
        ElementTree.SubElement(case, "skipped", message=STATES[site.state])
