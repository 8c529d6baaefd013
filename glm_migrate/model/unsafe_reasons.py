"""Why a change needs the user's word: a kind and its place.

Code asks whether there is a reason, and of which kind; the sentence, to which a rule adds what to
do, is made here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from glm_migrate.model.unresolved import USES


class UnsafeKind(Enum):
    """What else a change would reach, or what it might do otherwise: the sentence of it.

    `{0}` is the place, `{1}` what it is a part of, is given to, or is found in; `{use}` what is
    done with it.
    """

    # A dict whose key is taken out
    PART_OF_VALUE = "the dict is part of a value that other code can read"
    USED_ELSEWHERE = "`{0}` is also used elsewhere in the file"
    USED_IN_FILE = "`{0}` may also be used in {1}"
    CALLED_ELSEWHERE = "`{0}()` is also called elsewhere"
    # An id: where else it stands
    IN_A_ROLE = "it is also {0}, which other code may read"
    FIRST_CHOICE = "it is chosen at first in `{0}(…)`, which must list it"
    ALSO_AT = '"{0}" is also {1}'
    ALSO_DEFAULT = '"{0}" is also a default of {1}'
    IN_A_LIST = "the same file names it as a key or in a list"
    SECTIONS = "several sections have it"
    ALIASED = "an alias leads to it from another place, too"
    CHECK_BOTH = "{0}; check both"
    # An id: who is asked
    STATED = "{0}"  # by a source of the data
    NOT_PLAIN = "it is not a single plain string; change it by hand"
    LISTED_TWICE = "{0} would be listed twice; choose which of the other ids to keep"
    IMAGES = "the messages contain images, which the target does not accept"
    LOCAL_NAME = (
        "a local server serves this name; serve the new model there first, then rename it here"
    )
    CODING_PLAN = "the coding-plan endpoint serves its own list of models; choose one of those"
    OTHER_VENDOR = "{0} is another vendor's address; ask what it serves"
    NO_CALL = "the call that uses it was not found; check that it goes to Z.AI or BigModel"
    CLIENT_UNSEEN = "cannot see {0}; check that it serves {1}"
    # A request field that is written anew
    MAY_BE_SET = "cannot see {0}, which may set `{1}` already"
    SEVERAL_DICTS = "the body is assembled from several dicts; add the key to one of them"
    CALL_HANDED_ON = "the call is passed to code that was not found"
    ADD_ALONE = "{0}; add the key for this request alone"
    PLACE_UNKNOWN = "set `{0}` by hand: no dated source says where {1} takes it"
    VERSION_UNKNOWN = (
        "set `{0}` by hand: no dated source says where {1} takes it in the declared version"
    )
    EXTRA_BODY_ELSEWHERE = "`extra_body` is not a dict literal in the call; add the key there"
    PARTIAL = "a caller of the partial may pass an `extra_body` that replaces it; move it by hand"
    SET_IN_SOME_CASES = "`{0}` is already set in some cases; set it in all of them"
    SET_TO_NOTHING = "`{0}` is already set there to a value that sends nothing"
    IN_OTHER_FILE = "the value is written in another file"
    NAMED_VALUE = "the value stands in a variable that other code may read"
    EXPECTED_BY = "{0} expects this value; change both together"
    CHECK_READERS = "{0}; check what else reads it"
    # An id: what else reads the variable that holds it
    TESTED_FOR = '`{0}` is tested for "{1}"'
    OTHER_ID = "another id is built from `{0}`"
    OTHER_ID_MAY_BE = "another id may be built from `{0}`"
    LOADED = "`{0}` is also loaded by {1}(…)"
    OF_BATCH = "`{0}` is also the model of a batch, which takes models of its own list"
    OF_TUNING = "`{0}` is also the model of a tuning job, which takes models of its own list"
    OF_UNKNOWN = "`{0}` is also the model of {1}(…), an unknown function"
    OF_UNDEFINED = "`{0}` is also given to {1}(…), which nothing in sight defines"
    # An id: what its text decides
    PIECE_READ = "`{0}` is read"
    NAME_IN = "`{0}` is a name in `{1}`"
    ATTRIBUTE_NAME = "`{0}` is the name of an attribute in {1}(…)"
    MODULE_NAME = "`{0}` is the name of a module in {1}(…)"
    FILE_NAME = "`{0}` is the name of a file that is read"
    VARIABLE_NAME = "`{0}` is the name of a variable of the environment"
    INHERITED = "`{0}` is a variable of the environment, which {1}(…) hands on"
    USED_IN_SCRIPT = "the script also uses `${0}` in a command"
    LOOKED_UP = "`{0}` is looked up in `{1}`"
    LOOKED_FOR = "`{0}` is looked for in `{1}`"
    COMPARED = "`{0}` is compared with `{1}`"
    VALUES_AS_KEYS = "the values of `{0}` become keys"
    # Cells of a notebook
    RUN_BEFORE = (
        "cell {0} was last run before cell {1}, which stands above it; check which value reaches "
        "the call"
    )
    # A line of a loop over a stream
    IN_F_STRING = "it is inside an f-string; change it by hand"
    FORMATTED = "the f-string formats it; change it by hand"
    COMMENTED = "it contains a comment; change it by hand"
    REFUSES_NO_TEXT = "a delta without text is an error here; handle it by hand"
    NO_ITEM = "an empty text has no such item; handle it by hand"
    ENDS_WITHOUT_TEXT = "a delta without text ends the loop here; let it pass by hand"
    COMPUTED_CHOICES = "the list of choices is computed; skip empty ones by hand"
    OF_CALLER = "skip chunks without choices in the code that passes them to this function"
    OTHER_LOOP_BETWEEN = "another loop is in between; skip the chunk by hand"
    SKIPS_NEXT = "`continue` would skip the line that reads the next chunk; check by hand"
    LOOP_ON_ONE_LINE = "the loop is written on one line; skip the chunk by hand"
    READ_ON_SAME_LINE = "the chunk is read in the same line; skip it by hand"
    UNDER_CONDITION = "it is read only under a condition; check for choices there"
    OF_OTHER_LOOP = "the chunk comes from another loop; filter it by hand"
    NO_PLACE_FOR_REASONING = "decide where the reasoning goes, and read it there"
    NOBODY_READS_REASONING = "nothing here would read it; decide where the reasoning goes"
    DELTA_UNNAMED = "the delta is not bound to a name here; collect the reasoning by hand"
    DELTA_UNDER_CONDITIONS = "the delta is read under conditions; collect the reasoning by hand"
    TAKE_ONCE = "take {0} only from the first fragment that has it"
    SET_WHERE_GIVEN = "set {0} only when the fragment has it"
    # The rewrite of a whole loop over a stream
    COMPREHENSION = "the stream is read in a comprehension; write it as a loop that joins by index"
    ALL_ON_ONE_LINE = "the loop is written on one line; join the fragments by index by hand"
    NO_LOOP_OF_FRAGMENTS = (
        "the fragments are not read in one loop of their own; join them by index by hand"
    )
    RETURNS_TOO_SOON = "the loop returns before the calls could be used; make that a `break` first"
    SHARED_LINES = "the code shares lines with other code; move it by hand"
    ONE_STRING = "several calls would still end up in one string; keep one for each"
    READS_ONE_CALL = (
        "it reads one call and would now get all of them; check that it can take several"
    )
    KEPT_LAST_CALLS = "it kept the calls of the last delta and would now get all; check that it can"
    SHARES_NAMES = "the code moved after the loop shares {0} with the rest; check the order"
    RUNS_LATER = "line {0} may run for later chunks and would now come first; check the order"
    OTHER_ORDER = "the comprehension would have its effects in another order; check the order"
    CHANGED_AFTER = "the comprehension reads `{0}`, which is changed after it"
    LOOP_ELSE = "the loop has an `else`; check what runs when"
    LEAVES_WITHIN = "it yields or returns from within the loop; check what the caller sees when"
    LEAVES_FRAGMENTS = "it leaves the loop over the fragments early; check which calls are meant"
    DEFINES_WITHIN = "it defines functions within the loop; check what they see when they run"
    LOOP_LEAVES = "the loop yields or returns; check what the caller sees when"
    RAISES = "the loop raises; check what has to run before"
    LEAVES_AT_LINE = "line {0} leaves the loop; check that all fragments have arrived by then"
    LEFT_BY_EXCEPTION = (
        "the end of the stream leaves the loop by an exception; catch it within the loop"
    )
    IN_BLOCK = "it is in a block (`with`, `try` …) that would end before the moved code"
    DROPS_FRAGMENTS = "a condition around it drops fragments; check what it is for"
    STATE_DECIDES = "`{0}`, which the loop changes, decides which fragments count; check it"
    ALSO_USED = "`{0}` is also {use}; check who reads it"
    OBJECTS_OR_DICTS = "its fragments may be objects or dicts; check which"
    ONCE_A_FRAGMENT = "line {0} would run once for each fragment; check what it is for"
    READ_AGAIN = "line {0} reads the same fragments again, which are joined by then; check it"
    READ_OUTSIDE = "`{0}` is read outside the loop over the fragments; check it"


@dataclass(frozen=True)
class UnsafeReason:
    """One thing that the user has to look at before a change.

    Attributes:
        place: The expression, name, id or line that the reason is about.
        within: What it is a part of, is given to, or is found in; of `ALSO_USED`, a word of `USES`.
    """

    kind: UnsafeKind
    place: str = ""
    within: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(self.place, self.within, use=USES.get(self.within))
