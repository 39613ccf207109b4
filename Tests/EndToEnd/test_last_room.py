"""The last room is sold once, however many want it in the same moment."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn

ROUNDS = 20


@pytest.fixture
def one_room(town: Hub) -> Inn:
    return add_inn(town, rooms=1, offer=1)


def race(clients: list[Client], plan: str, night: str) -> Counter[int]:
    """Every client asks for the room in the same moment; gives the answers by status."""
    start = threading.Barrier(len(clients))

    def ask(client: Client) -> int:
        # The connection is there already; only the request races.
        assert client.get("/healthz").status_code == 200
        body = client.body(plan, night, channel_reference=f"race-{uuid.uuid4().hex}")
        start.wait(30)
        answer = client.book(body)
        if answer.status_code == 409:
            assert answer.json()["code"] == "no_longer_available", answer.text
        return answer.status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(ask, clients))


def test_two_platforms_twenty_times(town: Hub, one_room: Inn, platform: Client) -> None:
    clients = [platform.twin(), Client(town.url, town.key("tabi-rival"))]
    for day in range(ROUNDS):
        night = next_day(TONIGHT, day)
        assert platform.offer(night, one_room.id).remaining == 1
        assert race(clients, one_room.room_only, night) == {201: 1, 409: 1}, night
        assert platform.offer(night, one_room.id).remaining == 0
    assert len(town.bookings(one_room.id)) == ROUNDS


def test_fifty_clients(town: Hub, one_room: Inn, platform: Client) -> None:
    """S39."""
    clients = [platform.twin() for _ in range(50)]
    assert race(clients, one_room.room_only, TONIGHT) == {201: 1, 409: 49}
    assert platform.offer(TONIGHT, one_room.id).remaining == 0
    assert len(town.bookings(one_room.id)) == 1


def test_a_stay_of_several_nights_takes_all_or_none(
    town: Hub, one_room: Inn, platform: Client
) -> None:
    """Overlapping stays: no night is sold twice, and a loser leaves no night taken."""
    stays = [(0, 3), (1, 3), (2, 3), (3, 3), (4, 3)]
    start = threading.Barrier(len(stays))

    def ask(stay: tuple[int, int]) -> tuple[tuple[int, int], int]:
        client = platform.twin()
        body = client.body(one_room.room_only, next_day(TONIGHT, stay[0]), stay[1])
        start.wait(30)
        return stay, client.book(body).status_code

    with ThreadPoolExecutor(len(stays)) as pool:
        answers = dict(pool.map(ask, stays))
    assert set(answers.values()) <= {201, 409}
    sold = Counter(
        day for stay, status in answers.items() if status == 201 for day in range(stay[0], sum(stay))
    )
    assert sold and max(sold.values()) == 1, answers
    for day in range(7):
        left = platform.offer(next_day(TONIGHT, day), one_room.id).remaining
        assert left == 1 - sold[day], (day, answers)
