"""How long a change at one hub takes until the searches of the others show it."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from figures import Figure
from fleet import Fleet, Line, progress
from harness.client import Client, next_day
from harness.hub import TONIGHT
from platforms import Platforms

_TARGET_MS = 200
_GIVE_UP_SECONDS = 10
# Between two looks at another hub.
_LOOK_SECONDS = 0.001
# Nights that nobody else books.
_FIRST_NIGHT = 310


class Watch:
    """Books at one hub and looks at the others until they show it."""

    def __init__(self, fleet: Fleet, keys: list[str], inns: int):
        self._inns, self._keys = inns, keys
        # A connection for each hub to book at, and two of each to look from.
        self._book = [Line(hub) for hub in fleet.hubs]
        self._look = [Line(hub) for hub in fleet.hubs]
        self._turn = count()
        self._asked = count()
        self._pool = ThreadPoolExecutor(len(fleet.hubs) - 1)

    def sample(self) -> list[float]:
        """Seconds from the answer to a booking until each of the others shows one room less."""
        turn = next(self._turn)
        room = f"B{turn % self._inns}-1"
        night = next_day(TONIGHT, _FIRST_NIGHT + turn // self._inns)
        here = turn % len(self._book)
        status, answer = self._book[here].ask(
            "POST", "/v1/bookings", self._key(), Client.body(f"{room}-ro", night), f"stale-{turn}-{time.time()}"
        )
        acknowledged = time.monotonic()
        if status != 201:
            raise SystemExit(f"staleness: {status} {answer}")
        others = [line for hub, line in enumerate(self._look) if hub != here]
        return list(self._pool.map(lambda line: self._seen(line, room, night) - acknowledged, others))

    def _seen(self, line: Line, room: str, night: str) -> float:
        inn = room.split("-")[0]
        path = f"/v1/availability?check_in={night}&check_out={next_day(night)}&inns={inn}"
        began = time.monotonic()
        while True:
            status, answer = line.ask("GET", path, self._key())
            now = time.monotonic()
            if status != 200:
                raise SystemExit(f"staleness: {status} {answer}")
            rooms = {each["room_type"]: each["remaining"] for each in answer["availability"]}
            if rooms[room] == 4:
                return now
            if now - began > _GIVE_UP_SECONDS:
                raise SystemExit(f"a booking of {room} on {night} never showed: {rooms}")
            time.sleep(_LOOK_SECONDS)

    def _key(self) -> str:
        return self._keys[next(self._asked) % len(self._keys)]

    def samples(self, wanted: int, seconds: float) -> list[float]:
        """In milliseconds, at instants that have nothing to do with each other; sorted."""
        chance = random.Random(7)
        seen: list[float] = []
        ends = time.monotonic() + seconds
        while len(seen) < wanted or time.monotonic() < ends:
            seen += [1000 * each for each in self.sample()]
            time.sleep(chance.uniform(0, 0.04))
        return sorted(max(0.0, each) for each in seen)


def share(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(len(values) * part))]


def measure(
    platforms: Platforms, fleet: Fleet, keys: list[str], inns: int, nights: list[str], wanted: int
) -> list[Figure]:
    """Idle, and beside clients that book at all three as fast as they are answered."""
    half = len(keys) // 2
    watch = Watch(fleet, keys[half:], inns)
    idle = watch.samples(wanted, 0)
    progress(f"idle: p50 {share(idle, 0.5):.1f} ms, p99 {share(idle, 0.99):.1f} ms of {len(idle)}")
    # Longer than the samples take; what is left of it is waited for.
    seconds = max(5, round(wanted / 16))
    runs = platforms.start_at_all(fleet.ports, "bookings", keys[:half], seconds + 1, inns=inns, nights=nights)
    time.sleep(0.5)
    busy = watch.samples(0, seconds)
    loads = platforms.finish_all(runs)
    rate = sum(load.rate for load in loads)
    progress(f"beside {rate:.0f} bookings a second: p99 {share(busy, 0.99):.1f} ms of {len(busy)}")
    both = f"of {len(idle)} looks idle and {len(busy)} beside {rate:.0f} bookings a second"
    return [
        Figure(
            "staleness_ms_p99",
            max(share(idle, 0.99), share(busy, 0.99)),
            f"the worse of both; {both}",
            at_most=_TARGET_MS,
        ),
        Figure("staleness_idle_ms_p50", share(idle, 0.5), "ms, three hubs at rest"),
        Figure("staleness_idle_ms_p99", share(idle, 0.99), "ms", at_most=_TARGET_MS),
        Figure("staleness_busy_ms_p50", share(busy, 0.5), "ms, the search itself included"),
        Figure("staleness_busy_ms_p99", share(busy, 0.99), "ms", at_most=_TARGET_MS),
        Figure("staleness_ms_max", max(idle[-1], busy[-1]), "ms, of all"),
    ]
