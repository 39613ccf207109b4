"""Requests that meet: whoever is first, there is one truth, and everybody hears it.

Nothing here waits for a certain order: what came of a race is read from the answers, and must be
what the hub then says of bookings and nights.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from harness.client import Client, next_day
from harness.health import rules_hold
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn

ROUNDS = 12
NIGHTS = [next_day(TONIGHT, day) for day in range(1, ROUNDS + 1)]
# Far beyond what anything here takes.
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def sound(town: Hub) -> Iterator[None]:
    yield
    rules_hold(town)


@pytest.fixture
def one_room(town: Hub) -> Inn:
    return add_inn(town, rooms=1, offer=1)


@pytest.fixture
def rival(town: Hub) -> Client:
    return Client(town.url, town.key(f"tabi-{uuid.uuid4().hex[:8]}"))


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Does all of them in the same moment; gives what each of them gave."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(PATIENCE_SECONDS)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def ready(client: Client) -> Client:
    """The same platform with a connection of its own that is open already."""
    twin = client.twin()
    assert twin.get("/healthz").status_code == 200
    return twin


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def cancel(client: Client, booking: str) -> requests.Response:
    return client.post(f"/v1/bookings/{booking}/cancel")


def hold(client: Client, plan: str, night: str, seconds: int) -> dict[str, Any]:
    body = {
        "rate_plan": plan,
        "check_in": night,
        "check_out": next_day(night),
        "adults": 2,
        "seconds": seconds,
    }
    answer = client.post("/v1/holds", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == 201, answer.text
    return answer.json()


def book_hold(client: Client, name: str) -> requests.Response:
    return client.book({"hold": name, "guest": {"name": "Training Guest"}})


def test_fifty_clients_and_five_rooms(town: Hub, platform: Client, rival: Client) -> None:
    """Two platforms, fifty clients: five bookings, and no night sold twice."""
    inn = add_inn(town, rooms=5, offer=5)
    clients = [ready(platform if number % 2 else rival) for number in range(50)]
    answers = together(
        *(
            lambda client=client: client.book(client.body(inn.room_only, TONIGHT))
            for client in clients
        )
    )
    seen = Counter(code(answer) for answer in answers)
    assert seen == {(201, ""): 5, (409, "no_longer_available"): 45}
    assert platform.offer(TONIGHT, inn.id).remaining == 0
    assert len({answer.json()["booking"] for answer in answers if answer.ok}) == 5
    assert len(town.bookings(inn.id)) == 5


def test_a_hold_that_runs_out_and_its_booking(
    town: Hub, one_room: Inn, platform: Client, rival: Client
) -> None:
    """The platform books what it held while a second passes; another waits for the room.

    Either the hold became a booking, or it ran out and the other has the room; never both.
    """
    names = [hold(platform, one_room.room_only, night, seconds=1)["booking"] for night in NIGHTS]
    over = threading.Event()

    def own(number: int) -> requests.Response:
        # Around the end of the hold, some before it and some after.
        client = ready(platform)
        time.sleep(0.5 + number * 0.1)
        return book_hold(client, names[number])

    def other(number: int) -> requests.Response:
        client = ready(rival)
        body = client.body(one_room.room_only, NIGHTS[number])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            is_last = over.is_set()
            answer = client.book(body)
            if answer.status_code == 201 or is_last or time.monotonic() > deadline:
                return answer
            assert code(answer) == (409, "no_longer_available"), answer.text
            time.sleep(0.1)

    with ThreadPoolExecutor(2 * ROUNDS) as pool:
        others = [pool.submit(other, number) for number in range(ROUNDS)]
        owns = [answer for answer in pool.map(own, range(ROUNDS))]
        # Every hold is a booking or has run out by now: whoever still waits asks once more.
        wait_until_over(platform, names)
        over.set()
        rivals = [each.result() for each in others]
    for night, name, first, second in zip(NIGHTS, names, owns, rivals, strict=True):
        won = [answer for answer in (first, second) if answer.status_code == 201]
        assert len(won) == 1, (night, first.text, second.text)
        if first.status_code == 201:
            assert platform.booking(name)["state"] == "confirmed"
            assert code(second) == (409, "no_longer_available")
        else:
            assert code(first) in {(409, "wrong_state"), (409, "no_longer_available")}, first.text
            assert platform.booking(name)["state"] == "released"
        assert platform.offer(night, one_room.id).remaining == 0
    assert len(town.bookings(one_room.id)) == ROUNDS


def wait_until_over(platform: Client, holds: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(platform.booking(name)["state"] == "held" for name in holds):
        assert time.monotonic() < deadline, "a hold of a second never ends"
        time.sleep(0.1)


def test_a_hold_is_released_and_booked_at_once(
    town: Hub, one_room: Inn, platform: Client
) -> None:
    for night in NIGHTS:
        name = hold(platform, one_room.room_only, night, seconds=600)["booking"]
        one, two = ready(platform), ready(platform)
        booked, released = together(
            lambda: book_hold(one, name), lambda: two.request("DELETE", f"/v1/holds/{name}")
        )
        state = platform.booking(name)["state"]
        left = platform.offer(night, one_room.id).remaining
        if booked.status_code == 201:
            assert (state, left) == ("confirmed", 0)
            assert code(released) == (409, "wrong_state")
        else:
            assert code(booked) == (409, "wrong_state"), booked.text
            assert (released.status_code, state, left) == (204, "released", 1)


def test_one_idempotency_key_in_parallel(town: Hub, inn: Inn, platform: Client) -> None:
    """Twenty copies of one request: one booking, whose answer everybody gets in the end."""
    for night in NIGHTS[:4]:
        key = str(uuid.uuid4())
        body = platform.body(inn.room_only, night)

        def ask(client: Client) -> requests.Response:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while True:
                answer = client.book(body, key)
                if answer.status_code != 409:
                    return answer
                assert code(answer) == (409, "idempotency_key_in_use"), answer.text
                assert int(answer.headers["Retry-After"]) >= 1
                assert time.monotonic() < deadline, "in use for ever"
                time.sleep(0.02)

        answers = together(*(lambda c=c: ask(c) for c in [ready(platform) for _ in range(20)]))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        replays = Counter("Idempotent-Replayed" in answer.headers for answer in answers)
        assert replays == {False: 1, True: 19}
        assert platform.offer(night, inn.id).remaining == 1
    assert len(town.bookings(inn.id)) == 4


def test_one_key_for_different_requests(town: Hub, inn: Inn, platform: Client) -> None:
    """Twenty requests under one key: one is done, and no other ever is."""
    key = str(uuid.uuid4())
    clients = [ready(platform) for _ in range(20)]
    answers = together(
        *(
            lambda client=client, night=NIGHTS[number % 10], adults=1 + number // 10: client.book(
                client.body(inn.room_only, night, adults=adults), key
            )
            for number, client in enumerate(clients)
        )
    )
    seen = Counter(code(answer) for answer in answers)
    assert seen.pop((201, "")) == 1
    assert set(seen) <= {(409, "idempotency_key_in_use"), (422, "idempotency_key_reused")}
    assert len(town.bookings(inn.id)) == 1


def test_two_keys_are_two_bookings_with_one_reference(
    town: Hub, inn: Inn, platform: Client
) -> None:
    """A platform that makes a new key for each try is stopped by its own reference."""
    body = platform.body(inn.room_only, TONIGHT, channel_reference=f"R-{uuid.uuid4().hex}")
    clients = [ready(platform) for _ in range(8)]
    answers = together(*(lambda client=client: client.book(body) for client in clients))
    seen = Counter(code(answer) for answer in answers)
    assert seen == {(201, ""): 1, (409, "channel_reference_taken"): 7}
    assert len(town.bookings(inn.id)) == 1


def amend(client: Client, booked: dict[str, Any], **change: Any) -> requests.Response:
    return client.request(
        "PATCH",
        f"/v1/bookings/{booked['booking']}",
        json=change,
        headers={"If-Match": f'"{booked["revision"]}"'},
    )


def test_amend_against_cancel(town: Hub, one_room: Inn, platform: Client) -> None:
    """However they meet, the booking is cancelled in the end and keeps no night."""
    for night in NIGHTS[::2]:
        booked = platform.booked(platform.body(one_room.room_only, night))
        one, two = ready(platform), ready(platform)
        amended, cancelled = together(
            lambda: amend(one, booked, check_out=next_day(night, 2)),
            lambda: cancel(two, booked["booking"]),
        )
        assert cancelled.status_code == 200, cancelled.text
        assert (amended.status_code == 200) or code(amended) in {
            (412, "precondition_failed"),
            (409, "wrong_state"),
        }, amended.text
        now = platform.booking(booked["booking"])
        assert now["state"] == "cancelled"
        nights = 2 if amended.status_code == 200 else 1
        assert now["check_out"] == next_day(night, nights)
        # Nobody at the inn had heard of it: all its rooms are free again.
        for day in (night, next_day(night)):
            assert platform.offer(day, one_room.id).remaining == 1


def test_two_amendments_of_one_revision(town: Hub, inn: Inn, platform: Client) -> None:
    """If-Match: one of them is refused, and what holds is the other."""
    for night in NIGHTS[::4]:
        booked = platform.booked(platform.body(inn.room_only, night))
        one, two = ready(platform), ready(platform)
        answers = together(
            lambda: amend(one, booked, check_out=next_day(night, 2)),
            lambda: amend(two, booked, check_out=next_day(night, 3)),
        )
        seen = Counter(code(answer) for answer in answers)
        assert seen == {(200, ""): 1, (412, "precondition_failed"): 1}
        (done,) = [answer.json() for answer in answers if answer.ok]
        assert platform.booking(booked["booking"]) == done
        left = [platform.offer(next_day(night, day), inn.id).remaining for day in range(3)]
        stayed = 2 if done["check_out"] == next_day(night, 2) else 3
        assert left == [1] * stayed + [2] * (3 - stayed)


def test_an_amendment_and_a_booking_want_the_same_night(
    town: Hub, one_room: Inn, platform: Client, rival: Client
) -> None:
    for night in NIGHTS[::2]:
        booked = platform.booked(platform.body(one_room.room_only, night))
        one, two = ready(platform), ready(rival)
        amended, other = together(
            lambda: amend(one, booked, check_out=next_day(night, 2)),
            lambda: two.book(two.body(one_room.room_only, next_day(night))),
        )
        if amended.status_code == 200:
            assert code(other) == (409, "no_longer_available"), other.text
        else:
            assert code(amended) == (409, "no_longer_available"), amended.text
            assert other.status_code == 201, other.text
        now = platform.booking(booked["booking"])
        assert now["state"] == "confirmed"
        assert now["check_out"] == next_day(night, 2 if amended.status_code == 200 else 1)
        assert platform.offer(next_day(night), one_room.id).remaining == 0


def test_a_booking_is_cancelled_once(town: Hub, inn: Inn, platform: Client) -> None:
    """Twenty at once: one cancels, all others hear that it was done before."""
    booked = platform.booked(platform.body(inn.room_only, NIGHTS[0]))
    clients = [ready(platform) for _ in range(20)]
    answers = together(
        *(lambda client=client: cancel(client, booked["booking"]) for client in clients)
    )
    seen = Counter(code(answer) for answer in answers)
    assert seen in ({(200, ""): 1, (409, "wrong_state"): 19}, {(200, ""): 20}), seen
    assert platform.booking(booked["booking"])["revision"] == booked["revision"] + 1
    assert platform.offer(NIGHTS[0], inn.id).remaining == 2
