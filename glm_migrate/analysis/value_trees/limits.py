"""How far a settings file is read; what lies beyond is unresolved, or the file counts as broken.

Settings that people write stay far below each of them; they bound the time for made-up files.
"""

from __future__ import annotations

MAX_NESTING = 100  # tables and lists in one another, in JSON and YAML
MAX_SLOW_TEXT = 256 << 10  # characters; without its C library PyYAML reads some 50 kB a second
MAX_MERGED = 20_000  # entries that `<<` of YAML may add to all tables together
MAX_VARIABLE_NODES = 20_000  # nodes of a file in which variables of the environment are looked for
# What of a file is handed to the data flow.
MAX_MODULE_VALUES = 5_000  # parsing more takes longer than a look at them is worth
MAX_MODULE_NESTING = 40
MAX_MODULE_TEXT = 2_000  # characters of a text
MAX_REFERENCES = 8  # from one `${key}` to the next
MAX_NUMBER_TEXT = 40  # characters of a number
