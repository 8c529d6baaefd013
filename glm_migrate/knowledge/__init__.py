"""What is known of models, targets, carriers, clients and the checklist: dated data, typed.

Importing reads no file and no other module; each table is read when it is first asked for, and then
kept. A fact that no source states is None or absent, never a guess.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.knowledge.client_facts import (
        Clamp,
        ClientFacts,
        Later,
        Method,
        Placement,
        Put,
        client,
        clients,
        constructors,
        functions,
        wrappers,
    )
    from glm_migrate.knowledge.endpoints import (
        Gateway,
        endpoint,
        gateways,
        is_chat_address,
        is_foreign,
    )
    from glm_migrate.knowledge.guide import ChecklistItem, checklist
    from glm_migrate.knowledge.model_facts import Model, Price, models
    from glm_migrate.knowledge.model_ids import (
        Carrier,
        Replacement,
        Spelling,
        all_spellings,
        carriers,
        replacement,
        routed,
        spelling,
    )
    from glm_migrate.knowledge.request_fields import (
        Answers,
        Parameter,
        Prompts,
        answers,
        parameters,
        prompts,
    )
    from glm_migrate.knowledge.sources import Fact
    from glm_migrate.knowledge.target_facts import (
        Move,
        Target,
        load_target_file,
        target,
        target_file,
        targets,
    )

_HOME = {
    "client_facts": (
        "Clamp", "ClientFacts", "Later", "Method", "Placement", "Put",
        "client", "clients", "constructors", "functions", "wrappers",
    ),
    "endpoints": ("Gateway", "endpoint", "gateways", "is_chat_address", "is_foreign"),
    "sources": ("Fact",),
    "guide": ("ChecklistItem", "checklist"),
    "model_ids": (
        "Carrier", "Replacement", "Spelling",
        "all_spellings", "carriers", "replacement", "routed", "spelling",
    ),
    "model_facts": ("Model", "Price", "models"),
    "request_fields": ("Answers", "Parameter", "Prompts", "answers", "parameters", "prompts"),
    "target_facts": ("Move", "Target", "load_target_file", "target", "target_file", "targets"),
}  # fmt: skip
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Answers",
    "Carrier",
    "ChecklistItem",
    "Clamp",
    "ClientFacts",
    "Fact",
    "Gateway",
    "Later",
    "Method",
    "Model",
    "Move",
    "Parameter",
    "Placement",
    "Price",
    "Prompts",
    "Put",
    "Replacement",
    "Spelling",
    "Target",
    "all_spellings",
    "answers",
    "carriers",
    "checklist",
    "client",
    "clients",
    "constructors",
    "endpoint",
    "functions",
    "gateways",
    "is_chat_address",
    "is_foreign",
    "load_target_file",
    "models",
    "parameters",
    "prompts",
    "replacement",
    "routed",
    "spelling",
    "target",
    "target_file",
    "targets",
    "wrappers",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULE[name]}")
    for one in _HOME[_MODULE[name]]:
        globals()[one] = getattr(module, one)
    found: object = globals()[name]
    return found
