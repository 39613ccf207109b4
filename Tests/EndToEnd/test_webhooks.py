"""Webhooks over real HTTP: signed as the reference library wants it, told at least once."""

from __future__ import annotations

import itertools
import json
import math
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn
from harness.listener import Listener, Reply, Request
from harness.patience import until
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

ANYWHERE = ("--private-addresses",)


def taken(_: Request) -> Reply:
    return Reply(204)


def now() -> str:
    """The reference library wants signatures of its own time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add(platform: Client, url: str, *topics: str) -> dict[str, Any]:
    answer = platform.post("/v1/webhooks", json={"url": url, "topics": list(topics)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliveries(platform: Client, webhook: str, **query: Any) -> list[dict[str, Any]]:
    answer = platform.get(
        f"/v1/webhooks/{webhook}/deliveries", params={"limit": 100} | query
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["deliveries"]


def all_delivered(platform: Client, webhook: str, count: int) -> list[dict[str, Any]]:
    """Every delivery, when there are so many and all were taken; nothing before."""
    log = deliveries(platform, webhook)
    done = len(log) == count and {each["state"] for each in log} == {"delivered"}
    return log if done else []


class Gate:
    """Answers as many messages as it is told to, and lets all others wait for their answer."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._permits = 0.0
        self._lives = 0
        self.answered = 0

    def __call__(self, _: Request) -> Reply:
        with self._changed:
            life = self._lives
            self._changed.wait_for(lambda: self._permits > 0 or self._lives > life, 120)
            if self._lives > life or self._permits <= 0:
                return Reply(503)  # to a hub that is gone
            self._permits -= 1
            self.answered += 1
            self._changed.notify_all()
            # Some messages arrive though the platform says that they did not.
            return Reply(503 if self.answered % 10 == 0 else 204)

    def let_through(self, count: float) -> None:
        """Answers so many more, and returns when that has been done."""
        with self._changed:
            self._permits = count
            self._changed.notify_all()
            if count != math.inf:
                assert self._changed.wait_for(lambda: self._permits <= 0, 60), self.answered

    def forget(self) -> None:
        """Nobody waits for the answers any more."""
        with self._changed:
            self._lives += 1
            self._changed.notify_all()


def names(requests: list[Request]) -> set[str]:
    return {request.headers["webhook-id"] for request in requests}


def test_the_reference_library_accepts_first_and_repeated(make_hub: HubMaker) -> None:
    """Every delivery verifies, the one after a failure as well; a changed one never does."""
    hub = make_hub(clock=now(), arguments=ANYWHERE).start()
    inn, platform = add_inn(hub), hub.client()
    failures = itertools.chain([Reply(500, b"not now")], itertools.repeat(Reply(204)))
    with Listener(lambda _: next(failures)) as listener:
        made = add(platform, f"{listener.url}/hook?tenant=1", "bookings", "nights")
        night = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        body = platform.body(inn.room_only, night, channel_reference="YOUR-1")
        booking = platform.booked(body)["booking"]
        came = listener.wait_for(lambda all: len(names(all)) == 2 and len(all) == 3)
    reference = Webhook(made["secret"])
    told = [reference.verify(request.body, request.headers) for request in came]
    assert {request.path for request in came} == {"/hook?tenant=1"}
    confirmed = [each for each in told if each["type"] == "booking.confirmed"]
    assert len(confirmed) == 2, "sent again after the failure"
    assert confirmed[0] == confirmed[1]
    assert confirmed[0]["data"]["booking"] == booking
    assert confirmed[0]["data"]["channel_reference"] == "YOUR-1"
    nights = [each["data"] for each in told if each["type"] == "nights.changed"]
    assert [(each["inn"], each["night"]) for each in nights] == [(inn.id, night)]
    # The change feed goes on where the message stands.
    changes = platform.get("/v1/changes", params={"cursor": told[0]["cursor"]})
    assert changes.status_code == 200, changes.text

    for request in came:
        changed = [
            (request.body.replace(b"T", b"U", 1), request.headers),
            (request.body + b" ", request.headers),
            (request.body, request.headers | {"webhook-id": "msg_other"}),
            (
                request.body,
                request.headers
                | {"webhook-timestamp": str(int(request.headers["webhook-timestamp"]) + 1)},
            ),
        ]
        for content, headers in changed:
            with pytest.raises(WebhookVerificationError):
                reference.verify(content, headers)
    # The answer is noted after it was given.
    log = until(lambda: all_delivered(platform, made["webhook"], 2))
    statuses = sorted([attempt["status"] for attempt in each["attempts"]] for each in log)
    assert statuses == [[204], [500, 204]]
    assert "not now" in json.dumps(log)


def test_both_secrets_sign_while_they_rotate(make_hub: HubMaker) -> None:
    hub = make_hub(clock=now(), arguments=ANYWHERE).start()
    platform = hub.client()
    with Listener(taken) as listener:
        made = add(platform, listener.url, "bookings")
        new = platform.post(f"/v1/webhooks/{made['webhook']}/rotate").json()["secret"]
        assert new != made["secret"]
        assert platform.post(f"/v1/webhooks/{made['webhook']}/test").status_code == 202
        (request,) = listener.wait_for(lambda all: len(all) == 1)
        assert len(request.headers["webhook-signature"].split(" ")) == 2
        for secret in (new, made["secret"]):
            told = Webhook(secret).verify(request.body, request.headers)
            assert told["type"] == "webhook.test"
        # The office rotates once more: the first secret signs no longer.
        third = hub.innctl("webhook", "rotate", made["webhook"]).out.strip()
        hub.innctl("webhook", "test", made["webhook"])
        request = listener.wait_for(lambda all: len(all) == 2)[1]
        for secret in (third, new):
            Webhook(secret).verify(request.body, request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(made["secret"]).verify(request.body, request.headers)


def test_kill_between_deliveries_loses_none(make_hub: HubMaker) -> None:
    """The hub dies in the middle of telling, again and again; every booking is told."""
    hub = make_hub(arguments=ANYWHERE).start()
    inn, platform = add_inn(hub, rooms=200, offer=200), hub.client()
    gate = Gate()
    with Listener(gate) as listener:
        made = add(platform, listener.url, "bookings")
        booked: set[str] = set()
        for deaths in range(4):
            for turn in range(8):
                night = next_day(TONIGHT, 3 + turn)
                booked.add(platform.booked(platform.body(inn.room_only, night))["booking"])
            # The last ones answered may be noted or not; the next one is under way or not.
            gate.let_through(1 + deaths)
            hub.kill()
            gate.forget()
            hub.start()
            platform = Client(hub.url, platform.key)
        gate.let_through(math.inf)

        def bookings(requests: list[Request]) -> set[str]:
            return {json.loads(request.body)["data"]["booking"] for request in requests}

        came = listener.wait_for(lambda all: bookings(all) >= booked, 120)
        assert bookings(came) == booked
        # One name, one content, however often it came.
        contents = {(request.headers["webhook-id"], request.body) for request in came}
        assert len(contents) == len(names(came)) == len(booked)
        assert until(lambda: all_delivered(platform, made["webhook"], len(booked)), seconds=120)


def test_private_addresses_need_the_operators_word(make_hub: HubMaker) -> None:
    """Neither named in numbers nor found out later: nothing in the hub's network is reached."""
    hub = make_hub().start()
    platform = hub.client()
    with Listener(taken) as listener:
        port = listener.url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "[::1]", "[::ffff:7f00:1]"):
            answer = platform.post("/v1/webhooks", json={"url": f"https://{host}:{port}/"})
            assert answer.status_code == 422, answer.text
            assert answer.json()["errors"][0]["pointer"] == "/url"
        refused = hub.run(
            "webhook", "add", "--channel", "tabi-test", "--url", f"https://10.0.0.1:{port}/"
        )
        assert refused.status == 2, refused.err
        # It was taken in when the operator allowed it; now he doesn't any more.
        hub.stop()
        hub.arguments = ANYWHERE
        hub.start()
        made = add(platform, listener.url, "bookings")
        hub.stop()
        hub.arguments = ()
        hub.start()
        assert platform.post(f"/v1/webhooks/{made['webhook']}/test").status_code == 202

        def attempts() -> list[dict[str, Any]]:
            return deliveries(platform, made["webhook"])[0]["attempts"]

        until(attempts)
        assert attempts()[0]["error"] == "private_address"
        assert listener.requests == []


def test_days_of_failure_disable_and_tell_the_office(make_hub: HubMaker) -> None:
    hub = make_hub(arguments=ANYWHERE).start()
    platform = hub.client()
    healthy = threading.Event()
    with Listener(lambda _: Reply(204 if healthy.is_set() else 500)) as listener:
        made = add(platform, listener.url, "bookings")
        path = f"/v1/webhooks/{made['webhook']}"
        assert platform.post(path + "/test").status_code == 202
        seen = 0
        for _ in range(3):
            listener.wait_for(lambda all, seen=seen: len(all) > seen)
            seen = len(listener.requests)
            assert platform.get(path).json()["enabled"] is True
            hub.stop()
            hub.pass_time(timedelta(hours=25))
            hub.start()
        until(lambda: not platform.get(path).json()["enabled"])
        read = platform.get(path).json()
        assert read["disabled_reason"] == "failing"
        assert platform.post(path + "/test").status_code == 409
        listed = hub.innctl("webhook", "list", "--json").json()["webhooks"]
        assert [each["enabled"] for each in listed] == [False]

        healthy.set()
        seen = len(listener.requests)
        hub.innctl("webhook", "enable", made["webhook"])
        hub.innctl("webhook", "redeliver", made["webhook"], "--failed-since", TONIGHT)
        listener.wait_for(lambda all: len(all) == seen + 1)
        assert len(names(listener.requests)) == 1
        until(lambda: deliveries(platform, made["webhook"], state="delivered"))


def test_gone_is_never_asked_again(make_hub: HubMaker) -> None:
    hub = make_hub(arguments=ANYWHERE).start()
    platform = hub.client()
    with Listener(lambda _: Reply(410)) as listener:
        made = add(platform, listener.url, "bookings")
        path = f"/v1/webhooks/{made['webhook']}"
        for _ in range(3):
            assert platform.post(path + "/test").status_code in (202, 409)
        until(lambda: not platform.get(path).json()["enabled"])
        assert len(listener.requests) == 1
        assert platform.get(path).json()["disabled_reason"] == "gone"
