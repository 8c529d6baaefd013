"""The catalogue is the folder of the rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from glm_migrate.rules import catalogue as module
from glm_migrate.rules.catalogue import all_rules, catalogue

FILES = sorted(path.stem for path in Path(module.__file__).parent.glob("glm*.py"))


def test_every_file_is_a_rule_under_its_code_and_name() -> None:
    named = {stem[:6].upper(): stem[7:].replace("_", "-") for stem in FILES}

    assert catalogue() == named
    assert {rule.code: rule.name for rule in all_rules()} == named


def test_codes_and_names_cost_no_import_of_a_rule() -> None:
    code = (
        "import sys\nfrom glm_migrate.rules.catalogue import catalogue\nassert catalogue()\n"
        "print([name for name in sys.modules if name.startswith('glm_migrate.rules.glm')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
