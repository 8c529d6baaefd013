"""What could not be seen of a program, and why: a kind and its subject, never a bare sentence.

Code asks for the kind; the sentence, a clause that completes "cannot see: …", is made here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """Why something is unresolved: the sentence of it.

    `{0}` is the subject, `{1}` what it lies within, `{use}` what becomes of it, `{binding}` what
    binds it.
    """

    # Values
    COMPUTED = "`{0}` is computed at run time"
    READ = "`{0}` is read at run time"
    LOOKED_UP = "`{0}` is looked up at run time"
    UNDEFINED = "`{0}` is not defined in this file"
    NO_VALUE = "no value of `{0}` was found"
    OTHER_BINDING = "`{0}` comes from {binding}"
    IMPORTED = "`{0}` is imported from `{1}`, which is not in the project"
    LOOP_VARIABLE = "`{0}` is a loop variable"
    UNPACKED = "`{0}` is unpacked from a value"
    PARAMETER = "parameter `{0}` of `{1}` is set by its callers"
    DECORATED_INPUT = "{0} may change the arguments of `{1}`"
    DECORATED_RESULT = "`{1}` is decorated with {0}, which is not followed"
    NO_DEFAULT = "`{0}` has no default"
    NO_RETURN = "no return value of `{0}()` was found"
    NOT_SET_IN_FILE = "`{0}` is not set in this file"
    NOT_SET_IN_PROJECT = "`{0}` is not set in the project"
    SET_BY_NAME = "`{0}` may be set to something else by its name"
    COMMAND_LINE = "`--{0}` is given on the command line"
    NOT_LOOKED_AT = "it was not evaluated"
    NO_MODEL = "no model is passed"
    # Dicts
    BUILT = "`{0}` is built at run time"
    COMPUTED_KEY = "a dict key is computed"
    OTHER_VENDOR = "`{0}` is set where a test names another vendor"
    MAY_CHANGE = "`{0}` is passed to `{1}(…)`, which may change it"
    ITEM_CHANGED = "`extra_body` of `{0}` is changed by a statement"
    # Arguments
    SPREAD = "`**{0}`: {cause}"
    POSITIONAL_SPREAD = "`*{0}`"
    EXTRA_BODY = "`extra_body`"
    CALLED_LATER = "what `{0}(…)` is called with later"
    HANDED_ON = "the arguments that `{0}` passes on"
    IN_EXTRA_BODY = "`extra_body`: {cause}"
    IN_BODY = "the body: {cause}"
    # Models
    WHICH_MODEL = 'which GLM model "{0}" is'
    ANY_MODEL = "which model is used"
    WHETHER_GLM = "whether it uses a GLM model: {cause}"
    # Clients
    ITS_CLIENT = "its client"
    WRAPPED_CLIENT = "the client is wrapped too many times"
    WHICH_CLIENT = "what client `{0}` is"
    SEVERAL_CLIENTS = "which of several clients is used"
    REASSIGNED = "what `{0}` is, since the program reassigns it"
    BASE_URL = "where its `base_url` points"
    ADDRESS = "where it sends its requests"
    REQUEST_ADDRESS = "where the request is sent"
    # Streams: where they go
    NOT_FOLLOWED = "it was not followed"
    STREAM_PASSED = "it is passed to `{0}`, which is not in the project"
    STREAM_RETURNED = "`{0}` returns it, and no call of `{0}` was found"
    STREAM_KEPT = "it is stored in a container"
    PART = "`{0}` at line {1} is {cause}"
    # What becomes of such a part
    PASSED = "passed to `{0}`"
    METHOD_CALLED = "accessed with `{0}`"
    READ_BY = "read by `{0}`"
    KEPT = "stored in a container"
    ADDED = "added to something else"
    TAKEN_APART = "unpacked"
    MATCHED = "matched with a pattern"
    IN_NO_LOOP = "not read in a loop"
    USED = "{use}"
    USED_WITHIN = "{use} as part of another value"
    READ_OUT_OF_SIGHT = "stored, and read in code that was not found"
    # Streams: fragments of tool calls, of which `{0}` says what it is of
    FRAGMENT_USED = "{0} is {use}"
    FRAGMENT_PASSED = "it passes {0} to `{1}`, whose code was not found"
    OWN_OBJECT = "{0} is put into a new object"
    KEPT_BY_ID = "it stores fragments by id"
    LAST_CHUNK = "it reads the last chunk after the loop"
    STARTED_BY_IDENTITY = "it starts a new call at every id or name"
    COLLECTED = "it collects fragments in `{0}`, which is read elsewhere"
    YIELDED_ONE_BY_ONE = "it yields the arguments' fragments one by one"
    YIELDED_WITHOUT_INDEX = "it yields fragments without their index"
    PARSED_BEHIND = "it parses a fragment after the loop"
    PARSED_UNTIL_WHOLE = "it parses the joined text after every fragment until it succeeds"
    KEYED_BY_IDENTITY = "it tells calls apart by their id or name, not by index"
    KEYED_BY_POSITION = "it tells calls apart by their position in one delta, not by index"
    KEYED_BY_MORE = "it tells calls apart by more than their index"
    JOINED_WITH_IDENTITY = "it joins only the fragments that have an id, a name or a role"
    JOINED_BY_LOOKS = "it filters fragments by their text before joining them"
    JOINED_IN_PART = "some fragments are joined and others used as they are"
    NOT_JOINED = "it reads the arguments but does not join them"
    BEGINS_ANEW = "it starts over with every chunk"
    LEAVES_AT_FRAGMENT = "it leaves the loop at the first fragment"
    LEAVES_AFTER_COUNT = "it leaves the loop after a number of chunks"
    LEAVES_EARLY = "line {0} leaves the loop as soon as anything is joined"
    USED_EARLY = "line {0} uses the joined text before the stream has ended"
    # Imports of a library
    STAR_IMPORT = "`import *` hides what is used"
    SUBMODULE = "a submodule is imported"
    REBOUND = "`{0}` is assigned elsewhere too"
    MODULE_HANDED_ON = "the module `{0}` is passed to other code"
    DERIVED = "it has a subclass"
    NAME_TAKEN = "the name `{0}` already means something else in this file"
    NAMED_IN_TEXT = "the string at line {1} names `{0}`"
    NAMED_IN_FILE = "{1} refers to `{0}` in this file"
    # Limits: the search was given up
    TOO_MANY_PLACES = "the value can come from too many places"
    ANSWER_TOO_FAR = "parts of the answer go through too many places"
    TOO_FAR = "the value is more than {0} steps away"
    TOO_MANY_VALUES = "it is one of more than {0} values"
    TOO_MANY_CALLERS = "`{0}` is called at more than {1} places"
    TOO_NESTED = "a dict is spread more than {0} times"
    TOO_MANY_CHANGES = "it is changed at more than {0} places before"


# What becomes of a value, and what binds a name: the word that code has for it → a sentence's.
USES = {
    "named": "bound to a name",
    "tested": "tested in a condition",
    "shown": "printed or logged",
    "formatted": "formatted into a string",
    "iterated": "iterated over",
    "step": "read in part",
    "method": "used in a method call",
    "key": "used as a key",
    "joined": "added to a string",
    "parsed": "parsed",
    "stored": "stored in an item or attribute",
    "appended": "put into a list",
    "extended": "added to a list",
    "passed": "passed to a function",
    "yielded": "yielded",
    "returned": "returned",
    "dropped": "not used",
    "other": "used in another way",
}
BINDINGS = {
    "assign": "an assignment",
    "unpack": "an unpacking",
    "augment": "an augmented assignment",
    "annotate": "an annotation",
    "parameter": "a parameter",
    "import": "an import",
    "function": "a function",
    "class": "a class",
    "loop": "a loop variable",
    "with": "a with target",
    "catch": "an exception",
    "capture": "a match capture",
    "delete": "a del",
}


@dataclass(frozen=True)
class Unresolved:
    """One thing that could not be seen.

    Attributes:
        subject: The expression, name or number that the reason is about.
        within: What the subject is a part of, or comes from; of `USED` and its like, a word of
            `USES`, and of `OTHER_BINDING` one of `BINDINGS`.
        cause: Why a part of it is unresolved, where that is known.
    """

    reason: Reason
    subject: str = ""
    within: str = ""
    cause: Unresolved | None = None

    @property
    def first_cause(self) -> Unresolved:
        """What all of it comes from."""
        return self.cause.first_cause if self.cause is not None else self

    @property
    def key(self) -> tuple[str, ...]:
        """Its parts as plain words, by which it is told from others whatever its sentence says."""
        cause = self.cause.key if self.cause else ()
        return (self.reason.name, self.subject, self.within, *cause)

    def __str__(self) -> str:
        words = {"use": USES.get(self.within), "binding": BINDINGS.get(self.within)}
        return self.reason.value.format(self.subject, self.within, cause=self.cause, **words)
