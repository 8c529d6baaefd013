"""The catalogue is the folder of the rules."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.rules import catalogue as module
from glm_migrate.rules.catalogue import all_rules


def test_every_file_of_a_rule_is_in_the_catalogue_by_code() -> None:
    files = sorted(path.stem for path in Path(module.__file__).parent.glob("glm*.py"))
    codes = [rule.code for rule in all_rules()]

    assert codes == [stem[:6].upper() for stem in files]
    assert codes == sorted(set(codes))
