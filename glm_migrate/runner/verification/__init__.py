"""Runs the user's own program against a loopback stand-in for the vendor's API, and judges it.

`script` says what the model answers, `service` speaks the wire format and records what it is sent,
`child` leads the requests of the program's processes to it.
"""
