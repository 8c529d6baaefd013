"""The report on many repositories: a record of each, its patch, and all of them put together.

Records are plain values; whatever is shown here is made of them alone.
"""
