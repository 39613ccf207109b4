"""Platforms that book while hubs and servers die, and readers that follow the feed meanwhile."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fleet import Line
from harness.client import Client
from harness.hub import Hub

# Between two tries of the same request.
_AGAIN_SECONDS = 0.05
# A request that nobody has answered by then is a fault of its own.
_GIVE_UP_SECONDS = 120


@dataclass(frozen=True)
class Acknowledged:
    """A booking as the platform was told of it."""

    booking: str
    plan: str
    night: str
    # When the request that was answered had been sent, and when the answer came.
    asked: float
    told: float


class Booker(threading.Thread):
    """Books again and again, at whichever hub answers, each booking under one name until it is known."""

    def __init__(self, hubs: list[Hub], key: str, plans: Sequence[str], nights: Sequence[str], seed: int):
        super().__init__(daemon=True)
        self._lines = [Line(hub) for hub in hubs]
        self._key, self._plans, self._nights = key, plans, nights
        self._chance = random.Random(seed)
        self._stops = threading.Event()
        self.acknowledged: list[Acknowledged] = []
        self.refused = 0
        self.again = 0
        self.strange: list[str] = []

    def stop(self) -> None:
        """The request under way is still asked until it is answered."""
        self._stops.set()

    def run(self) -> None:
        while not self._stops.is_set():
            plan, night = self._chance.choice(self._plans), self._chance.choice(self._nights)
            self.book(plan, Client.body(plan, night), night)

    def book(self, plan: str, body: dict[str, Any], night: str) -> None:
        name = str(uuid.uuid4())
        give_up = time.monotonic() + _GIVE_UP_SECONDS
        turn = self._chance.randrange(len(self._lines))
        while time.monotonic() < give_up:
            turn += 1
            asked = time.monotonic()
            try:
                status, answer = self._lines[turn % len(self._lines)].ask(
                    "POST", "/v1/bookings", self._key, body, name
                )
            except ConnectionError:
                status, answer = 0, None
            if status in (201, 202):
                told = Acknowledged(answer["booking"], plan, night, asked, time.monotonic())
                self.acknowledged.append(told)
                return
            if status == 409:
                self.refused += 1
                return
            # 0: the hub is gone; 401: it has just begun to learn of keys; 5xx: its server is gone.
            if status not in (0, 401, 429, 500, 502, 503, 504):
                self.strange.append(f"{status} {answer}")
                return
            self.again += 1
            time.sleep(_AGAIN_SECONDS)
        self.strange.append(f"{name} had no answer within {_GIVE_UP_SECONDS} s")


class Follower(threading.Thread):
    """Follows the feed from a cursor, at one hub or at each in turn, whatever dies."""

    def __init__(self, hubs: list[Hub], key: str, cursor: str):
        super().__init__(daemon=True)
        self._lines = [Line(hub) for hub in hubs]
        self._key = key
        self._start = cursor
        self._stops = threading.Event()
        self.changes: list[dict[str, Any]] = []
        self.strange: list[str] = []

    def finish(self) -> None:
        """Reads to the end of what there is now."""
        self._stops.set()
        self.join(_GIVE_UP_SECONDS)
        if self.is_alive():
            self.strange.append("the feed never ends")

    def run(self) -> None:
        cursor, turn = self._start, 0
        while True:
            turn += 1
            is_last_look = self._stops.is_set()
            wait = "" if is_last_look else "&wait=1"
            try:
                status, page = self._lines[turn % len(self._lines)].ask(
                    "GET", f"/v1/changes?cursor={cursor}{wait}", self._key
                )
            except ConnectionError:
                status, page = 0, None
            if status == 200:
                self.changes += page["changes"]
                cursor = page["cursor"]
                if is_last_look and not page["changes"] and not page["more"]:
                    return
            elif status not in (0, 401, 429, 500, 502, 503, 504):
                self.strange.append(f"{status} {page}")
                return
            else:
                time.sleep(_AGAIN_SECONDS)
