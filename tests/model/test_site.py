"""What a rule can be asked about."""

from __future__ import annotations

import inspect
from dataclasses import is_dataclass
from typing import get_args

import pytest

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.dependencies import Dependency, SucceededPackage
from glm_migrate.model.mentions import AddressMention, Mention, SdkImport
from glm_migrate.model.site import Site
from glm_migrate.model.unparsed import UnparsedCode
from glm_migrate.model.values import Literal
from glm_migrate.text.source import Source, Span
from tests.chat_calls import ask


def test_a_site_is_a_call_a_mention_an_import_a_dependency_or_code_that_is_not_read() -> None:
    assert set(get_args(Site)) == {
        *(ChatCall, Mention, AddressMention, SdkImport),
        *(Dependency, SucceededPackage, UnparsedCode),
    }


@pytest.mark.parametrize("kind", get_args(Site), ids=lambda kind: kind.__name__)
def test_every_site_names_its_file_and_is_plain_data(kind: type) -> None:
    parameters = inspect.signature(kind).parameters

    assert parameters["source"].annotation == "Source"
    assert is_dataclass(kind)


def test_a_call_is_a_site_and_a_value_is_none() -> None:
    source = Source.decode(ask("").source.path, b"")

    assert isinstance(ask(""), Site)
    assert not isinstance(Literal("glm-4.5", Span(0, 0), source.path), Site)
