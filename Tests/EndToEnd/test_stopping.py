"""A hub that is asked to stop lets calls and requests finish, and keeps everything."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from conftest import HubMaker, PhoneCall
from harness.client import Client
from harness.handset import Handset
from harness.hub import NOON, TONIGHT, Hub, HubError
from harness.inn_telephone import InnTelephone
from harness.inns import Inn, add_inn
from harness.rawsip import RawPhone
from harness.sipp import HangUp, Key
from test_outbound import ask_for_breakfast

CLIENTS = 6


def test_a_call_goes_on_to_its_end(make_hub: HubMaker, call: PhoneCall) -> None:
    hub = make_hub(drain=30).start()
    phone = call(hub, "0175000001", Key("4"), HangUp())
    named = phone.ear.wait_for("今夜です")
    hub.terminate()
    phone.go()
    phone.ear.wait_for("4部屋で", "承りました", since=named.end)
    phone.go()
    phone.finished()
    assert hub.wait() == 0, hub.log_end()
    hub.start()
    offer = hub.client().offer(TONIGHT, "T01")
    assert (offer.remaining, offer.source) == (4, "phone")
    (filed,) = hub.calls("T01")
    assert any("hang" in line for line in filed["transcript"]), filed["transcript"]


def test_a_call_that_does_not_end_is_cut(make_hub: HubMaker, call: PhoneCall) -> None:
    """Somebody forgot to put the receiver down: the hub stops all the same."""
    hub = make_hub().start()
    phone = call(hub, "0175000001", HangUp())
    phone.ear.wait_for("今夜です")
    hub.terminate()
    assert hub.wait() == 0, hub.log_end()


def test_requests_in_flight_are_answered(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    api_key = hub.key("tabi-stop")
    enough = threading.Event()
    answered: dict[str, dict] = {}
    lost: list[tuple[str, dict]] = []
    lock = threading.Lock()

    def book() -> None:
        client = Client(hub.url, api_key)
        while True:
            key, body = str(uuid.uuid4()), client.body(inn.room_only, TONIGHT)
            try:
                answer = client.book(body, key)
            except requests.ConnectionError:
                with lock:
                    lost.append((key, body))
                return
            if answer.status_code == 503:
                assert answer.json()["code"] == "shutting_down"
                return
            assert answer.status_code == 201, answer.text
            with lock:
                answered[answer.json()["booking"]] = answer.json()
                if len(answered) >= 20:
                    enough.set()

    with ThreadPoolExecutor(CLIENTS) as pool:
        platforms = [pool.submit(book) for _ in range(CLIENTS)]
        assert enough.wait(60)
        hub.terminate()
        for platform in platforms:
            platform.result(60)
    assert hub.wait() == 0, hub.log_end()
    hub.start()
    client = Client(hub.url, api_key)
    stored = {booking["id"] for booking in hub.bookings(inn.id)}
    # A hub that stops in order answers what it did: nothing is stored that nobody knows of.
    assert stored == set(answered), f"{len(stored)} stored, {len(answered)} answered, {lost}"
    for name, booking in answered.items():
        assert client.booking(name) == booking


def test_everything_is_there_after_a_restart(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    platform = hub.client()
    inn = add_inn(hub)
    hub.innctl("dial", "--inn", inn.id, "--keys", "3")
    booked = platform.booked(platform.body(inn.room_only, TONIGHT))
    key, body = str(uuid.uuid4()), platform.body(inn.room_only, TONIGHT)
    again = platform.book(body, key)
    before = platform.offer(TONIGHT, inn.id)
    hub.stop()
    # Commands work without a hub, too.
    assert {each["id"] for each in hub.bookings(inn.id)} == {
        booked["booking"],
        again.json()["booking"],
    }
    hub.start()
    assert platform.offer(TONIGHT, inn.id) == before
    assert before.remaining == 1
    assert platform.booking(booked["booking"]) == booked
    assert platform.book(body, key).content == again.content
    listed = platform.get("/v1/inns", params={"limit": 200}).json()["inns"]
    assert len(listed) == 25, "the training inns are loaded once"


def test_what_is_in_the_way_is_told(make_hub: HubMaker) -> None:
    first = make_hub("one").start()
    second = make_hub("two")
    second.http_port = first.http_port
    with pytest.raises(HubError, match=str(first.http_port)):
        second.start()
    same = make_hub("one")
    with pytest.raises(HubError, match="another process"):
        same.start()
    assert first.is_running


@pytest.mark.parametrize(
    ("clock", "night", "named"),
    [
        (NOON, "2026-12-03", "今夜"),
        # S28: no plan can be sold tonight any more.
        ("2026-12-03T12:00:00Z", "2026-12-04", "あしたの夜"),
        # S29: tonight turns at four in the morning; the same date has two names.
        ("2026-12-03T18:55:00Z", "2026-12-04", "あしたの夜"),
        ("2026-12-03T19:00:01Z", "2026-12-04", "今夜"),
    ],
    ids=["noon", "21:00", "03:55", "04:00"],
)
def test_which_night_is_asked_about(
    make_hub: HubMaker, clock: str, night: str, named: str
) -> None:
    hub = make_hub(clock=clock).start()
    said = hub.innctl("dial", "--inn", "T01", "--keys", "3").out
    assert named in said, said
    assert f"save rooms {night}: T01-1 3" in said, said


def test_ringing_stops_at_once_and_talk_goes_on(make_hub: HubMaker) -> None:
    """Several inns ring and one keeper talks when the hub is told to stop."""
    hub = make_hub(drain=30).start()
    with InnTelephone(hub) as telephone, Handset(hub, "0175000001") as talking:
        platform = hub.client()
        for _ in range(3):
            ask_for_breakfast(platform, add_inn(hub))
        telephone.wait_for_ring(3)
        asked = talking.ear.wait_for("今夜です")
        hub.terminate()
        for ring in telephone.rings:
            telephone.wait_for("CANCEL", ring=ring, seconds=10)
        # The talk goes on; whoever rings now is told when to ring again.
        with RawPhone(hub, "0175000002") as late:
            late.send(late.invite())
            refusal = late.wait_for(503, "INVITE")
            late.send(late.acknowledge(refusal))
            assert "Retry-After: 30" in refusal.text
        talking.press("4")
        talking.ear.wait_for("4部屋で", "承りました", since=asked.end)
    assert hub.wait() == 0, hub.log_end()
