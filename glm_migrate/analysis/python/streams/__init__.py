"""Streamed answers: who reads them, what is done with their parts, and how a loop is rewritten.

`consumer_search` is the way in. `answer_parts` reads expressions as parts of an answer (whose
schema is `answer_schema`), and `consumer` gathers them for one loop. `tool_fragments` judges what
is done with tool calls, part by part, into a `verdict`; `call_keys` says by what calls are told
apart. `unguarded_choices`, `nullable_text` and `optional_reasoning` judge what may be missing.
`rewrite` plans the loop's rewrite and says why that might be another program.
"""
