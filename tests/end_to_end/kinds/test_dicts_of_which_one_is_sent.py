"""One of several dicts is sent: each of them is judged, and none by what stands in another."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

START = "from zai import ZaiClient\nclient = ZaiClient()\n"
ASK = "client.chat.completions.create(messages=[], **{})\n"
BY_NAMES = START + "A = {}\nB = {}\n" + ASK.format("(A if x else B)")
BY_BRANCHES = START + "if x:\n    c = {}\nelse:\n    c = {}\n" + ASK.format("c")
BY_RETURNS = START + "def c():\n    if x:\n        return {}\n    return {}\n" + ASK.format("c()")
WAYS = (BY_NAMES, BY_BRANCHES, BY_RETURNS)
ID = '"model": "glm-4.6", '
MODEL = '{{"model": "{}"}}'


def filled(way: str, first: str, second: str) -> str:
    for text in (first, second):
        head, _, tail = way.partition("{}")
        way = f"{head}{text}{tail}"
    return way


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        pytest.param(
            '"thinking": {"type": "enabled"}', '"thinking": True', "GLM303", id="thinking"
        ),
        pytest.param('"temperature": 0.5', '"temperature": 1.5', "GLM203", id="sampling"),
        pytest.param('"max_tokens": 9000', '"max_tokens": 200000', "GLM501", id="a limit"),
        pytest.param('"max_tokens": 90000', '"max_tokens": 100', "GLM302", id="few tokens"),
    ],
)
def test_what_only_one_of_them_has_is_found(way: str, right: str, wrong: str, code: str) -> None:
    right, wrong = f"{{{ID}{right}}}", f"{{{ID}{wrong}}}"
    first, second = found(filled(way, wrong, right), code), found(filled(way, right, wrong), code)

    assert len(first) == len(second) == 1
    assert first[0].row < second[0].row
    assert found(filled(way, right, right), code) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_small_limit_of_one_keeps_thinking_off(way: str) -> None:
    large, small = (
        '{"max_tokens": 9000, "temperature": 0.1}',
        '{"max_tokens": 64, "temperature": 0}',
    )
    text = filled(way, large, small).replace("messages=[]", 'model="glm-4-plus", messages=[]')

    assert 'thinking={"type": "disabled"}' in fixed_text(text)


@pytest.mark.parametrize("way", WAYS)
def test_images_of_one_hold_its_id(way: str) -> None:
    image = '"messages": [{"role": "user", "content": [{"type": "image_url"}]}]'
    text = filled(way, '{"messages": []}', f"{{{image}}}")
    text = text.replace("messages=[]", 'model="glm-4.5", temperature=0.1')

    assert fixed_text(text) == text


@pytest.mark.parametrize("way", WAYS)
def test_the_values_of_one_do_not_count_for_the_model_of_another(way: str) -> None:
    one = '{"model": "glm-4.6", "temperature": 0.1}'
    other = '{"model": "glm-4.5v", "temperature": 0.1, "top_p": 0.2, "max_tokens": 16}'
    text = filled(way, one, other)

    assert [each.code for each in found(text, "GLM201", "GLM302")] == []


@pytest.mark.parametrize("way", WAYS)
def test_all_their_models_count(way: str) -> None:
    text = filled(way, MODEL.format("glm-4.6"), MODEL.format("glm-4.5"))

    assert fixed_text(text) == text.replace("glm-4.5", "glm-4.6")
