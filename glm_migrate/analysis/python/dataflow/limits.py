"""How far a search goes before it is given up; what is cut is unresolved, never left out.

Real code stays far below each of them; they keep a search from taking minutes on made-up or
machine-written code.
"""

from __future__ import annotations

# One query: the deepest in real code take some hundreds of steps; parsing a file counts as many.
MAX_STEPS = 3_000
MAX_FILE_STEPS = 100_000  # of all queries about one file; real ones take some thousands
STEPS_TO_PARSE = 100
THINGS_A_STEP = 20  # definitions and values that are looked at in one step
STEPS_A_VALUE = 5  # of a file, for each value but a few that an argument of a call can be
KNOWN_A_THING = 10  # values that are passed over, as they are known already
THINGS_A_TEST = 4  # that it takes to ask one test about one value
MAX_DEPTH = 24  # hops from an expression to what it can be
MAX_VALUES = 1_000  # of one expression
MAX_SETTINGS = 20  # values of one variable of the environment, or key of a session, by code
MAX_YIELDING = 20  # generators that one loop goes over, each for the one before it
MAX_CALLS = 1_000  # of one method name; `run` or `create` can have thousands
MAX_TYPES = 12  # names in an annotation behind names
MAX_SPREADS = 12  # dicts spread into dicts
MAX_NAMES = 40  # of one object
MAX_ID_HOLDERS = 200  # variables, items and calls that give one id
MAX_KEY = 40  # characters of a key that a variable can hold
MAX_CHANGES = 100  # of one object before one use
MAX_CLIENT_WRAPS = 8  # calls around the call that makes a client
MAX_RECORDS = 100  # of a table whose key is not seen
MAX_PARTS = 400  # of a literal list
MAX_LITERAL_DEPTH = 6  # lists and dicts in one another
MAX_DIGITS = 1_000  # Python reads and writes no more than 4,300
MAX_BODY_WRAPS = 4  # calls around a request body
MAX_ANSWER_STEPS = 20_000  # of all readings of one file; real ones take up to two thousand
MAX_ANSWER_DEPTH = 120  # hops from an expression back to the call that began a stream
MAX_LOCAL_HOPS = 5  # local names between a part of an answer and what is made of it
MAX_CALLED_FUNCTIONS = 6  # functions that call each other, from a loop on
MAX_ALIAS_ROUNDS = 4  # rounds in which names of one object are collected
MAX_FOLDS = 12  # operations in one another whose text is worked out
MAX_FOLD_NAMES = 200  # names followed to work one out
MAX_FILE_FOLD_NAMES = 3_000  # for all expressions of one file; real ones take some hundreds
MAX_FOLDED = 16  # texts that one expression can come to
MAX_TEXT = 10_000  # characters of such a text
MAX_NUMBER = 1 << 40  # of what numbers come to; no limit or number of tokens is larger
MAX_POWER = 64
MAX_NUMBER_TEXT = 20  # characters of a number
MAX_PATH_STEPS = 12  # calls and operators that make the path of a file
MAX_METHOD_NAMES = 3  # names of one method, each for the next
MAX_ITEM_HOPS = 3  # hops from a collection to the file or list that its items come from
MAX_KEY_HOPS = 2  # names between a key and the part of an answer that it is made of
MAX_SETTINGS_CLASSES = 4  # classes of settings in one another
MAX_COMPOSED = 24  # files that Hydra makes one config of
MAX_CALLS_BETWEEN = 40  # calls between a write of what all modules share and its read
