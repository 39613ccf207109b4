"""Free ports of the loopback interface."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"

# Below the ports that the kernel gives out by itself (from 32768), so that no passing connection
# takes one between our look and its use.
_FIRST, _LAST = 12_000, 32_000
_TRIES = 500

_given: set[int] = set()
_random = random.SystemRandom()


def _is_free(port: int) -> bool:
    """Whether nobody listens here, by UDP or TCP."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                return False
    return True


def free_ports(count: int = 1) -> int:
    """The first of `count` free ports in a row, even, as RTP wants it; given out once a run."""
    for _ in range(_TRIES):
        first = _random.randrange(_FIRST, _LAST - count, 2)
        block = range(first, first + count)
        if _given.isdisjoint(block) and all(_is_free(port) for port in block):
            _given.update(block)
            return first
    raise RuntimeError(f"no {count} free ports in a row between {_FIRST} and {_LAST}")
