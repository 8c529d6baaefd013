"""How much of one file is looked at, whatever its kind.

Real files stay far below each of them. How far a value is followed stands in
`python/dataflow/limits.py`, how a settings file is read in `value_trees/limits.py`.
"""

from __future__ import annotations

MAX_ID_TEXT = 120  # characters of a string that may be an id
MAX_ID_BESIDE = 100  # bytes of an id before and behind its letters; images are words of megabytes
MAX_AROUND_CODE = 8 << 20  # bytes of a notebook that are searched, without those of its code
MAX_SETTINGS = 100_000  # values of a settings file; what is beyond is data
MAX_TABLE_WAYS = 3  # on which one table of settings is looked at, for aliases multiply
# Code is read as it is where it costs less than to leave a part of it out.
MIN_DEFERRED_BODY = 160  # characters of the body of a function
MIN_DEFERRED_FILE = 2_000  # characters of a file that is worth to be looked at twice
MAX_NESTING = 5_000  # nodes of a program in others; LibCST takes four seconds for that many
