"""kill -9 in the middle of bookings: what was answered is there, and nothing is half made."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
import requests
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn

CLIENTS = 8
NIGHTS = 5
ROOMS = 250


@dataclass
class Attempt:
    """One booking as its platform knows it; without an answer it does not know how it went."""

    key: str
    body: dict
    answer: requests.Response | None = None


@dataclass
class Siege:
    """Platforms that book without a pause until the hub is gone."""

    hub: Hub
    inn: Inn
    api_key: str
    enough: int
    attempts: list[Attempt] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _reached: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Kills the hub when so many bookings have been answered, the next ones under way."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(self._book, number) for number in range(CLIENTS)]
            assert self._reached.wait(60), "too few bookings were answered"
            self.hub.kill()
            for client in clients:
                client.result(60)

    def _book(self, number: int) -> None:
        client = Client(self.hub.url, self.api_key)
        turn = 0
        while True:
            night = next_day(TONIGHT, (number + turn) % NIGHTS)
            attempt = Attempt(str(uuid.uuid4()), client.body(self.inn.room_only, night, 2))
            with self._lock:
                self.attempts.append(attempt)
            try:
                attempt.answer = client.book(attempt.body, attempt.key)
            except requests.ConnectionError:
                return
            with self._lock:
                answered = sum(each.answer is not None for each in self.attempts)
            if answered >= self.enough:
                self._reached.set()
            turn += 1


@pytest.mark.parametrize("enough", [1, 12, 40])
def test_what_was_answered_is_there(make_hub: HubMaker, enough: int) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=ROOMS, offer=ROOMS)
    api_key = hub.key("tabi-siege")
    known: list[Attempt] = []
    # The same data goes through it twice: a recovered registry must recover again.
    for _ in range(2):
        siege = Siege(hub, inn, api_key, enough)
        siege.run()
        known += siege.attempts
        hub.start()
        check(hub, inn, Client(hub.url, api_key), known)
    assert sum(attempt.answer is not None for attempt in known) >= 2 * enough


def check(hub: Hub, inn: Inn, platform: Client, attempts: list[Attempt]) -> None:
    answered = [attempt for attempt in attempts if attempt.answer is not None]
    for attempt in answered:
        assert attempt.answer.status_code == 201, attempt.answer.text
        assert platform.booking(attempt.answer.json()["booking"]) == attempt.answer.json()
    adds_up(hub, inn, platform)
    # A platform that got no answer sends the same again: then it has exactly one booking.
    for attempt in attempts:
        again = platform.book(attempt.body, attempt.key)
        assert again.status_code == 201, again.text
        if attempt.answer is not None:
            assert again.json() == attempt.answer.json()
            assert again.headers["Idempotent-Replayed"] == "true"
        attempt.answer = again
    bookings = {attempt.answer.json()["booking"] for attempt in attempts}
    assert len(bookings) == len(attempts)
    assert {booking["id"] for booking in hub.bookings(inn.id)} == bookings
    adds_up(hub, inn, platform)


def adds_up(hub: Hub, inn: Inn, platform: Client) -> None:
    """Every night has exactly the rooms left that its bookings leave."""
    taken = dict.fromkeys((next_day(TONIGHT, day) for day in range(NIGHTS + 2)), 0)
    for booking in hub.bookings(inn.id):
        night = booking["check_in"]
        while night < booking["check_out"]:
            taken[night] += booking["rooms"]
            night = next_day(night)
    left = {night: platform.offer(night, inn.id).remaining for night in taken}
    # A channel is shown no more than its limit of free rooms.
    shown = max(left.values())
    assert left == {night: min(shown, ROOMS - count) for night, count in taken.items()}
