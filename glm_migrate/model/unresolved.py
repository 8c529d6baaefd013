"""What could not be seen of a program, and why: a kind and its subject, never a bare sentence.

Code asks for the kind; the sentence, a clause that completes "cannot see: …", is made here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """Why something is unresolved; `{0}` is the subject, `{1}` what it lies within."""

    # Values
    COMPUTED = "`{0}` is computed at run time"
    READ = "`{0}` is read at run time"
    LOOKED_UP = "`{0}` is looked up at run time"
    UNDEFINED = "`{0}` is not defined in this file"
    NO_VALUE = "`{0}` has no value that is seen"
    OTHER_BINDING = "`{0}` comes from a {1}"
    IMPORTED = "`{0}` is imported from `{1}`, which is not in the project"
    LOOP_VARIABLE = "`{0}` is a loop variable"
    UNPACKED = "`{0}` is unpacked from a value"
    PARAMETER = "parameter `{0}` of `{1}` is set by its callers"
    DECORATED_INPUT = "{0} may change what `{1}` is given"
    DECORATED_RESULT = "what {0} makes of `{1}` is not followed"
    NO_DEFAULT = "`{0}` has no default"
    NO_RETURN = "`{0}()` returns nothing that is seen"
    NOT_SET_IN_FILE = "`{0}` is not set in this file"
    NOT_SET_IN_PROJECT = "`{0}` is not set in the project"
    COMMAND_LINE = "`--{0}` is given on the command line"
    NOT_LOOKED_AT = "it was not looked at"
    NO_MODEL = "no model is passed"
    # Dicts
    BUILT = "`{0}` is built at run time"
    COMPUTED_KEY = "a dict key is computed"
    MAY_CHANGE = "`{0}` is passed to `{1}(…)`, which may change it"
    ITEM_CHANGED = "`extra_body` of `{0}` is changed by a statement"
    # Arguments
    SPREAD = "`**{0}`: {cause}"
    POSITIONAL_SPREAD = "`*{0}`"
    EXTRA_BODY = "`extra_body`"
    HANDED_ON = "what `{0}` hands on"
    IN_EXTRA_BODY = "`extra_body`: {cause}"
    IN_BODY = "the body: {cause}"
    # Models
    WHICH_MODEL = 'which GLM model "{0}" is'
    ANY_MODEL = "which model is asked"
    WHETHER_GLM = "whether it asks a GLM model: {cause}"
    # Clients
    ITS_CLIENT = "its client"
    WRAPPED_CLIENT = "the client is wrapped too many times"
    WHICH_CLIENT = "what client `{0}` is"
    SEVERAL_CLIENTS = "which of several clients is used"
    REASSIGNED = "what `{0}` is, which the program replaces"
    BASE_URL = "where its `base_url` points"
    ADDRESS = "where it sends its requests"
    REQUEST_ADDRESS = "where the request is sent"
    # Limits: the search was given up
    TOO_MANY_PLACES = "the value can come from too many places"
    TOO_FAR = "the value is more than {0} steps away"
    TOO_MANY_VALUES = "it is one of more than {0} values"
    TOO_MANY_CALLERS = "`{0}` is called at more than {1} places"
    TOO_NESTED = "a dict is spread more than {0} times"


@dataclass(frozen=True)
class Unresolved:
    """One thing that could not be seen.

    Attributes:
        subject: The expression, name or number that the reason is about.
        within: What the subject is a part of, or comes from.
        cause: Why a part of it is unresolved, where that is known.
    """

    reason: Reason
    subject: str = ""
    within: str = ""
    cause: Unresolved | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Its parts as plain words, by which it is told from others whatever its sentence says."""
        cause = self.cause.key if self.cause else ()
        return (self.reason.name, self.subject, self.within, *cause)

    def __str__(self) -> str:
        return self.reason.value.format(self.subject, self.within, cause=self.cause)
