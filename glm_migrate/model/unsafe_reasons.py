"""Why a change reaches more than the call that it is made for: a kind and its place.

Code asks whether there is a reason, and of which kind; the sentence, to which a rule adds what to
do, is made here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class UnsafeKind(Enum):
    """What else a change would reach: the sentence of it.

    `{0}` is the place, `{1}` what it is a part of, is given to, or is found in.
    """

    # A dict whose key is taken out
    PART_OF_VALUE = "the dict is part of a value that other code can read"
    USED_ELSEWHERE = "`{0}` is also used elsewhere in the file"
    USED_IN_FILE = "`{0}` may also be used in {1}"
    CALLED_ELSEWHERE = "`{0}()` is also called elsewhere"
    # An id: where else it stands
    IN_A_ROLE = "it is {0}, which other code may read"
    ALSO_AT = '"{0}" is also {1}'
    ALSO_DEFAULT = '"{0}" is also a default of {1}'
    IN_A_LIST = "the same file names it as a key or in a list"
    SECTIONS = "several sections have it"
    ALIASED = "an alias leads to it from another place, too"
    # An id: what else reads the variable that holds it
    TESTED_FOR = '`{0}` is tested for "{1}"'
    OTHER_ID = "another id is built from `{0}`"
    OTHER_ID_MAY_BE = "another id may be built from `{0}`"
    LOADED = "`{0}` is also loaded by {1}(…)"
    OF_BATCH = "`{0}` is also the model of a batch, which takes models of its own list"
    OF_TUNING = "`{0}` is also the model of a tuning job, which takes models of its own list"
    OF_UNKNOWN = "`{0}` is also the model of {1}(…), an unknown function"
    # An id: what its text decides
    PIECE_READ = "`{0}` is read"
    NAME_IN = "`{0}` is a name in `{1}`"
    ATTRIBUTE_NAME = "`{0}` is the name of an attribute in {1}(…)"
    MODULE_NAME = "`{0}` is the name of a module in {1}(…)"
    FILE_NAME = "`{0}` is the name of a file that is read"
    LOOKED_UP = "`{0}` is looked up in `{1}`"
    LOOKED_FOR = "`{0}` is looked for in `{1}`"
    COMPARED = "`{0}` is compared with `{1}`"
    VALUES_AS_KEYS = "the values of `{0}` become keys"


@dataclass(frozen=True)
class UnsafeReason:
    """One thing besides the call that a change would reach.

    Attributes:
        place: The expression, name or id that the reason is about.
        within: What it is a part of, is given to, or is found in.
    """

    kind: UnsafeKind
    place: str = ""
    within: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(self.place, self.within)
