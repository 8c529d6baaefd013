"""Docstrings are told whether or not Python keeps them."""

from __future__ import annotations

import sys

import pytest

from glm_migrate.cli import completion
from glm_migrate.text import docstrings


def test_of_a_module() -> None:
    assert docstrings.of_module(docstrings.__name__) == docstrings.__doc__


def test_of_a_module_that_python_reads_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = docstrings.__doc__
    monkeypatch.setattr(sys.modules[docstrings.__name__], "__doc__", None)

    assert docstrings.of_module(docstrings.__name__) == whole


def test_of_a_command() -> None:
    assert docstrings.of_command(completion.__name__)


def test_of_a_module_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[docstrings.__name__], "__doc__", "")

    assert docstrings.of_module(docstrings.__name__) == ""
