"""What runs in the processes of a verified program; each module needs the standard library only.

They are loaded by file, under names that no program has, in whatever Python the program has. So
they import nothing of each other: `path/sitecustomize.py` puts them together.
"""
