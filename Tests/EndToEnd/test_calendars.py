"""Calendars both ways over real HTTP: ours read by an independent library, others' by the hub."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta
from typing import Any

import requests
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.listener import Listener, Reply, Request
from harness.patience import until
from icalendar import Calendar

ANYWHERE = ("--private-addresses",)


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Other platform//EN\n"
    return (head + body + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def stay(uid: str, first: int, nights: int = 1) -> str:
    """A stay some days from tonight, as platforms write it."""
    day = [next_day(TONIGHT, day).replace("-", "") for day in (first, first + nights)]
    return f"UID:{uid}\nDTSTART;VALUE=DATE:{day[0]}\nDTEND;VALUE=DATE:{day[1]}\nSUMMARY:Reserved"


def closed(platform: Client, inn: Inn) -> list[int]:
    """The nights of the next fortnight that can't be sold, as days from tonight."""
    offers = {day: platform.offer(next_day(TONIGHT, day), inn.id) for day in range(14)}
    return [day for day, offer in offers.items() if offer.unavailable]


def add(hub: Hub, room: str, url: str) -> str:
    hub.innctl("ical", "add", room, "--url", url)
    return next(each["id"] for each in listed(hub) if each["url"] == url)


def listed(hub: Hub) -> list[dict[str, Any]]:
    return hub.innctl("ical", "list", "--json").json()["calendars"]


def feed(hub: Hub, name: str) -> dict[str, Any]:
    return next(each for each in listed(hub) if each["id"] == name)


def test_an_independent_library_reads_our_calendar(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    inn, platform = add_inn(hub, offer=2), hub.client(scopes="read,book,manage")
    room = f"{inn.id}-1"
    path = hub.innctl("ical", "share", room).out.strip()

    def read() -> tuple[requests.Response, list[tuple[date, date]]]:
        answer = requests.get(hub.url + path, timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        parsed = Calendar.from_ical(answer.content)
        assert parsed.errors == []
        events = parsed.walk("VEVENT")
        assert all(event.errors == [] for event in events)
        assert len({event["UID"] for event in events}) == len(events)
        return answer, [(event["DTSTART"].dt, event["DTEND"].dt) for event in events]

    first, nothing = read()
    assert nothing == []
    same = requests.get(
        hub.url + path, headers={"If-None-Match": first.headers["ETag"]}, timeout=30
    )
    assert (same.status_code, same.content) == (304, b"")
    platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 3), 2, rooms=2))
    platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 8), 1))
    written = platform.request(
        "PUT",
        f"/v1/inns/{inn.id}/calendar",
        json={
            "items": [
                {"room_type": room, "night": next_day(TONIGHT, 5), "remaining": 0},
                {"room_type": room, "night": next_day(TONIGHT, 10), "remaining": 1},
            ]
        },
    )
    assert written.status_code == 200, written.text
    tonight = date.fromisoformat(TONIGHT)
    _, taken = read()
    assert taken == [(tonight + timedelta(3), tonight + timedelta(6))]
    # Another token, and the first one opens nothing any more.
    other = hub.innctl("ical", "share", room).out.strip()
    assert requests.get(hub.url + path, timeout=30).status_code == 404
    assert requests.get(hub.url + other, timeout=30).status_code == 200
    hub.innctl("ical", "unshare", room)
    assert requests.get(hub.url + other, timeout=30).status_code == 404


class OtherPlatform:
    """Serves one calendar with an ETag, as careful platforms do."""

    def __init__(self, *events: str):
        self.events = events
        self.status = 200

    @property
    def etag(self) -> str:
        return f'"{abs(hash(self.events))}"'

    def __call__(self, request: Request) -> Reply:
        if self.status != 200:
            return Reply(self.status)
        if request.headers.get("If-None-Match") == self.etag:
            return Reply(304, headers={"ETag": self.etag})
        headers = {"ETag": self.etag, "Content-Type": "text/calendar"}
        return Reply(200, calendar(*self.events), headers)


def test_nights_sold_elsewhere_close_and_open_again(make_hub: HubMaker) -> None:
    """Only what is new is fetched; a failure opens nothing, and what vanished opens."""
    hub = make_hub(arguments=ANYWHERE).start()
    inn, platform = add_inn(hub), hub.client()
    other = OtherPlatform(stay("a@x", 2, 2), stay("b@x", 6))

    def later() -> None:
        hub.stop()
        hub.pass_time(timedelta(minutes=31))
        hub.start()

    with Listener(other) as listener:
        name = add(hub, f"{inn.id}-1", f"{listener.url}/a.ics?s=secret")
        until(lambda: feed(hub, name)["read_at"])
        assert closed(platform, inn) == [2, 3, 6]
        assert platform.book(platform.body(inn.room_only, next_day(TONIGHT, 3))).status_code == 409
        assert feed(hub, name)["events"] == 2

        later()
        came = listener.wait_for(lambda all: len(all) == 2)
        assert came[1].headers["If-None-Match"] == other.etag
        assert closed(platform, inn) == [2, 3, 6]

        # One stay moves under its name, one is called off, and one is added.
        other.events = (stay("a@x", 9), stay("b@x", 6) + "\nSTATUS:CANCELLED", stay("c@x", 12))
        later()
        until(lambda: closed(platform, inn) == [9, 12])
        assert platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 3), 1))

        other.status = 500
        later()
        until(lambda: feed(hub, name)["error"] == "http_500")
        assert closed(platform, inn) == [9, 12]
        assert feed(hub, name)["failures"] == 1
        other.status, other.events = 200, ()
        hub.innctl("ical", "poll", name)
        until(lambda: feed(hub, name)["error"] is None)
        assert closed(platform, inn) == []
    assert "secret" not in hub.log.read_text(errors="replace")


def test_servers_that_misbehave_harm_nobody(make_hub: HubMaker) -> None:
    """Slow, endless, junk, going in circles: each is named, and the good one is read."""
    hub = make_hub(arguments=ANYWHERE).start()
    inn, platform = add_inn(hub), hub.client()
    rooms = {
        "junk": b"\0" + random.Random(1).randbytes(10 * 1024 * 1024),
        "page": b"<!doctype html><title>Log in</title>",
        "cut": calendar(stay("a@x", 2))[:-10],
        "good": calendar(
            stay("a@x", 2),
            "UID:b@x\nDTSTART:20261208T150000\nDTEND:20261209T100000\nSUMMARY:Not available",
        ),
    }

    def answer(request: Request) -> Reply:
        what = request.path.split("?")[0].strip("/")
        if what == "slow":
            return Reply(200, calendar(stay("a@x", 5)), hangs=True)
        if what == "circle":
            return Reply(302, headers={"Location": "/circle"})
        if what == "file":
            return Reply(302, headers={"Location": "file:///etc/passwd"})
        if what == "moved":
            return Reply(301, headers={"Location": "/good"})
        return Reply(200, rooms[what])

    expected = {
        "junk": "too_large",
        "page": "not_a_calendar",
        "cut": "broken_off",
        "circle": "too_many_redirections",
        "file": "bad_redirection",
        "slow": "timed_out",
        "moved": None,
    }
    with Listener(answer) as listener:
        names = {what: add(hub, f"{inn.id}-1", f"{listener.url}/{what}") for what in expected}

        def outcomes() -> dict[str, Any] | None:
            all = {each["id"]: each for each in listed(hub)}
            done = all.values()
            if not all or any(not each["failures"] and not each["read_at"] for each in done):
                return None
            return {what: all[name]["error"] for what, name in names.items()}

        assert until(outcomes, seconds=120) == expected
        assert closed(platform, inn) == [2, 5]


def test_a_private_calendar_needs_the_operators_word(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    inn = add_inn(hub)
    came = threading.Event()

    def answer(_: Request) -> Reply:
        came.set()
        return Reply(200, calendar(stay("a@x", 2)))

    with Listener(answer) as listener:
        refused = hub.run("ical", "add", f"{inn.id}-1", "--url", listener.url)
        assert refused.status == 2, refused.err
        hub.stop()
        hub.arguments = ANYWHERE
        hub.start()
        name = add(hub, f"{inn.id}-1", listener.url)
        assert came.wait(60)
        until(lambda: feed(hub, name)["read_at"])
        seen = len(listener.requests)
        hub.stop()
        hub.arguments = ()
        hub.start()
        hub.innctl("ical", "poll", name)
        until(lambda: feed(hub, name)["error"] == "private_address")
        assert len(listener.requests) == seen
