"""Streamed answers: who reads them, what is done with their parts, and how a loop is rewritten.

`consumer_search` is the way in. `answer_parts` reads expressions as parts of an answer, and
`consumer` gathers them for one loop. `tool_fragments`, `unguarded_choices`, `nullable_text` and
`optional_reasoning` judge it; `call_keys` says by what it tells calls apart. `rewrite` plans its
rewrite and says why that might be another program.
"""
