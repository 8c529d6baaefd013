"""Codes and names of the rules are those of their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from glm_migrate.rules import rule_names as module
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule_names import modules, rule_names

FILES = sorted(path.stem for path in Path(module.__file__).parent.glob("glm*.py"))


def test_every_file_is_a_rule_under_its_code_and_name() -> None:
    named = {stem[:6].upper(): stem[7:].replace("_", "-") for stem in FILES}

    assert modules() == tuple(FILES)
    assert rule_names() == named
    assert {rule.code: rule.name for rule in all_rules()} == named


def test_codes_and_names_cost_no_import_of_a_rule() -> None:
    code = (
        "import sys\nfrom glm_migrate.rules.rule_names import rule_names\nassert rule_names()\n"
        "print([name for name in sys.modules if name.startswith('glm_migrate.rules.glm')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
