"""Streamed answers: who reads them, what is done with their parts, and how a loop is rewritten.

`loops` is the way in. `deltas` reads expressions as parts of an answer, `scene` gathers them for
one loop, `fragments` and `spots` judge it, `repairs` and `deferral` plan its rewrite, and `doubts`
tells why a rewrite might not be the same program.
"""
