"""What else depends on an id, so that it can't be changed for one call alone."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.id_dependents import why_dependent
from tests.analysis.python.reading import resolved

ID = "'glm-4.5'"


def why(code: str) -> str:
    """Why the one id that the last `use(…)` reads is more than the model of a call."""
    (found,) = resolved(f"from lib import use\n{code}\n").found
    return str(why_dependent(found) or "")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"use({ID})", id="written in the call"),
        pytest.param(f"MODEL = {ID}\nuse(MODEL)", id="a constant"),
        pytest.param(f"MODEL = {ID}\nprint(MODEL)\nuse(MODEL)", id="that is shown"),
        pytest.param(f"MODEL = {ID}\nprint(f'asks {{MODEL}}')\nuse(MODEL)", id="in a log line"),
        pytest.param(f"MODEL = {ID}\nif 'gpt' in MODEL: pass\nuse(MODEL)", id="tested for another"),
        pytest.param(
            f"MODEL = {ID}\nif MODEL.startswith('glm-'): pass\nuse(MODEL)",
            id="tested for its family",
        ),
        pytest.param(
            f"MODEL = {ID}\nif MODEL.startswith('claude-3'): pass\nuse(MODEL)",
            id="tested for another with a number",
        ),
        pytest.param(
            f"def ask(model): pass\nMODEL = {ID}\nask(model=MODEL)\nuse(MODEL)",
            id="the model of a function that is read",
        ),
        pytest.param(
            f"MODEL = {ID}\nc.chat.completions.create(model=MODEL)\nuse(MODEL)",
            id="of another call",
        ),
    ],
)
def test_an_id_that_only_asks_is_tied_to_nothing(code: str) -> None:
    assert why(code) == ""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(
            f"MODEL = {ID}\nif '4.5' in MODEL: pass\nuse(MODEL)",
            '`MODEL` is tested for "4.5"',
            id="tested for a part",
        ),
        pytest.param(
            f"MODEL = {ID}\nif MODEL.lower().startswith('GLM-4.5'): pass\nuse(MODEL)",
            '`MODEL` is tested for "GLM-4.5"',
            id="tested for its beginning in any case",
        ),
        pytest.param(
            f"MODEL = {ID}\nif re.match('glm-4[.]5', MODEL): pass\nuse(MODEL)",
            '`MODEL` is tested for "glm-4[.]5"',
            id="tested with a pattern",
        ),
        pytest.param(
            f"MODEL = {ID}\nOTHER = MODEL + '-air'\nuse(MODEL)",
            "another id may be built from `MODEL`",
            id="another id built from it",
        ),
        pytest.param(
            f"MODEL = {ID}\nOTHER = f'{{MODEL}}-air'\nuse(MODEL)",
            "another id may be built from `MODEL`",
            id="another id formatted from it",
        ),
        pytest.param(
            f"MODEL = {ID}\nOTHER = MODEL.replace('4.5', '4')\nuse(MODEL)",
            "another id may be built from `MODEL`",
            id="another id by replacing a part",
        ),
        pytest.param(
            f"MODEL = {ID}\nAutoTokenizer.from_pretrained(MODEL)\nuse(MODEL)",
            "`MODEL` is also loaded by from_pretrained(…)",
            id="the name of weights",
        ),
        pytest.param(
            f"MODEL = {ID}\nc.fine_tuning.jobs.create(model=MODEL)\nuse(MODEL)",
            "`MODEL` is also the model of a tuning job, which takes models of its own list",
            id="the model of a tuning job",
        ),
        pytest.param(
            f"MODEL = {ID}\nline = {{'custom_id': 1, 'body': {{'model': MODEL}}}}\nuse(MODEL)",
            "`MODEL` is also the model of a batch, which takes models of its own list",
            id="the model of a batch",
        ),
        pytest.param(
            f"MODEL = {ID}\ncount_tokens(model=MODEL)\nuse(MODEL)",
            "`MODEL` is also the model of count_tokens(…), an unknown function",
            id="the model of an unknown function",
        ),
    ],
)
def test_what_reads_the_variable_besides_is_told(code: str, reason: str) -> None:
    assert why(code) == reason


def test_a_broken_pattern_tests_for_nothing() -> None:
    assert why(f"MODEL = {ID}\nif re.match('glm-4.5(', MODEL): pass\nuse(MODEL)") == ""


def test_an_id_that_other_code_goes_through_is_said_to_be_that() -> None:
    reason = why(f"MODELS = [{ID}, 'glm-4.6']\nuse(MODELS[0])")

    assert reason.startswith("it is ")
    assert reason.endswith(", which other code may read")


def test_a_variable_in_a_function_is_told_from_one_of_the_same_name() -> None:
    code = f"def f(MODEL):\n    return MODEL + '-air'\nMODEL = {ID}\nuse(MODEL)"

    assert why(code) == ""


def test_only_a_text_can_be_tied() -> None:
    assert why("use(4.5)") == ""


@pytest.mark.parametrize(
    "title", ["f'Chat with {MODEL}'", "'Chat with ' + MODEL", "'asks %s now' % MODEL"]
)
def test_a_text_with_blanks_is_no_other_id(title: str) -> None:
    assert why(f"MODEL = {ID}\nTITLE = {title}\nuse(MODEL)") == ""
