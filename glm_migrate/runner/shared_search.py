"""A search of many files in several processes, each of which searches a share of them."""

from __future__ import annotations

import os
from functools import partial

from glm_migrate.project.prefilter import Hits, Search, Share, alone

_PARALLEL = 4_000  # files from which a second process saves more than the 5 ms that it costs


def among(jobs: int) -> Share:
    """Share a search among so many processes, where that is worth it and the system can fork."""
    return alone if jobs == 1 or not hasattr(os, "fork") else partial(_shared, jobs)


def _shared(jobs: int, search: Search, count: int) -> Hits:
    if count < _PARALLEL:
        return search(range(count))
    shares = [range(start, count, jobs) for start in range(jobs)]
    running = [(_fork(search, share), share) for share in shares[1:]]
    hits = search(shares[0])
    for (process, pipe), share in running:
        reply = _collect(process, pipe)
        hits |= search(share) if reply is None else reply
    return hits


def _fork(search: Search, share: range) -> tuple[int, int]:
    """Search a share in a second process: its id, and the pipe on which it writes the hits."""
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return process, reader
    try:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(b"%s." % b" ".join(b"%d:%d" % hit for hit in search(share).items()))
    finally:
        os._exit(0)


def _collect(process: int, pipe: int) -> Hits | None:
    """The hits of a second process; None when it died before its last word."""
    with os.fdopen(pipe, "rb") as stream:
        reply = stream.read()
    os.waitpid(process, 0)
    if not reply.endswith(b"."):
        return None
    hits = (hit.split(b":") for hit in reply[:-1].split())
    return {int(index): carries == b"1" for index, carries in hits}
