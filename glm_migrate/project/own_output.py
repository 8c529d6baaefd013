"""Files that this tool wrote: a report or a list of findings names older ids, and sets none.

They are told by how they begin, for the user chooses their names. All have a file ending in which
settings are searched for; what is written for people is prose, whatever wrote it.
"""

from __future__ import annotations

import re

_HEAD = 1024  # bytes: enough to hold what every format begins with
_WRITTEN = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*(?:
        \# [^\n]*`glm-migrate[ ]check`                                        # a baseline
        | \{.*?"(?:tool|driver|source)"\s*:\s*\{\s*"name"\s*:\s*"glm-migrate" # report, others
        | \[?\s*\{\s*"code"\s*:\s*"GLM\d{3}"                                  # json, json-lines
        | \[\s*\{\s*"description"\s*:.*?"check_name"\s*:\s*"GLM\d{3}"         # gitlab
        | (?:<\?xml[^>]*>\s*)?<testsuites[ ]name="glm-migrate"                # junit
    )""",
    re.VERBOSE | re.DOTALL,
)


def is_own_output(data: bytes) -> bool:
    """Whether the bytes of a file are a report, findings or a baseline of this tool."""
    return _WRITTEN.match(data[:_HEAD]) is not None
