"""Many repositories: each a task, handled in a process of its own, by an engine that exists.

A task is plain data and its result is plain data, so that where it is handled does not show.
"""
