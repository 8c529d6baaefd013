"""What stands in an answer beside its text."""

from __future__ import annotations

from glm_migrate.knowledge.answer_fields import bodies, without_text


def test_fields_of_the_answer_and_of_its_response_are_known() -> None:
    assert {"id", "message", "status_code"} <= without_text()


def test_no_field_with_the_text_is_among_them() -> None:
    assert not without_text() & {"content", "reasoning_content", "delta", "text"}


def test_a_body_is_the_whole_text() -> None:
    assert {"text", "read"} <= bodies()
