"""Streamed answers: who reads them, what is done with their parts, and how a loop is rewritten.

`loops` is the way in. `deltas` reads expressions as parts of an answer, and `scene` gathers them
for one loop. `fragments` and `spots` judge it; `keys` says by what it tells calls apart. `repairs`
and `deferral` plan its rewrite, and `doubts` says why that might not be the same program.
"""
