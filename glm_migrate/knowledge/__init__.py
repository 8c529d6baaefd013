"""What is known of models, targets, carriers, clients and the checklist: dated data, typed.

Importing reads no file; each table is read when it is first asked for, and then kept. A fact that
no source states is None or absent, never a guess.
"""

from __future__ import annotations

from glm_migrate.knowledge.clients import (
    ClientFacts,
    Method,
    Placement,
    Put,
    client,
    clients,
    constructors,
    functions,
    wrappers,
)
from glm_migrate.knowledge.endpoints import Gateway, endpoint, gateways
from glm_migrate.knowledge.facts import Fact
from glm_migrate.knowledge.guide import ChecklistItem, checklist
from glm_migrate.knowledge.ids import (
    Carrier,
    Replacement,
    Spelling,
    all_spellings,
    carriers,
    movable_spellings,
    replacement,
    spelling,
)
from glm_migrate.knowledge.registry import Model, Price, models
from glm_migrate.knowledge.target_file import Move, Target, load_target_file, target, targets

__all__ = [
    "Carrier",
    "ChecklistItem",
    "ClientFacts",
    "Fact",
    "Gateway",
    "Method",
    "Model",
    "Move",
    "Placement",
    "Price",
    "Put",
    "Replacement",
    "Spelling",
    "Target",
    "all_spellings",
    "carriers",
    "checklist",
    "client",
    "clients",
    "constructors",
    "endpoint",
    "functions",
    "gateways",
    "load_target_file",
    "models",
    "movable_spellings",
    "replacement",
    "spelling",
    "target",
    "targets",
    "wrappers",
]
