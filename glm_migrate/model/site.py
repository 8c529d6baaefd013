"""All that a rule can be asked about."""

from __future__ import annotations

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.dependencies import Dependency, SucceededPackage
from glm_migrate.model.mentions import AddressMention, Mention, SdkImport
from glm_migrate.model.unparsed import UnparsedCode

Site = (
    ChatCall | Mention | AddressMention | SdkImport | Dependency | SucceededPackage | UnparsedCode
)
