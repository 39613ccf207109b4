"""Hubs with a made-up region and keys, at rest."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness.hub import Hub
from harness.ports import free_ports
from processes import SPEECH, processor_seconds
from region import add_inns

_PLATFORMS = 8
# A hub rests when it has used less of a core than this for so long.
_QUIET_SHARE, _QUIET_SECONDS, _SETTLE_SECONDS = 0.05, 3, 300
# Some five hundred sentences, half a second each, where other work goes on, too.
_SENTENCES_SECONDS = 480


@dataclass
class Place:
    """A hub with a region and keys."""

    hub: Hub
    keys: list[str]
    inns: int


def hub(program: Path, data: Path, lines: int = 32, **more: object) -> Hub:
    """A hub that isn't started yet; its sentences are those of all measurements.

    - lines: calls at once.
    """
    SPEECH.parent.mkdir(exist_ok=True)
    ports = 2 * lines + 40
    return Hub(
        program,
        data,
        **{
            "arguments": ("--lines", str(lines), "--log", "error"),
            "speech": SPEECH,
            "sound_ports": (free_ports(ports), ports),
        }
        | more,
    )


def keys(at: Hub, count: int) -> list[str]:
    """Keys of several platforms: one may ask 1,000 times in 10 s, none may come near."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda n: at.key(f"bench-{n % _PLATFORMS}"), range(count)))


@contextlib.contextmanager
def place(at: Hub, inns: int, key_count: int, rings: bool = True) -> Iterator[Place]:
    """Starts a hub, gives it a region and keys, and waits until it rests.

    - rings: whether the inns are rung about their bookings.
    """
    at.start()
    try:
        add_inns(at, inns, rings=rings)
        made = keys(at, key_count)
        # What loading left behind is no part of what serving takes.
        at.kill()
        at.start()
        settle(at)
        yield Place(at, made, inns)
    finally:
        if at.is_running:
            at.kill()


def settle(at: Hub, seconds: float | None = None) -> None:
    """Waits until a hub rests: after a start it makes sentences for a while.

    - seconds: how long at most; without it a hub that never rests is a fault.
    """
    deadline = time.monotonic() + (seconds or _SETTLE_SECONDS)
    quiet = 0
    while quiet < _QUIET_SECONDS:
        if time.monotonic() > deadline:
            if seconds:
                return
            raise SystemExit("the hub never rests")
        before = processor_seconds(at.pid, with_children=True)
        time.sleep(1)
        used = processor_seconds(at.pid, with_children=True) - before
        quiet = quiet + 1 if used < _QUIET_SHARE else 0


def make_sentences(program: Path, folder: Path) -> None:
    """Has every sentence of a call made before calls are measured: it takes a core for minutes."""
    at = hub(program, folder / "sentences", arguments=("--log", "info"))
    at.start()
    try:
        wait_for_sentences(at)
    finally:
        at.kill()


def wait_for_sentences(at: Hub) -> None:
    """- at: logs at the level «info»."""
    print("sentences are made …", file=sys.stderr, flush=True)
    deadline = time.monotonic() + _SENTENCES_SECONDS
    while "sentences of every call are made" not in at.log.read_text(errors="replace"):
        if time.monotonic() > deadline:
            raise SystemExit(f"the hub makes no end of sentences\n{at.log_end()}")
        time.sleep(1)
