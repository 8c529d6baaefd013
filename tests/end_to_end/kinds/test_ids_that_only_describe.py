"""Ids that ask nothing: records, metadata, tuning jobs, labels, values of tests."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed, found

START = "from types import SimpleNamespace\nfrom unittest.mock import MagicMock\n\n"
RECORDS = {
    "a record of a result": 'Result(model_id="glm-4", seconds=0.5)\n',
    "a record of a longer name": 'TestResult(model="glm-4", ok=True)\n',
    "a row": 'session.add(UsageRow(model_name="glm-4"))\n',
    "an answer": 'ChatResponse(model="glm-4", text="x")\n',
    "an event": 'emit(CallEvent(llm="glm-4"))\n',
    "metadata of a trace": 'trace(metadata={"model": "glm-4"})\n',
    "metadata in a dict": 'body = {"id": 1, "metadata": {"model": "glm-4"}}\n',
    "a row of a model's table": 'Run.objects.create(model="glm-4", score=1)\n',
    "a query": 'runs = Run.objects.filter(model="glm-4")\n',
    "a parameter of an experiment": 'mlflow.log_params({"model": "glm-4"})\n',
    "a span": 'langfuse.generation(name="x", model="glm-4")\n',
    "a label of a counter": 'CALLS.labels(model="glm-4").inc()\n',
    "tags": 'tags = {"model": "glm-4"}\n',
    "a tuning job": 'client.fine_tuning.jobs.create(model="glm-4", training_file="f")\n',
}


@pytest.mark.parametrize("body", RECORDS.values(), ids=RECORDS)
def test_records_are_information(body: str) -> None:
    (one,) = found(START + body)

    assert (one.code, one.severity, one.fix) == ("GLM102", "info", "")


IN_TESTS = {
    "a keyword": "def test_a():\n    assert Bot(model='glm-4').ask()\n",
    "a record": "def test_a():\n    tenant = SimpleNamespace(llm_id='glm-4')\n    use(tenant)\n",
    "a mock": "def test_a():\n    response = MagicMock()\n    response.model = 'glm-4'\n",
    "a dict": "SENT = {'model': 'glm-4', 'messages': []}\n",
    "a constant": "MODEL = 'glm-4'\n",
    "a parameter": "def ask(model='glm-4'):\n    return other(model)\n",
}


@pytest.mark.parametrize("path", ["test_bot.py", "tests/helpers.py", "conftest.py"])
@pytest.mark.parametrize("body", IN_TESTS.values(), ids=IN_TESTS)
def test_values_of_tests_are_information(body: str, path: str) -> None:
    files = {path: START + body}

    assert [(one.code, one.severity) for one in found(files)] == [("GLM102", "info")]
    assert fixed(files, unsafe=True) == files


@pytest.mark.parametrize("body", IN_TESTS.values(), ids=IN_TESTS)
def test_the_same_in_code_sets_a_model(body: str) -> None:
    assert [one.code for one in found({"app.py": START + body})] == ["GLM101"]


def test_a_call_that_a_test_makes_is_renamed() -> None:
    text = "from zai import ZaiClient\n\n\ndef test_live():\n    "
    text += 'ZaiClient().chat.completions.create(model="glm-4.5", messages=[])\n'

    assert fixed({"test_live.py": text}) == {"test_live.py": text.replace("4.5", "4.6")}


LABELS = {
    "a label": '{{"model": "glm-4.5", "label": "{}"}}',
    "a title": '{{"id": "glm-4.5", "title": "{}"}}',
    "a description": '{{"name": "glm-4.5", "description": "{}"}}',
    "a display name": '{{"model_name": "glm-4.5", "display_name": "{}", "price": 1}}',
    "a label first": '{{"label": "{}", "model": "glm-4.5"}}',
}


@pytest.mark.parametrize("record", LABELS.values(), ids=LABELS)
def test_an_id_and_its_display_name_are_one_finding(record: str) -> None:
    assert len(found(f"CHOICE = {record.format('GLM-4.5')}\n")) == 1


def test_a_label_alone_is_a_text() -> None:
    (one,) = found('BUTTON = {"label": "GLM-4.5", "action": "ask"}\n')

    assert (one.code, one.severity) == ("GLM102", "info")
    assert "is in a text" in one.message
