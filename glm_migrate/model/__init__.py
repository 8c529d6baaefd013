"""What rules see of a program: calls, ids, loops and the values that reach them. No LibCST here."""

from __future__ import annotations

from glm_migrate.model.calls import Argument, ChatCall, Client, Endpoint, Host, Via
from glm_migrate.model.dependencies import Bound, Dependency, Need
from glm_migrate.model.mentions import ModelRef, Role, SdkImport, SdkName
from glm_migrate.model.streams import Handling, Naive, Repair, Shape, Spot, StreamLoop
from glm_migrate.model.values import UNSEEN, Constant, Literal, Unseen, Value

Site = ChatCall | ModelRef | SdkImport | Dependency

__all__ = [
    "UNSEEN",
    "Argument",
    "Bound",
    "ChatCall",
    "Client",
    "Constant",
    "Dependency",
    "Endpoint",
    "Handling",
    "Host",
    "Literal",
    "ModelRef",
    "Naive",
    "Need",
    "Repair",
    "Role",
    "SdkImport",
    "SdkName",
    "Shape",
    "Site",
    "Spot",
    "StreamLoop",
    "Unseen",
    "Value",
    "Via",
]
