"""Settings files as trees of values, each with its place: what the kinds of files share.

No kind of its own: the settings and the code that reads them both ask for the tree of a file.
"""
