"""A loopback stand-in for the chat API, and a stage on which real clients talk to it.

`script` says what the model answers, `server` speaks the wire format and records what it is sent,
`stage` runs a program against it. What the server does is written from the vendor's documents and
from captures; nothing here looks at what the tool under test does.
"""
