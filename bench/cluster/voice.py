"""Calls that two hubs take behind Kamailio, beside those of one: until the cores are full."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import places
from figures import Figure, table
from fleet import Fleet, progress, server_seconds
from harness.hub import Hub
from harness.kamailio import Kamailio
from harness.ports import free_ports
from harness.postgresql import Cluster
from processes import compiled, family_seconds, processor_seconds

_CALLER = "0175000001"
_RAMP_PER_SECOND = 25
# A gap that an ear hears; the rule for one hub with 500 calls.
_GAP_MS = 40
_END_SECONDS = 300
_REST_SECONDS = 10


@dataclass(frozen=True)
class Size:
    # Calls at once that each hub is given, step by step.
    steps: tuple[int, ...] = (100, 200, 300, 400, 500)
    seconds: int = 20
    # Short calls a second.
    rates: tuple[int, ...] = (100, 150, 200, 250, 300, 350, 400)
    new_calls: int = 2000

    @property
    def lines(self) -> int:
        """Of each hub."""
        return max(self.steps)


@dataclass
class Step:
    """What came of one load at one or two hubs."""

    hubs: int
    # Calls at once, or a second.
    calls: int
    told: dict[str, Any]
    # Of a core: each hub, their server, the proxy, the telephones.
    shares: dict[str, float]

    @property
    def is_clean(self) -> bool:
        told = self.told
        return (
            not (told["failed"] or told["refused"] or told["keys_lost"] or told["lost"])
            and told["gap_p999"] <= _GAP_MS
        )

    def is_complete(self, total: int) -> bool:
        """All short calls were answered and ended in order."""
        return self.told["done"] == total and not (self.told["failed"] or self.told["refused"])

    @property
    def row(self) -> tuple[str, ...]:
        told = self.told
        bad = told["failed"] + told["refused"]
        shares = [f"{self.shares[name]:.2f}" for name in ("hubs", "server", "proxy", "telephones")]
        return (
            *(str(self.hubs), str(self.calls), str(bad), str(told["keys_lost"]), str(told["lost"])),
            *(str(told["gap_p999"]), *shares, "clean" if self.is_clean else ""),
        )


class Bench:
    def __init__(self, program: Path, folder: Path, size: Size):
        self._size = size
        self._load = compiled(folder, "load", "calls/load.c")
        self._folder, self._program = folder, program
        self.steps: list[Step] = []

    def run(self) -> list[Figure]:
        places.make_sentences(self._program, self._folder)
        with contextlib.ExitStack() as stack:
            self._server = stack.enter_context(contextlib.closing(Cluster()))
            fleet = Fleet(self._program, self._folder, self._server.url, 2, self._size.lines)
            port, network = free_ports(), free_ports()
            for hub in fleet.hubs:
                hub.trunk_port = port
            stack.enter_context(fleet)
            for hub in fleet.hubs:
                places.settle(hub, _REST_SECONDS)
            one = self._behind(port, network, fleet.hubs[:1])
            two = self._behind(port, network, fleet.hubs)
        for line in table([_HEAD, *(step.row for step in self.steps)], numbers=tuple(range(10))):
            progress(line)
        calls = [most for most, _ in (one, two)]
        rates = [rate for _, rate in (one, two)]
        full = max(sum(step.shares.values()) for step in self.steps)
        cores = os.cpu_count() or 1
        return [
            Figure("voice_calls_one", calls[0], f"calls at once, one hub of {self._size.lines} lines, clean"),
            Figure("voice_calls_two", calls[1], "two hubs behind Kamailio, clean"),
            Figure("voice_calls_two_over_one", calls[1] / max(calls[0], 1), f"of two cores' work {full:.1f}/{cores} at most"),
            Figure("voice_new_calls_one_per_s", rates[0], "short calls a second, all in order"),
            Figure("voice_new_calls_two_per_s", rates[1], "the same at two hubs"),
            Figure("voice_new_calls_two_over_one", rates[1] / max(rates[0], 1), ""),
        ]

    def _behind(self, port: int, network: int, hubs: list[Hub]) -> tuple[int, int]:
        """The most calls at once, and a second, that so many hubs take well."""
        with Kamailio(port, network, hubs) as kamailio:
            kamailio.wait_until_ready(hubs[0])
            # Sentences are read from the disk once.
            self._start(kamailio, 4 * len(hubs), 4, 5, 4 * len(hubs)).communicate(timeout=_END_SECONDS)
            most = 0
            for each in self._size.steps:
                step = self._at_once(kamailio, hubs, each * len(hubs))
                if not step.is_clean:
                    break
                most = step.calls
            best = 0
            for rate in self._size.rates:
                step = self._short(kamailio, hubs, rate)
                if not step.is_complete(self._size.new_calls):
                    break
                best = rate
        return most, best

    def _at_once(self, kamailio: Kamailio, hubs: list[Hub], calls: int) -> Step:
        rate = _RAMP_PER_SECOND * len(hubs)
        talk = int(calls / rate) + self._size.seconds + 10
        run = self._start(kamailio, calls, rate, talk, calls)
        return self._watch(run, kamailio, hubs, calls, calls / rate + 8, self._size.seconds)

    def _short(self, kamailio: Kamailio, hubs: list[Hub], rate: int) -> Step:
        total = self._size.new_calls
        run = self._start(kamailio, self._size.lines * len(hubs), rate, 1, total)
        return self._watch(run, kamailio, hubs, rate, 1.5, max(1.0, total / rate - 3))

    def _start(
        self, kamailio: Kamailio, calls: int, rate: int, talk: int, total: int
    ) -> subprocess.Popen[str]:
        arguments = [kamailio.port, _CALLER, calls, rate, talk, total]
        return subprocess.Popen([self._load, *map(str, arguments)], stdout=subprocess.PIPE, text=True)

    def _watch(
        self,
        run: subprocess.Popen[str],
        kamailio: Kamailio,
        hubs: list[Hub],
        calls: int,
        begin: float,
        length: float,
    ) -> Step:
        """What everybody uses for a while, from some seconds after the load began."""

        def used() -> dict[str, float]:
            return {
                "hubs": sum(processor_seconds(hub.pid) for hub in hubs),
                "server": server_seconds(self._server),
                "proxy": family_seconds(kamailio.pid),
                "telephones": processor_seconds(run.pid),
            }

        time.sleep(begin)
        before, began = used(), time.monotonic()
        time.sleep(length)
        after, spent = used(), time.monotonic() - began
        told = json.loads(run.communicate(timeout=_END_SECONDS)[0])
        shares = {name: (after[name] - before[name]) / spent for name in after}
        step = Step(len(hubs), calls, told, shares)
        self.steps.append(step)
        progress(f"{len(hubs)} hubs, {calls}: {json.dumps(told)}")
        return step


_HEAD = ("hubs", "calls", "bad", "keys lost", "rtp lost", "gap p99.9", "hubs", "server", "proxy", "load", "")
