"""Free ports of the loopback interface."""

from __future__ import annotations

import os
import random
import socket

LOOPBACK = "127.0.0.1"

# Below the ports that the kernel gives out by itself (from 32768), so that no passing connection
# takes one between our look and its use.
_FIRST, _LAST = 12_000, 32_000
_TRIES = 500


def _share() -> tuple[int, int]:
    """This process' part of them: workers side by side can't take a port that another has looked at."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return _FIRST, _LAST
    size = (_LAST - _FIRST) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"]) // 2 * 2
    first = _FIRST + int(worker.removeprefix("gw")) * size
    return first, first + size


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
    lowest, highest = _share()
    for _ in range(_TRIES):
        first = _random.randrange(lowest, highest - count, 2)
        block = range(first, first + count)
        if _given.isdisjoint(block) and all(_is_free(port) for port in block):
            _given.update(block)
            return first
    raise RuntimeError(f"no {count} free ports in a row between {lowest} and {highest}")
