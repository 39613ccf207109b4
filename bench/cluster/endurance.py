"""Hubs die one after the other, then the database does: what is lost, sold twice or rung twice.

Platforms book through three hubs all the time, keepers answer requests on the telephone, readers
follow the feed. A booking counts as acknowledged when a platform has read its answer; whatever had
no answer was asked again under the same name, so that in the end stored and acknowledged are alike.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from booker import Acknowledged, Booker, Follower
from figures import Figure
from fleet import Fleet, Line, Turns, progress
from harness.client import Client, next_day
from harness.hub import TONIGHT
from harness.inns import Inn, add_inn
from region import add_inns
from telephones import Telephones

_ROOMS = 5
_BOOKERS = 12
_SETTLE_SECONDS = 180
_WORK_SECONDS = 60
# Nights of inns whose rooms every hub is asked about at the end.
_ASKED = 100


@dataclass(frozen=True)
class Size:
    inns: int = 300
    nights: int = 60
    deaths: int = 9
    pace: float = 10
    fail_overs: int = 5
    phones: int = 60
    # Between two requests that ring an inn.
    request_pace: float = 1.5


class Requests(threading.Thread):
    """Asks one inn after the other for a room with breakfast, which its keeper decides."""

    def __init__(self, booker: Booker, inns: list[tuple[Inn, str]], pace: float):
        super().__init__(daemon=True)
        self._booker, self._inns, self._pace = booker, inns, pace

    def run(self) -> None:
        for _, plan in self._inns:
            self._booker.book(plan, Client.body(plan, TONIGHT), TONIGHT)
            time.sleep(self._pace)


class Endurance:
    def __init__(self, program: Path, folder: Path, size: Size):
        self.size = size
        self.pair = Turns()
        self.fleet = Fleet(program, folder, self.pair.url)
        self.bookers: list[Booker] = []
        self.followers: list[Follower] = []
        self.fail_over_seconds: list[float] = []
        self.cut = 0

    def run(self) -> list[Figure]:
        try:
            with self.fleet, Telephones(self.fleet.trunk_port) as self.telephones:
                self._lay_out()
                self._begin()
                began = time.monotonic()
                for death in range(self.size.deaths):
                    self._hub_dies(death, began + (death + 1) * self.size.pace)
                for turn in range(self.size.fail_overs):
                    self._server_dies(turn)
                seconds = time.monotonic() - began
                self._end()
                return self._judge(seconds)
        finally:
            self.pair.close()

    # What happens

    def _lay_out(self) -> None:
        size, hub = self.size, self.fleet.hubs[0]
        progress(f"three hubs, {size.inns} inns, {size.phones} of them with a telephone")
        add_inns(hub, size.inns, rings=False)
        inns = [add_inn(hub) for _ in range(size.phones)]
        self.key = hub.key("tabi-load")
        # A key may ask 1,000 times in 10 s, and a channel sees its own bookings in its feed.
        self.keys = [hub.key("tabi-load") for _ in range(_BOOKERS)]
        platform = Client(hub.url, self.key)
        self.phones = [(inn, platform.plan(inn.id, "breakfast")) for inn in inns]
        self.fleet.wait_until_known(self.keys[-1], inns[-1].id)
        self.start = Line(hub).ask("GET", "/v1/changes", self.key)[1]["cursor"]

    def _begin(self) -> None:
        size, hubs = self.size, self.fleet.hubs
        plans = [f"B{inn}-{kind}-ro" for inn in range(size.inns) for kind in (1, 2)]
        nights = [next_day(TONIGHT, 1 + day) for day in range(size.nights)]
        self.bookers = [
            Booker(hubs, key, plans, nights, seed) for seed, key in enumerate(self.keys)
        ]
        # Each hub is followed by its own reader, and all of them by one that asks each in turn.
        self.followers = [Follower(each, self.key, self.start) for each in ([hubs[0]], [hubs[1]], [hubs[2]], hubs)]
        self.asker = Booker(hubs, self.key, plans, nights, _BOOKERS)
        self.requests = Requests(self.asker, self.phones, size.request_pace)
        for thread in (*self.bookers, *self.followers, self.requests):
            thread.start()
        self._work(20)

    def _told(self, since: float = 0) -> int:
        return sum(
            1 for each in self.bookers for told in list(each.acknowledged) if told.asked > since
        )

    def _work(self, more: int) -> None:
        """Waits until so many more are acknowledged: everybody is at work."""
        since, deadline = time.monotonic(), time.monotonic() + _WORK_SECONDS
        while self._told(since) < more:
            if time.monotonic() > deadline:
                logs = "\n".join(hub.log_end(15) for hub in self.fleet.hubs)
                raise SystemExit(f"no work goes on for {_WORK_SECONDS} s\n{logs}")
            time.sleep(0.05)

    def _hub_dies(self, death: int, at: float) -> None:
        time.sleep(max(0.0, at - time.monotonic()))
        hub = self.fleet.hubs[death % 3]
        hub.kill()
        cut = self.telephones.hub_died(hub.sip_port)
        self.cut += cut
        self._work(5)
        self.telephones.hub_lives(hub.sip_port)
        hub.start()
        progress(f"hub {death % 3 + 1} died amid {cut} calls; {self._told()} bookings so far")

    def _server_dies(self, turn: int) -> None:
        """From the primary's crash to the first booking that was asked for after it."""
        self._work(20)
        began = time.monotonic()
        self.pair.primary.stop("immediate")
        dead = time.monotonic()
        self.pair.standby.promote()
        promoted = time.monotonic()
        deadline = began + _WORK_SECONDS
        first: float | None = None
        while first is None:
            if time.monotonic() > deadline:
                raise SystemExit(f"nobody sells after a fail-over\n{self.fleet.hubs[0].log_end()}")
            time.sleep(0.01)
            told = [
                each.told
                for booker in self.bookers
                for each in booker.acknowledged[-50:]
                if each.asked > dead
            ]
            first = min(told, default=None)
        self.fail_over_seconds.append(first - began)
        progress(f"server {turn + 1} died: promoted after {promoted - began:.2f} s, first booking after {first - began:.2f} s")
        if turn + 1 < self.size.fail_overs:
            self.pair.rejoin()

    def _end(self) -> None:
        self.requests.join(_SETTLE_SECONDS)
        for booker in self.bookers:
            booker.stop()
        for booker in self.bookers:
            booker.join(_SETTLE_SECONDS)
        progress(f"{self._told()} bookings; requests are answered on the telephone …")
        deadline = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < deadline and (self._undecided() or self.telephones.open):
            time.sleep(0.5)
        for follower in self.followers:
            follower.finish()

    def _undecided(self) -> int:
        return self.pair_now.number("SELECT count(*) FROM booking WHERE state = 'requested'")

    @property
    def pair_now(self) -> Any:
        """The server that takes writes now."""
        primary = self.pair.primary
        return primary if primary.is_running and not self._is_standby(primary) else self.pair.standby

    @staticmethod
    def _is_standby(server: Any) -> bool:
        return server.text("SELECT pg_is_in_recovery()") == "t"

    # What is left of it

    def _judge(self, seconds: float) -> list[Figure]:
        server = self.pair_now
        told = [each for booker in (*self.bookers, self.asker) for each in booker.acknowledged]
        strange = [text for each in (*self.bookers, self.asker, *self.followers) for text in each.strange]
        for text in strange[:5]:
            progress(f"strange: {text}")
        states = dict(
            line.split("|") for line in server.text("SELECT id, state FROM booking").splitlines()
        )
        names = {each.booking for each in told}
        kept = {name for name, state in states.items() if state in ("confirmed", "requested")}
        lost = len(names - kept) + len(strange)
        unknown = len(kept - names)
        gaps = self._gaps(server, names)
        twice = self.telephones.twice()
        for text in twice[:5]:
            progress(f"rung twice: {text}")
        calls = self.telephones.calls
        fail_overs = self.fail_over_seconds
        rate = len(told) / seconds
        again = sum(each.again for each in self.bookers)
        what = f"of {len(names)} acknowledged, {self.size.deaths} hubs and {len(fail_overs)} servers died"
        return [
            Figure("failover_s", statistics.median(fail_overs), f"s, the middle of {len(fail_overs)}"),
            Figure("failover_worst_s", max(fail_overs), "s, from the crash to the first booking"),
            Figure("lost_bookings", lost, what, at_most=0),
            Figure("unknown_bookings", unknown, "stored, and nobody was told", at_most=0),
            Figure("oversold", self._oversold(server, told), "nights of a room type", at_most=0),
            Figure("calls_twice", len(twice), f"of {len(calls)} calls, {self.cut} cut by a hub's death", at_most=0),
            Figure("requests_open", self._undecided(), f"of {len(self.phones)} that inns were rung about", at_most=0),
            Figure("feed_gaps", gaps, "missing, out of order, or unlike at the hubs", at_most=0),
            Figure("searches_wrong", self._wrong(told), f"of {3 * _ASKED} looks at the end", at_most=0),
            Figure("endurance_bookings_per_s", rate, f"{_BOOKERS} clients in Python; {again} asked again"),
        ]

    @staticmethod
    def _oversold(server: Any, told: list[Acknowledged]) -> int:
        short = server.number("SELECT count(*) FROM night WHERE shortfall > 0")
        beyond = server.number(
            """
            SELECT count(*) FROM (
              SELECT o.room, o.night, sum(o.rooms) AS taken FROM occupancy o
              JOIN booking b ON b.id = o.booking
              WHERE b.state IN ('held', 'requested', 'confirmed') GROUP BY o.room, o.night
            ) t JOIN room_type r ON r.key = t.room WHERE t.taken > r.rooms
            """
        )
        sold = Counter((each.plan, each.night) for each in told)
        return short + beyond + sum(number > _ROOMS for number in sold.values())

    def _gaps(self, server: Any, names: set[str]) -> int:
        """The log's numbers, the feeds as they were followed, and as they are read in the end."""
        gaps = server.number("SELECT max(sequence) - min(sequence) + 1 - count(*) FROM event")
        for follower in self.followers:
            seen = {change.get("booking") for change in follower.changes}
            gaps += len(names - seen)
        feeds = [self._feed(Line(hub)) for hub in self.fleet.hubs]
        for feed in feeds:
            gaps += len(names - {change.get("booking") for change in feed})
            gaps += abs(len(feed) - len(feeds[0]))
            gaps += sum(one != other for one, other in zip(feed, feeds[0], strict=False))
        return gaps

    def _feed(self, line: Line) -> list[dict[str, Any]]:
        changes, cursor = [], self.start
        while True:
            status, page = line.ask("GET", f"/v1/changes?cursor={cursor}", self.key)
            if status == 429:
                time.sleep(1)
                continue
            assert status == 200, page
            if not page["changes"]:
                return changes
            changes += page["changes"]
            cursor = page["cursor"]

    def _wrong(self, told: list[Acknowledged]) -> int:
        """Every hub is asked what is left where most was sold."""
        sold = Counter((each.plan.removesuffix("-ro"), each.night) for each in told if each.plan.endswith("-ro"))
        wrong = 0
        for hub in self.fleet.hubs:
            line = Line(hub)
            for number, ((room, night), rooms) in enumerate(sold.most_common(_ASKED)):
                inn = room.split("-")[0]
                path = f"/v1/availability?check_in={night}&check_out={next_day(night)}&inns={inn}"
                status, answer = line.ask("GET", path, self.keys[number % len(self.keys)])
                left = {each["room_type"]: each["remaining"] for each in answer["availability"]}
                wrong += status != 200 or left.get(room, 0) != _ROOMS - rooms
        return wrong
